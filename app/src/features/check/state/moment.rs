//! When a step was measured. A page may stay open for days, and a device may sleep and be carried elsewhere meanwhile: what was
//! measured before says nothing of now.

use shared::check::pace::{MOST_AGE_S, STEP_OLD_MINUTES};

/// A moment by two clocks: one that people set, and one that may stand still while the device sleeps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// The device's clock, in milliseconds since 1970.
    pub clock_ms: f64,
    /// How long the page has been open, in milliseconds.
    pub open_ms: f64,
    /// The day on which what is measured counts, each day another number; `None` where it counts whatever the day.
    pub day: Option<u32>,
}

impl Moment {
    /// How long ago it was at `now`, in milliseconds, by the clock that says more: one that was set back makes nothing younger.
    pub fn age_ms(self, now: Self) -> f64 {
        (now.clock_ms - self.clock_ms).max(now.open_ms - self.open_ms).max(0.0)
    }

    /// Whether no check of then counts any more at `now`.
    pub fn is_over(self, now: Self) -> bool {
        let another_day = self.day.zip(now.day).is_some_and(|(then, now)| then != now);
        another_day || self.age_ms(now) > MOST_AGE_S * 1_000.0
    }

    /// Whether what was measured then is to be measured again at `now` before it is sent.
    pub fn is_old(self, now: Self) -> bool {
        self.is_over(now) || self.age_ms(now) > STEP_OLD_MINUTES * 60_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Moment = Moment { clock_ms: 1.76e12, open_ms: 4_000.0, day: Some(20_261_124) };
    const HOUR_MS: f64 = 3_600_000.0;

    fn later(clock_ms: f64, open_ms: f64) -> Moment {
        Moment { clock_ms: THEN.clock_ms + clock_ms, open_ms: THEN.open_ms + open_ms, ..THEN }
    }

    #[test]
    fn half_an_hour_is_old_by_either_clock() {
        let half = HOUR_MS / 2.0;
        assert!(!THEN.is_old(THEN) && !THEN.is_old(later(half, half)));
        assert!(THEN.is_old(later(half + 1.0, 1_000.0)), "the device slept");
        assert!(THEN.is_old(later(1_000.0, half + 1.0)), "its clock was set back");
        assert!(THEN.is_old(later(-9.0 * HOUR_MS, half + 1.0)));
        assert!((THEN.age_ms(later(-HOUR_MS, 5_000.0)) - 5_000.0).abs() < 1e-6);
        assert!(THEN.age_ms(later(-HOUR_MS, -1.0)).abs() < 1e-6, "nothing was measured in the future");
    }

    #[test]
    fn another_day_is_old_at_once_where_days_count() {
        let tomorrow = Moment { day: Some(20_261_125), ..later(60_000.0, 60_000.0) };
        assert!(THEN.is_old(tomorrow) && THEN.is_over(tomorrow));
        let anywhere = |moment: Moment| Moment { day: None, ..moment };
        assert!(!anywhere(THEN).is_old(tomorrow) && !THEN.is_old(anywhere(tomorrow)));
        assert!(!THEN.is_over(later(24.0 * HOUR_MS, 0.0)) && THEN.is_over(later(24.0 * HOUR_MS + 1.0, 0.0)));
    }
}
