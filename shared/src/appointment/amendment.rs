//! Changing an appointment: what is asked for, and what can be.

use serde::{Deserialize, Serialize};

use super::{HearingType, LegalBasis};
use crate::{
    draft::Wished,
    ids::{DetaineeId, PersonId, RoomId},
    text::{CaseNumber, Name},
    time::{Instant, Minutes},
};

/// A change to an appointment, made on the version that the person saw. Fields that are `None` stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// A new start.
    pub start: Option<Instant>,
    /// A new length.
    pub duration: Option<Minutes>,
    /// Another room of the same centre.
    pub room: Option<RoomId>,
    /// Another case number.
    pub case_number: Option<CaseNumber>,
    /// Another type of hearing.
    pub hearing_type: Option<HearingType>,
    /// The decision that allows the remote mode.
    pub legal_basis: Option<LegalBasis>,
    /// Who takes part from now on.
    pub join: Vec<PersonId>,
    /// Who no longer does.
    pub leave: Vec<PersonId>,
    /// Who is brought from now on; in a centre that had no part in it yet, a room is found.
    pub bring: Vec<DetaineeId>,
    /// Who is no longer brought.
    pub leave_there: Vec<DetaineeId>,
}

/// A room that an appointment may be moved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomChoice {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: Name,
}

/// What a change of time or room can be made to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The rooms: first the one it is in, then the others of the centre that serve for it.
    pub rooms: Vec<RoomChoice>,
    /// What becomes of the time and room that was wished for; `None` if the wish moves nothing.
    pub wished: Option<Wished>,
}
