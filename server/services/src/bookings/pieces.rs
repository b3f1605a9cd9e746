//! The horizon in pieces: slots are sought piece by piece.

use shared::time::{Minutes, Period};

/// The first piece has these many days, because the first slots are usually near, and each has twice those of the one
/// before, because otherwise they are far.
const FIRST_DAYS: i64 = 14;

/// The pieces of `all`, earliest first: in which an appointment of `length` is to begin, and what is looked at for it.
/// A piece begins where the last one ended, and what begins in it may end after it.
pub(super) fn pieces(all: Period, length: Minutes) -> impl Iterator<Item = (Period, Period)> {
    let (mut from, mut days) = (all.start(), FIRST_DAYS);
    std::iter::from_fn(move || {
        let until = from.plus_minutes(days * 24 * 60).min(all.end());
        let starts = Period::new(from, until)?;
        let looked_at = Period::new(from, until.plus_minutes(i64::from(length.get())).min(all.end()))?;
        (from, days) = (until, days * 2);
        Some((starts, looked_at))
    })
}
