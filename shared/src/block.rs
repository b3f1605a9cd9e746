//! Blocks: a room, a whole centre or a person that cannot be had for a while, and what that hits.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Kind, RoomChoice},
    directory::PersonSummary,
    draft::fields::{self, keep},
    error::{Fault, Problem},
    ids::{AppointmentId, BlockId, CentreId, RoomId},
    schedule::BlockCause,
    text::{Name, Note},
    time::{LocalPeriod, WeeklyWindow, ZoneName},
};

/// A block as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockForm {
    /// The room's id; empty for the whole centre.
    pub room: String,
    /// `YYYY-MM-DD`.
    pub from_date: String,
    /// `HH:MM`.
    pub from_time: String,
    /// `YYYY-MM-DD`.
    pub until_date: String,
    /// `HH:MM`.
    pub until_time: String,
    /// [`BlockCause`] code.
    pub cause: String,
    /// What else is to be known.
    pub note: String,
}

/// What is blocked and for how long, in the civil time of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The room; `None` for the whole centre, or for a person.
    pub room: Option<RoomId>,
    /// From.
    pub from: DateTime,
    /// Until.
    pub until: DateTime,
}

/// A block in which every field is sound. Whose room it is, and what its times are there, is for the services to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBlock {
    /// What and when.
    pub extent: Extent,
    /// Why.
    pub cause: BlockCause,
    /// What else is to be known.
    pub note: Option<Note>,
}

impl BlockForm {
    /// What and from when until when: what it would hit is known before why.
    ///
    /// # Errors
    /// What of it is missing or wrong, in the order of the form's fields.
    pub fn read_extent(&self) -> Result<Extent, Vec<Problem>> {
        let mut problems = Vec::new();
        self.extent(&mut problems).ok_or(problems)
    }

    fn extent(&self, problems: &mut Vec<Problem>) -> Option<Extent> {
        let room = match self.room.trim() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| Fault::UnknownChoice),
        };
        let room = keep(problems, "room", room);
        let from_date = keep(problems, "from_date", fields::date(&self.from_date));
        let from_time = keep(problems, "from_time", fields::time(&self.from_time));
        let until_date = keep(problems, "until_date", fields::date(&self.until_date));
        let until_time = keep(problems, "until_time", fields::time(&self.until_time));
        let from = from_date.zip(from_time).map(|(date, time)| date.to_datetime(time));
        let until = until_date.zip(until_time).map(|(date, time)| date.to_datetime(time));
        let (room, from, until) = (room?, from?, until?);
        if until <= from {
            problems.push(Problem::new("until_date", Fault::EndBeforeStart));
            return None;
        }
        Some(Extent { room, from, until })
    }

    /// The block.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<NewBlock, Vec<Problem>> {
        let mut problems = Vec::new();
        let extent = self.extent(&mut problems);
        let cause = match self.cause.trim() {
            "" => Err(Fault::Missing),
            code => BlockCause::given(code).ok_or(Fault::UnknownChoice),
        };
        let cause = keep(&mut problems, "cause", cause);
        let note = keep(&mut problems, "note", fields::optional_text::<Note>(&self.note));
        if cause.is_some_and(BlockCause::needs_note) && note == Some(None) {
            problems.push(Problem::new("note", Fault::NeedsNote));
        }
        match (extent, cause, note) {
            (Some(extent), Some(cause), Some(note)) if problems.is_empty() => Ok(NewBlock { extent, cause, note }),
            _ => Err(problems),
        }
    }
}

/// A block as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockView {
    /// Its identifier.
    pub id: BlockId,
    /// The room's name; `None` for the whole centre.
    pub room: Option<Name>,
    /// When.
    pub period: LocalPeriod,
    /// Why.
    pub cause: BlockCause,
    /// What else is to be known.
    pub note: Option<Note>,
}

/// The blocks of a centre that are not over, and what a form for another needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockBoard {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub name: Name,
    /// Its zone.
    pub zone: ZoneName,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// The centres whose rules the reader keeps.
    pub centres: Vec<(CentreId, Name)>,
    /// Its rooms.
    pub rooms: Vec<RoomChoice>,
    /// The blocks, by start.
    pub blocks: Vec<BlockView>,
}

/// An appointment that a block hits, as far as the reader may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Which.
    pub id: AppointmentId,
    /// What it is.
    pub kind: Kind,
    /// Where: the centre's name and the room's, for each of its sites that is meant.
    pub places: Vec<(Name, Name)>,
    /// Who is brought there.
    pub detainees: Vec<Name>,
    /// When.
    pub period: LocalPeriod,
    /// By the clock of which zone.
    pub zone: ZoneName,
}

/// The unavailability of a professional, and what a form for more of it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceBoard {
    /// Who.
    pub person: PersonSummary,
    /// The zone in which they work.
    pub zone: ZoneName,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// What is not over, by start; of none is there a room.
    pub blocks: Vec<BlockView>,
    /// The last day that was looked at in the calendar that brought some of them: nobody books further ahead then.
    #[serde(with = "crate::civil::optional_date")]
    pub calendar_last: Option<Date>,
    /// When they work, Monday first; if they have no hours at all, at any hour.
    pub hours: Vec<WeeklyWindow>,
    /// The zone of these hours: that of their agency. `None` for those without one: their hours are those of the place of
    /// each appointment.
    pub hours_zone: Option<ZoneName>,
}
