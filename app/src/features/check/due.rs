//! When a room's device checks itself, told by a clock that nobody sets: the device's own may be ahead or behind.

use shared::time::Instant;

/// A check that is due at a moment, and how long the page is open then, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    moment: Instant,
    at_ms: f64,
}

impl Due {
    /// Due at `moment`, as the server said at its `now`, when the page was open for so many milliseconds.
    pub fn at(moment: Instant, now: Instant, elapsed_ms: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "seconds until an appointment fit 53 bits")]
        let ahead = moment.0.saturating_sub(now.0) as f64;
        Self { moment, at_ms: elapsed_ms + ahead * 1000.0 }
    }

    /// Whether it is due on a page that is open for so many milliseconds.
    pub fn has_come(self, elapsed_ms: f64) -> bool {
        elapsed_ms >= self.at_ms
    }

    /// Whether this is what the server answers to a device that waited for `awaited` and asks once more: not put off. Somebody
    /// may be heard in the room meanwhile, or nobody is any more.
    pub fn confirms(self, awaited: Self, elapsed_ms: f64) -> bool {
        self.moment <= awaited.moment || self.has_come(elapsed_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_764_050_400);
    /// So long the page was open when the server answered.
    const OPEN_MS: f64 = 4_321.0;

    fn in_minutes(minutes: i64) -> Due {
        Due::at(NOW.plus_minutes(minutes), NOW, OPEN_MS)
    }

    #[test]
    fn it_comes_once_so_much_time_went_by_as_the_server_said() {
        let due = in_minutes(90);
        assert!(!due.has_come(OPEN_MS));
        assert!(!due.has_come(OPEN_MS + 90.0 * 60_000.0 - 1.0));
        assert!(due.has_come(OPEN_MS + 90.0 * 60_000.0));
        for late in [0, -1, -600] {
            assert!(in_minutes(late).has_come(OPEN_MS), "{late}");
        }
    }

    #[test]
    fn what_was_put_off_meanwhile_is_waited_for() {
        let (awaited, later) = (in_minutes(10), OPEN_MS + 600_000.0);
        let asked_again = |moment: i64| Due::at(NOW.plus_minutes(moment), NOW.plus_minutes(10), later);
        assert!(asked_again(10).confirms(awaited, later), "the same");
        assert!(asked_again(9).confirms(awaited, later), "earlier");
        assert!(!asked_again(11).confirms(awaited, later), "somebody is heard");
        // The device's seconds are not quite the server's.
        assert!(Due::at(NOW.plus_minutes(10), NOW.plus_minutes(9), later).confirms(awaited, later));
        // Whoever comes late is told "now", and that is later than what was waited for.
        assert!(Due::at(NOW.plus_minutes(12), NOW.plus_minutes(12), later).confirms(awaited, later));
    }
}
