//! The rules of a place as data: what cannot be had when, each with the name that a refusal cites.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use super::Resource;
use crate::{
    appointment::coded,
    time::{Instant, Period},
};

coded! {
    /// Why something is blocked.
    BlockCause {
        /// Repairs, or work on the equipment.
        Maintenance = "maintenance",
        /// A search, a lock-down, another measure of security.
        Security = "security",
        /// An epidemic, or another reason of health.
        Health = "health",
        /// An event of the centre.
        Event = "event",
        /// Somebody is on leave or ill.
        Leave = "leave",
        /// Somebody is on duty elsewhere.
        Duty = "duty",
        /// Something else; a note is then required.
        Other = "other",
        /// Somebody's own calendar says so. It comes with the file and is never typed: what it says there is theirs.
        Calendar = "calendar",
    }

    /// What the hours are for in which nobody moves.
    CountKind {
        /// Roll-call.
        Count = "count",
        /// Meals.
        Meal = "meal",
        /// Hours of the regime: yard, work, lock-up.
        Regime = "regime",
    }

    /// Why a detainee is no longer there.
    Departure {
        /// Transferred to another centre.
        Transfer = "transfer",
        /// Released.
        Release = "release",
    }
}

impl BlockCause {
    /// The causes that people give.
    pub const GIVEN: &'static [Self] =
        &[Self::Maintenance, Self::Security, Self::Health, Self::Event, Self::Leave, Self::Duty, Self::Other];

    /// The cause with this code, if it is one that people give.
    pub fn given(code: &str) -> Option<Self> {
        Self::from_code(code).filter(|cause| Self::GIVEN.contains(cause))
    }

    /// Whether the cause says too little without words.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Other)
    }
}

/// What a bar is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Over {
    /// The whole centre: nobody is brought while it lasts, so it counts against movement too.
    Centre,
    /// One thing or person.
    Resource(Resource),
}

/// The rule behind a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Why {
    /// Somebody blocked it.
    Blocked(BlockCause),
    /// Nobody moves in the centre.
    Count(CountKind),
    /// The centre keeps a holiday.
    Holiday,
    /// The detainee has left.
    Left(Departure),
    /// The person does not work then.
    OffHours,
    /// Somebody is out whom the detainee must not meet. It never says who.
    Incompatible,
    /// Somebody waits there of a category that is held apart from the detainee's.
    Separated,
    /// More are brought than the room holds.
    TooSmall {
        /// How many it holds.
        holds: u16,
        /// How many are brought.
        needed: u16,
    },
    /// What is needed for it does not stand in the room.
    Unequipped,
}

/// A period in which something cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What.
    pub over: Over,
    /// When.
    pub period: Period,
    /// By which rule.
    pub why: Why,
}

/// Minutes for bringing a detainee and taking them back: they are occupied, the room is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// From the cell to the room.
    pub before: u16,
    /// And back.
    pub after: u16,
}

/// The escort teams of a centre, and when they are out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escorts {
    /// How many there are. One team serves one appointment, from the cell and back.
    pub teams: NonZeroU16,
    /// The periods in which other appointments need one, in any order.
    pub out: Vec<Period>,
    /// The same of what others are choosing, each until its hold lapses.
    pub choosing: Vec<(Period, Instant)>,
}

impl Escorts {
    /// The periods in which others need one, booked or being chosen, in any order.
    pub fn needed(&self) -> impl Iterator<Item = Period> {
        self.out.iter().copied().chain(self.choosing.iter().map(|(period, _)| *period))
    }

    /// The periods in which no team is free, by start, joined where they touch.
    pub fn none_free(&self) -> Vec<Period> {
        let mut turns: Vec<(Instant, i32)> =
            self.needed().flat_map(|period| [(period.start(), 1), (period.end(), -1)]).collect();
        // At one moment those who come back go before those who leave; a gap of no length joins again below.
        turns.sort_unstable();
        let (teams, mut out, mut since) = (i32::from(self.teams.get()), 0, None);
        let mut full: Vec<Period> = Vec::new();
        for (at, turn) in turns {
            out += turn;
            match since {
                None if out >= teams => since = Some(at),
                Some(start) if out < teams => {
                    since = None;
                    let Some(period) = Period::new(start, at) else { continue };
                    match full.last_mut() {
                        Some(last) if last.end() == period.start() => {
                            *last = Period::new(last.start(), period.end()).unwrap_or(period);
                        }
                        _ => full.push(period),
                    }
                }
                _ => {}
            }
        }
        full
    }
}

/// Everything that must be kept to besides opening hours and reservations. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// How long detainees are under way.
    pub movement: Movement,
    /// Minutes that a room needs after an appointment before the next.
    pub turnover: u16,
    /// What cannot be had when, in any order.
    pub bars: Vec<Bar>,
    /// The escort teams; `None` if there are always enough.
    pub escorts: Option<Escorts>,
    /// The first start that gives everybody the notice they are due.
    pub notice: Option<Instant>,
    /// The last moment at which the law lets it end.
    pub deadline: Option<Instant>,
}

impl Rules {
    /// Minutes after the end, with the meetings, in which something of it is still held.
    pub(super) fn trail(&self) -> i64 {
        i64::from(self.movement.after.max(self.turnover))
    }
}
