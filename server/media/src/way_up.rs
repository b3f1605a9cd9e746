//! Whether anything still comes up from the browser.
//!
//! Of what it sends, a browser knows only what our reports say, and they say the same as before when nothing comes any more: that a
//! packet is missing shows by the next one. What comes down it counts itself. So while its way up is cut nothing of sound
//! and pictures goes down either, and it sees a line that is dead.

use std::time::{Duration, Instant};

/// From so many packets on there is a way up: a second of sound alone. Before, browsers hesitate, and nothing counts yet.
const BEGUN: u32 = 50;
/// A way up on which nothing came for so long is taken for cut. Sound comes every 20 ms, whatever becomes of the pictures.
const SILENT: Duration = Duration::from_millis(500);

/// What came up of sound and pictures.
#[derive(Debug, Default)]
pub(crate) struct WayUp {
    packets: u32,
    newest: Option<Instant>,
}

impl WayUp {
    /// A packet of sound or pictures arrived.
    pub(crate) fn hear(&mut self, arrived: Instant) {
        self.packets = self.packets.saturating_add(1);
        self.newest = self.newest.max(Some(arrived));
    }

    /// Whether something came, and no longer does.
    pub(crate) fn is_cut(&self, now: Instant) -> bool {
        self.packets >= BEGUN && self.newest.is_some_and(|newest| now >= newest + SILENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// A way up that carried a packet every 20 ms, and the moment of the last.
    fn carried(packets: u32) -> (WayUp, Instant) {
        let mut way = WayUp::default();
        let mut at = Instant::now();
        for _ in 0..packets {
            at += ms(20);
            assert!(!way.is_cut(at));
            way.hear(at);
        }
        (way, at)
    }

    #[test]
    fn a_way_that_falls_silent_is_cut_until_something_comes() {
        let (mut way, last) = carried(BEGUN);
        assert!(!way.is_cut(last + ms(499)), "it hesitates");
        assert!(way.is_cut(last + ms(500)));
        assert!(way.is_cut(last + ms(60_000)));
        way.hear(last + ms(700));
        assert!(!way.is_cut(last + ms(1_199)));
        assert!(way.is_cut(last + ms(1_200)), "and once more");
        // An older packet that was read later takes nothing back.
        way.hear(last + ms(1_100));
        way.hear(last + ms(710));
        assert!(!way.is_cut(last + ms(1_599)));
    }

    #[test]
    fn a_way_on_which_little_came_has_not_begun() {
        for packets in [0, 1, BEGUN - 1] {
            let (way, last) = carried(packets);
            assert!(!way.is_cut(last + ms(60_000)), "{packets}");
        }
    }
}
