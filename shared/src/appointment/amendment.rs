//! Changing an appointment: what is asked for, and what can be.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{HearingType, LegalBasis};
use crate::{
    draft::Wished,
    ids::{CentreId, DetaineeId, PersonId, RoomId},
    text::{CaseNumber, Name, Note},
    time::{Instant, Minutes},
};

/// A change to an appointment, made on the version that the person saw. Fields that are `None` stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// A new start.
    pub start: Option<Instant>,
    /// A new length.
    pub duration: Option<Minutes>,
    /// Another room of the same centre; of the first one, if it is held at several.
    pub room: Option<RoomId>,
    /// Other rooms at the others, each with its centre. Those that are not named keep theirs if it is free.
    pub rooms_beside: Vec<(CentreId, RoomId)>,
    /// Another case number.
    pub case_number: Option<CaseNumber>,
    /// Another type of hearing.
    pub hearing_type: Option<HearingType>,
    /// The decision that allows the remote mode.
    pub legal_basis: Option<LegalBasis>,
    /// Another last day, or none any more.
    pub deadline: Option<NewDeadline>,
    /// Why people are given shorter notice of the new start than they are due. It speaks of this change: the next new
    /// start gives the notice again.
    pub notice_reason: Option<Note>,
    /// Who takes part from now on.
    pub join: Vec<PersonId>,
    /// Who no longer does.
    pub leave: Vec<PersonId>,
    /// Who is brought from now on; in a centre that had no part in it yet, a room is found.
    pub bring: Vec<DetaineeId>,
    /// Who is no longer brought.
    pub leave_there: Vec<DetaineeId>,
}

/// What becomes of the last day on which the law lets a hearing be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewDeadline {
    /// It is this one from now on.
    Last(#[serde(with = "crate::civil::date")] Date),
    /// There is none any more.
    Lifted,
}

impl NewDeadline {
    /// The last day from now on, if there is one.
    pub const fn last(self) -> Option<Date> {
        match self {
            Self::Last(date) => Some(date),
            Self::Lifted => None,
        }
    }
}

impl From<Option<Date>> for NewDeadline {
    fn from(last: Option<Date>) -> Self {
        last.map_or(Self::Lifted, Self::Last)
    }
}

/// A room that an appointment may be moved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomChoice {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: Name,
}

/// The rooms of one of the further centres at which an appointment is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRooms {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub name: Name,
    /// First the room that it has, then the others that serve for it.
    pub rooms: Vec<RoomChoice>,
}

/// What a change of time or room can be made to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The rooms: first the one it is in, then the others of the centre that serve for it.
    pub rooms: Vec<RoomChoice>,
    /// The same at each of the other centres.
    pub beside: Vec<SiteRooms>,
    /// What becomes of the time, the room and the people that were wished for; `None` if the wish moves nothing and is for
    /// the same.
    pub wished: Option<Wished>,
}
