//! Finding the slot: when the room, the detainee and every person are free at once, and why not when they are not.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    ids::{DetaineeId, PersonId, RoomId},
    text::Name,
    time::{Instant, LocalPeriod, Minutes, Period},
};

pub mod finder;

coded! {
    /// What can be reserved.
    ResourceKind {
        /// A room.
        Room = "room",
        /// A detainee.
        Detainee = "detainee",
        /// A professional.
        Person = "person",
    }
}

/// One thing that only one appointment may hold at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// A room.
    Room(RoomId),
    /// A detainee.
    Detainee(DetaineeId),
    /// A professional.
    Person(PersonId),
}

impl Resource {
    /// Its kind.
    pub const fn kind(self) -> ResourceKind {
        match self {
            Self::Room(_) => ResourceKind::Room,
            Self::Detainee(_) => ResourceKind::Detainee,
            Self::Person(_) => ResourceKind::Person,
        }
    }
}

/// A live reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// What is held.
    pub resource: Resource,
    /// When.
    pub period: Period,
}

/// A room that may serve, with the periods in which it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomOption {
    /// The room.
    pub room: RoomId,
    /// When it is open: sorted, disjoint.
    pub open: Vec<Period>,
}

/// What a slot is sought for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Starts are sought in here; the appointment must end in here too. Its private meeting may begin before: see
    /// [`Request::reach`].
    pub horizon: Period,
    /// The earliest moment at which anything of it may begin (now, plus notice).
    pub not_before: Instant,
    /// How long it lasts.
    pub duration: Minutes,
    /// How long the private lawyer meeting before it lasts; `None` for none.
    pub meeting: Option<Minutes>,
    /// Starts lie on multiples of this many minutes after (or before) `origin`.
    pub grid: Minutes,
    /// Where the grid begins: a civil midnight of the place.
    pub origin: Instant,
    /// Rooms that serve, in order of preference.
    pub rooms: Vec<RoomOption>,
    /// Who is brought: busy during the meeting and the appointment.
    pub detainees: Vec<DetaineeId>,
    /// Who takes part in the appointment only.
    pub people: Vec<PersonId>,
    /// Who takes part in the meeting and the appointment.
    pub counsel: Vec<PersonId>,
}

impl Request {
    /// Everything that a slot of this request can touch. Whoever loads open windows and reservations loads those of this
    /// period: the meeting before a first start lies outside the horizon.
    pub fn reach(&self) -> Period {
        let lead = self.meeting.map_or(0, |meeting| i64::from(meeting.get()));
        Period::new(self.horizon.start().plus_minutes(-lead), self.horizon.end()).unwrap_or(self.horizon)
    }
}

/// A slot that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// When the appointment starts.
    pub start: Instant,
    /// In which room.
    pub room: RoomId,
}

/// Why a start is not possible, by ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// It lies before the horizon, or it (or its meeting) begins before `not_before`.
    TooEarly {
        /// The earliest start that the rules allow: on the grid.
        earliest: Instant,
    },
    /// It does not end within the horizon.
    OutsideHorizon,
    /// It does not lie on the grid of starts.
    OffGrid {
        /// The distance between two starts of the grid.
        grid: Minutes,
    },
    /// No room serves at all.
    NoRoom,
    /// The room is closed then.
    Closed {
        /// Which room.
        room: RoomId,
    },
    /// Something is held by another appointment.
    Taken {
        /// What.
        resource: Resource,
        /// When that one has it.
        period: Period,
    },
}

/// Why a start is not possible, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It begins too early, or in the past.
    TooEarly {
        /// The earliest start that the rules allow.
        earliest: crate::time::Local,
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
