//! The rules of a plan by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What can refuse a start, or be broken by a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A main part starts at a civil time that the clock shows exactly once.
    Start,
    /// A main part starts on the grid.
    Grid,
    /// It starts on the earliest date or later.
    Earliest,
    /// It is over by the deadline.
    Deadline,
    /// Everything lies in the horizon.
    Horizon,
    /// The hearing with its meetings lies inside one of the room's hours.
    RoomHours,
    /// It touches no block of the room.
    RoomBlock,
    /// A room has one hearing at a time, turnover included.
    RoomTaken,
    /// Detainees are in their cells while they are counted.
    Count,
    /// A detainee is in one place at a time, movement included.
    DetaineeTaken,
    /// Detainees who are kept apart are not out at once in one centre.
    Incompatible,
    /// A centre escorts no more hearings at once than it has teams.
    EscortPool,
    /// A person is in one place at a time.
    PersonTaken,
    /// Nobody takes part while unavailable.
    Unavailable,
    /// What is fixed keeps its place.
    Fixed,
    /// There was no time left to look for a place, or to say which rule refuses it.
    Seconds,
    /// Each site has one room, of its centre.
    Rooms,
    /// A plan places requests of its docket.
    UnknownRequest,
    /// A request is in exactly one of `placed` and `unplaced`.
    Once,
    /// `weight` is the sum of the weights placed.
    Weight,
    /// `waiting_days` is the sum of weight times days waited.
    WaitingDays,
}

impl Rule {
    /// Its code, as plans and verdicts have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Grid => "grid",
            Self::Earliest => "earliest",
            Self::Deadline => "deadline",
            Self::Horizon => "horizon",
            Self::RoomHours => "room_hours",
            Self::RoomBlock => "room_block",
            Self::RoomTaken => "room_taken",
            Self::Count => "count",
            Self::DetaineeTaken => "detainee_taken",
            Self::Incompatible => "incompatible",
            Self::EscortPool => "escort_pool",
            Self::PersonTaken => "person_taken",
            Self::Unavailable => "unavailable",
            Self::Fixed => "fixed",
            Self::Seconds => "seconds",
            Self::Rooms => "rooms",
            Self::UnknownRequest => "unknown_request",
            Self::Once => "once",
            Self::Weight => "weight",
            Self::WaitingDays => "waiting_days",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}
