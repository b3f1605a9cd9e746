//! The one table of moves between states.

use super::State;
use crate::time::Instant;

/// Nothing begins earlier than this before its time.
const EARLY_MINUTES: i64 = 30;

/// Every allowed move, from and to. Anything that is not here is refused.
pub const ALLOWED: &[(State, State)] = &[
    (State::Requested, State::Booked),
    (State::Requested, State::Cancelled),
    (State::Booked, State::Confirmed),
    (State::Booked, State::Cancelled),
    (State::Booked, State::NotHeld),
    (State::Confirmed, State::Booked),
    (State::Confirmed, State::InProgress),
    (State::Confirmed, State::Cancelled),
    (State::Confirmed, State::NotHeld),
    (State::InProgress, State::Suspended),
    (State::InProgress, State::Completed),
    (State::InProgress, State::Adjourned),
    (State::Suspended, State::InProgress),
    (State::Suspended, State::Completed),
    (State::Suspended, State::Adjourned),
    (State::Suspended, State::NotHeld),
];

/// Whether an appointment may move from `from` to `to`.
///
/// `Confirmed → Booked` exists because a confirmed appointment that is moved, or that a required participant then
/// declines, is no longer confirmed.
pub fn allowed(from: State, to: State) -> bool {
    ALLOWED.contains(&(from, to))
}

/// The moment from which what `starts` then can be begun, or found not to be held.
pub const fn earliest_start(starts: Instant) -> Instant {
    starts.plus_minutes(-EARLY_MINUTES)
}

/// Where an appointment in `from` may go next.
pub fn next(from: State) -> impl Iterator<Item = State> {
    ALLOWED.iter().filter(move |(before, _)| *before == from).map(|(_, after)| *after)
}
