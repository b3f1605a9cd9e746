//! Why a start is not possible, as people read it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{BlockCause, CountKind, Departure, ResourceKind};
use crate::{
    text::Name,
    time::{Local, LocalPeriod, Minutes},
};

/// Why a start is not possible, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It begins too early, or in the past.
    TooEarly {
        /// The earliest start that the rules allow.
        earliest: Local,
    },
    /// It lies further ahead than can be booked.
    OutsideHorizon,
    /// It does not lie on the grid of starts.
    OffGrid {
        /// The distance between two starts of the grid.
        grid: Minutes,
    },
    /// No room of the centre serves for it.
    NoRoom,
    /// The room is closed then.
    Closed {
        /// Its name.
        room: Name,
    },
    /// Something is held by another appointment.
    Taken(Clash),
    /// Somebody else is choosing it.
    Held {
        /// What.
        what: Clash,
        /// When it is free again, unless they book it.
        until: Local,
    },
    /// Somebody blocked it.
    Blocked {
        /// The room or person; `None` for the whole centre.
        what: Option<Name>,
        /// Why.
        cause: BlockCause,
        /// When.
        period: LocalPeriod,
    },
    /// Nobody moves in the centre.
    Count {
        /// For what.
        kind: CountKind,
        /// When.
        period: LocalPeriod,
    },
    /// The centre keeps a holiday.
    Holiday {
        /// Which day.
        #[serde(with = "crate::civil::date")]
        date: Date,
    },
    /// Every escort team is out.
    NoEscort {
        /// When.
        period: LocalPeriod,
    },
    /// The detainee would meet somebody they must not meet. Whoever books never reads whom, nor when that one is out.
    Incompatible,
    /// Beside the room somebody waits of a category that the law holds apart.
    Separated {
        /// The room's name.
        room: Name,
    },
    /// More are brought than the room holds.
    TooSmall {
        /// Its name.
        room: Name,
        /// How many it holds.
        holds: u16,
        /// How many are brought.
        needed: u16,
    },
    /// The equipment that it needs does not stand in the room.
    Unequipped {
        /// The room's name.
        room: Name,
    },
    /// The detainee is no longer there.
    Left {
        /// Why.
        why: Departure,
        /// From when on.
        from: Local,
    },
    /// The person does not work then.
    OffHours {
        /// Their name.
        person: Name,
    },
    /// People would not get the notice they are due.
    ShortNotice {
        /// The earliest start that gives it.
        earliest: Local,
    },
    /// The law wants it held before.
    AfterDeadline {
        /// The last day.
        #[serde(with = "crate::civil::date")]
        last: Date,
    },
    /// It was planned by what holds no longer, as where somebody is held. Only a list is planned some time before it is booked.
    PlanOutdated,
    /// Of an appointment at several centres, one of them cannot.
    At {
        /// Its name.
        centre: Name,
        /// Why not.
        what: Box<Self>,
    },
}

/// Something that another appointment holds at that time. It never says which appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// What kind of thing.
    pub kind: ResourceKind,
    /// Its name.
    pub name: Name,
    /// When the other appointment has it.
    pub period: LocalPeriod,
}
