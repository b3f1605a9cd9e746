//! Whose turn it is among the devices of one centre that check themselves: they share a line, and would measure each other.

use crate::time::Instant;

/// So many minutes a turn takes. A check is begun in the first, measures for one, and then what it found must arrive.
pub const TURN_MINUTES: i64 = 3;

/// The same in seconds.
const TURN_S: i64 = TURN_MINUTES * 60;
/// So many seconds of its turn a device may begin: it looks at its clock now and then only, and asks once more.
const BEGINS_S: i64 = 60;

/// The turn of one room's device. All rooms of a centre have theirs one after the other, again and again: whenever one checks
/// itself, ahead of whatever appointment and for however often, no other does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    place: i64,
    of: i64,
}

impl Turn {
    /// Of the only room of a centre: it is always its turn.
    pub const ALWAYS: Self = Self { place: 0, of: 1 };

    /// Of the room at this place, counted from 0, among so many of its centre.
    pub fn new(place: usize, of: usize) -> Self {
        let number = |count: usize| i64::from(u32::try_from(count).unwrap_or(u32::MAX));
        Self { place: number(place), of: number(of).max(1) }
    }

    /// The first moment from `at` on at which a check may begin.
    pub(super) fn next_from(self, at: Instant) -> Instant {
        let (turn, since) = (at.0.div_euclid(TURN_S), at.0.rem_euclid(TURN_S));
        let others_first = (self.place - turn).rem_euclid(self.of);
        if self.of == 1 || (others_first == 0 && since < BEGINS_S) {
            return at;
        }
        // One that has begun too long ago comes again after all others.
        let ahead = if others_first == 0 { self.of } else { others_first };
        Instant((turn + ahead).saturating_mul(TURN_S))
    }

    /// The beginning of the last turn up to `at`.
    pub(super) fn last_by(self, at: Instant) -> Instant {
        if self.of == 1 {
            return at;
        }
        let turn = at.0.div_euclid(TURN_S);
        Instant((turn - (turn - self.place).rem_euclid(self.of)).saturating_mul(TURN_S))
    }
}
