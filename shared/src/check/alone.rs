//! When a room's own device checks itself: ahead of the first appointment of a day, and never while somebody is heard there.

use crate::{
    readiness::CHECK_LEAD_MINUTES,
    time::{Instant, Period},
};

/// So many minutes before the first appointment a room's device checks itself: that it was not checked stands in the way
/// from [`CHECK_LEAD_MINUTES`] on, and the check itself, repeated once, takes some.
pub const RUNS_AHEAD_MINUTES: i64 = CHECK_LEAD_MINUTES + 10;

/// After so many minutes a check that the device makes by itself is surely over: it takes one, is repeated once, and the
/// device looks at its clock now and then only.
pub const RUN_MINUTES: i64 = 5;

/// When a room's device checks itself for an appointment that begins at `start` on `day`: not on the day before, for
/// which that check would count.
pub fn runs_at(start: Instant, day: Period) -> Instant {
    start.plus_minutes(-RUNS_AHEAD_MINUTES).max(day.start())
}

/// When the device of a room checks itself next, `now` at the earliest, for the first appointment that begins from `from` on
/// and leaves it time to be over. `taken` are the appointments there, by start; a chirp disturbs none of them. `day_of` is
/// the room's civil day of a moment.
pub fn next_run(
    from: Instant,
    now: Instant,
    taken: &[Period],
    day_of: impl Fn(Instant) -> Option<Period>,
) -> Option<Instant> {
    taken.iter().map(|period| period.start()).filter(|start| *start >= from).find_map(|start| {
        let at = free_from(runs_at(start, day_of(start)?).max(now), taken);
        (at.plus_minutes(RUN_MINUTES) <= start).then_some(at)
    })
}

/// The first moment from `at` on at which a check is over before the next of `taken`, which come by start, begins.
fn free_from(at: Instant, taken: &[Period]) -> Instant {
    taken.iter().fold(at, |at, period| {
        let disturbs = at < period.end() && period.start() < at.plus_minutes(RUN_MINUTES);
        if disturbs { period.end() } else { at }
    })
}
