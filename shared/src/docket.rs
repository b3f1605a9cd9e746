//! A docket that is being prepared: the hearings that a court asks for as one list, what was proposed for each, and what
//! became of them.
//!
//! Not to be mixed up with [`crate::plan::docket`], which is what the planner is given: ids as places in lists, periods as
//! ticks. A list is [`read`](reading::lines) as people typed it and kept so; nothing of it is lost, whatever is wrong with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Role, coded},
    draft::{Draft, SlotView},
    error::Fault,
    ids::{AppointmentId, CentreId, DocketId, RoomId},
    schedule::Obstacle,
    text::Name,
    time::{LocalPeriod, ZoneName},
};

mod columns;
mod hindrances;
#[cfg(feature = "zones")]
pub mod planning;
pub mod reading;

pub use self::{
    columns::{Column, Typed},
    hindrances::{Hindrance, Rule, hindrances},
};

/// The most hearings of one list.
pub const MOST_LINES: usize = 500;
/// The most bytes of a file.
pub const MOST_BYTES: usize = 1024 * 1024 - 16 * 1024;
/// The most characters of a cell: nothing that is asked for is longer.
pub const MOST_CELL: usize = 2_000;
/// How urgent a hearing can be; the first is what an empty cell means.
pub const URGENCIES: (u16, u16) = (1, 9);
/// The most days that a list is planned over.
pub const MOST_DAYS: i64 = 120;

coded! {
    /// How far a docket has come.
    Stage {
        /// Read; nothing is proposed yet.
        Open = "open",
        /// A plan is being sought.
        Planning = "planning",
        /// A plan is proposed.
        Planned = "planned",
        /// It is being booked.
        Booking = "booking",
        /// Everything that had a place is booked.
        Booked = "booked",
    }

    /// What the scheduler says of a hearing of the list.
    Standing {
        /// It is to be placed wherever it fits best.
        Wanted = "wanted",
        /// It keeps the place that it has.
        Fixed = "fixed",
        /// It is left out.
        Dropped = "dropped",
    }
}

impl Stage {
    /// Whether somebody is at work on it, so that it cannot be changed.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Planning | Self::Booking)
    }
}

/// One hearing of the list, with what was made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Where it stands in the file, from 1.
    pub number: u32,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with that. While there is anything, it is not planned.
    pub mistakes: Vec<Mistake>,
    /// The booking it would be; its slot is the proposal.
    pub draft: Draft,
    /// How much placing it is worth.
    pub urgency: u16,
    /// Not before.
    #[serde(with = "crate::civil::optional_date")]
    pub earliest: Option<Date>,
    /// What the scheduler says.
    pub standing: Standing,
    /// Why it has no place.
    pub why: Why,
    /// What refused it when it was to be booked.
    pub refused: Vec<Obstacle>,
    /// What it became.
    pub booked: Option<AppointmentId>,
}

impl Line {
    /// Whether it takes part in the planning.
    pub fn is_planned(&self) -> bool {
        self.mistakes.is_empty() && self.standing != Standing::Dropped
    }
}

/// Why a hearing has no place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// How many starts were looked at.
    pub starts: u32,
    /// Of those, how many would be free if it were alone.
    pub alone: u32,
    /// What stands against them, what stands against most of them first.
    pub hindrances: Vec<Hindrance>,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// Which; `None` for the line as a whole.
    pub column: Option<Column>,
    /// The part that nobody takes, if it is that.
    pub part: Option<Role>,
    /// What.
    pub fault: Fault,
}

impl Mistake {
    /// `fault` in `column`.
    pub const fn new(column: Column, fault: Fault) -> Self {
        Self { column: Some(column), part: None, fault }
    }
}

/// Everything of a docket that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The first day on which the hearings may be.
    #[serde(with = "crate::civil::date")]
    pub first: Date,
    /// The last.
    #[serde(with = "crate::civil::date")]
    pub last: Date,
    /// The hearings, in the order of the file.
    pub lines: Vec<Line>,
    /// Whether the last work on it was given up.
    pub given_up: bool,
    /// The version from which it was planned last.
    #[serde(default)]
    pub planned_from: Option<i32>,
}

/// How far the work on a docket is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// In percent.
    pub percent: u8,
}

/// A docket in the list of those there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocketSummary {
    /// Its identifier.
    pub id: DocketId,
    /// The name of its file.
    pub name: Name,
    /// How far it has come.
    pub stage: Stage,
    /// How many hearings it holds.
    pub lines: u32,
    /// When it was uploaded.
    pub made: crate::time::Local,
}

/// The dockets of an agency, and what the form for another needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dockets {
    /// Newest first.
    pub dockets: Vec<DocketSummary>,
    /// The usual first day of a new one.
    #[serde(with = "crate::civil::date")]
    pub first: Date,
    /// The usual last day.
    #[serde(with = "crate::civil::date")]
    pub last: Date,
}

