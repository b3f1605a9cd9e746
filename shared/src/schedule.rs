//! Finding the slot: when the room, the detainee and every person are free at once, and why not when they are not.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    ids::{DetaineeId, PersonId, RoomId},
    time::{Instant, Minutes, Period},
};

mod bars;
pub mod finder;
pub mod fitting;
mod obstacle;
mod steadiness;
pub mod waiting;

pub use self::{
    bars::{Bar, BlockCause, CountKind, Departure, Escorts, Movement, Over, Rules, Why},
    obstacle::{Clash, Obstacle},
    steadiness::{STEADY_DAYS, Steadiness},
};

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

/// A live reservation, or a slot that somebody else is choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// What is held.
    pub resource: Resource,
    /// When.
    pub period: Period,
    /// When a draft's hold lapses; `None` for an appointment.
    pub until: Option<Instant>,
}

impl Busy {
    /// What an appointment holds.
    pub const fn booked(resource: Resource, period: Period) -> Self {
        Self { resource, period, until: None }
    }
}

/// On which side of its appointment a private meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It ends where the appointment begins.
    Before,
    /// It begins where the appointment ends.
    After,
}

impl Side {
    /// Both, in the order in which they are held.
    pub const BOTH: [Self; 2] = [Self::Before, Self::After];
}

/// How long the private meetings around an appointment last; `None` for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    /// The one before it.
    pub before: Option<Minutes>,
    /// The one after it.
    pub after: Option<Minutes>,
}

impl Meetings {
    /// No meeting at all.
    pub const NONE: Self = Self { before: None, after: None };

    /// How long the one on `side` lasts.
    pub const fn on(self, side: Side) -> Option<Minutes> {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    /// Minutes from the beginning of the one before to the start.
    pub fn lead(self) -> i64 {
        minutes(self.before)
    }

    /// Minutes from the end to the end of the one after.
    pub fn trail(self) -> i64 {
        minutes(self.after)
    }
}

fn minutes(length: Option<Minutes>) -> i64 {
    length.map_or(0, |length| i64::from(length.get()))
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
    /// Starts are sought in here; the appointment must end in here too. Its private meetings may lie outside: see
    /// [`Request::reach`].
    pub horizon: Period,
    /// The earliest moment at which anything of it may begin (now, plus notice).
    pub not_before: Instant,
    /// How long it lasts.
    pub duration: Minutes,
    /// How long the private lawyer meetings before and after it last.
    pub meetings: Meetings,
    /// Starts lie on multiples of this many minutes after (or before) `origin`.
    pub grid: Minutes,
    /// Where the grid begins: a civil midnight of the place.
    pub origin: Instant,
    /// Rooms that serve, in order of preference.
    pub rooms: Vec<RoomOption>,
    /// Who is brought: busy during the meetings and the appointment.
    pub detainees: Vec<DetaineeId>,
    /// Who takes part in the appointment only.
    pub people: Vec<PersonId>,
    /// Who takes part in the meetings and the appointment.
    pub counsel: Vec<PersonId>,
    /// What else must be kept to.
    pub rules: Rules,
}

impl Request {
    /// Everything that a slot of this request can touch. Whoever loads open windows and reservations loads those of this
    /// period: the movement and the meetings around the first start and the last end lie outside the horizon.
    pub fn reach(&self) -> Period {
        let lead = self.meetings.lead() + i64::from(self.rules.movement.before);
        let trail = self.meetings.trail() + self.rules.trail();
        let (start, end) = (self.horizon.start().plus_minutes(-lead), self.horizon.end().plus_minutes(trail));
        Period::new(start, end).unwrap_or(self.horizon)
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

/// A slot with the rooms of the other sites, for an appointment at several: all begin at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sitting {
    /// The slot at the first site.
    pub slot: Slot,
    /// The rooms at the others, in the order of the sites.
    pub beside: Vec<RoomId>,
}

impl Sitting {
    /// The slot at each site, in their order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        let start = self.slot.start;
        std::iter::once(self.slot).chain(self.beside.iter().map(move |room| Slot { start, room: *room }))
    }
}

impl From<Slot> for Sitting {
    /// At one site only.
    fn from(slot: Slot) -> Self {
        Self { slot, beside: Vec::new() }
    }
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
    /// Somebody else is choosing it.
    Held {
        /// What.
        resource: Resource,
        /// For when.
        period: Period,
        /// When the hold lapses.
        until: Instant,
    },
    /// A rule keeps something from being had.
    Barred {
        /// What.
        over: Over,
        /// When.
        period: Period,
        /// Which rule.
        why: Why,
    },
    /// Every escort team of the centre is out.
    NoEscort {
        /// When.
        period: Period,
    },
    /// It begins before the notice is over that people must be given.
    ShortNotice {
        /// The earliest start that the notice allows: on the grid.
        earliest: Instant,
    },
    /// It ends after the last moment that the law allows.
    AfterDeadline {
        /// That moment.
        deadline: Instant,
    },
}