/// A docket as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocketView {
    /// Its identifier.
    pub id: DocketId,
    /// Counts the changes: whoever changes it says which they saw.
    pub version: i32,
    /// The name of its file.
    pub name: Name,
    /// How far it has come.
    pub stage: Stage,
    /// How far the work on it is, while there is any.
    pub progress: Option<Progress>,
    /// Whether the work on it ended without a result: the server stopped meanwhile, or the store could not be reached.
    pub interrupted: bool,
    /// The zone of the court.
    pub zone: ZoneName,
    /// The first day.
    #[serde(with = "crate::civil::date")]
    pub first: Date,
    /// The last.
    #[serde(with = "crate::civil::date")]
    pub last: Date,
    /// The hearings.
    pub lines: Vec<LineView>,
    /// The rooms on every day that has a proposal, by date and centre.
    pub days: Vec<RoomsOfDay>,
}

/// A hearing of the list as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// Where it stands in the file.
    pub number: u32,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with that.
    pub mistakes: Vec<Mistake>,
    /// Who is brought, and from where.
    pub detainees: Vec<(Name, Name)>,
    /// Who takes part.
    pub people: Vec<Name>,
    /// What the scheduler says.
    pub standing: Standing,
    /// Where and when, in the civil time of its centre.
    pub slot: Option<SlotView>,
    /// The zone of that centre.
    pub zone: Option<ZoneName>,
    /// Why nowhere.
    pub why: Why,
    /// What refused it when it was to be booked.
    pub refused: Vec<Obstacle>,
    /// What it became.
    pub booked: Option<AppointmentId>,
}

/// The rooms of a centre on a day, with what is proposed and what is booked already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomsOfDay {
    /// The date there.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub centre_name: Name,
    /// Its zone.
    pub zone: ZoneName,
    /// The rooms that serve.
    pub rooms: Vec<RoomOfDay>,
}

/// A room of that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomOfDay {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: Name,
    /// When it is open.
    pub open: Vec<LocalPeriod>,
    /// When it cannot be had although it is open, by start, and whether somebody blocked it.
    pub shut: Vec<(LocalPeriod, bool)>,
    /// When others have it.
    pub taken: Vec<LocalPeriod>,
    /// What is proposed: the line, when, and whether it is fixed there.
    pub proposed: Vec<(u32, LocalPeriod, bool)>,
}

/// The places that a hearing of the list could have beside the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// The docket.
    pub id: DocketId,
    /// Its version.
    pub version: i32,
    /// The hearing.
    pub line: LineView,
    /// The zone of its centre.
    pub zone: ZoneName,
    /// The first free slots from the day that was asked for.
    pub slots: Vec<SlotView>,
    /// The day from which they are sought.
    #[serde(with = "crate::civil::date")]
    pub from: Date,
    /// The day after the last one shown, if there may be more.
    #[serde(with = "crate::civil::optional_date")]
    pub next: Option<Date>,
}

/// What a scheduler does to a docket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Adjustment {
    /// Leaves a hearing out.
    Drop(u32),
    /// Takes it in again, wherever it fits.
    Want(u32),
    /// Keeps it where it is proposed.
    Keep(u32),
    /// Keeps it at a slot of its own.
    Fix(u32, crate::schedule::Slot),
}

impl Adjustment {
    /// Which hearing it is about.
    pub const fn line(self) -> u32 {
        match self {
            Self::Drop(line) | Self::Want(line) | Self::Keep(line) | Self::Fix(line, _) => line,
        }
    }
}

impl std::fmt::Display for Adjustment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Drop(line) => write!(f, "drop:{line}"),
            Self::Want(line) => write!(f, "want:{line}"),
            Self::Keep(line) => write!(f, "keep:{line}"),
            Self::Fix(line, slot) => write!(f, "fix:{line}:{}:{}", slot.start.0, slot.room),
        }
    }
}

/// What a button sends is none of the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAdjustment;

impl std::str::FromStr for Adjustment {
    type Err = NoAdjustment;

    fn from_str(text: &str) -> Result<Self, NoAdjustment> {
        let mut parts = text.split(':');
        let (what, line) = (parts.next(), parts.next().and_then(|line| line.parse().ok()).ok_or(NoAdjustment)?);
        let change = match what {
            Some("drop") => Self::Drop(line),
            Some("want") => Self::Want(line),
            Some("keep") => Self::Keep(line),
            Some("fix") => {
                let start = parts.next().and_then(|start| start.parse().ok()).ok_or(NoAdjustment)?;
                let room = parts.next().and_then(|room| room.parse().ok()).ok_or(NoAdjustment)?;
                Self::Fix(line, crate::schedule::Slot { start: crate::time::Instant(start), room })
            }
            _ => return Err(NoAdjustment),
        };
        if parts.next().is_none() { Ok(change) } else { Err(NoAdjustment) }
    }
}
