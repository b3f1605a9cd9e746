//! Why the server takes no call at the moment, and when it is asked again.

/// Before a server that is full is called again, in milliseconds: places become free within seconds, and the step is to be
/// over within twenty.
pub const AGAIN: [u32; 3] = [1_000, 2_000, 4_000];
/// Whoever called too often and may not again within so many milliseconds is told so at once: the step has no time for it.
const LONGEST: u32 = 4_000;

/// Why the server takes no call at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It serves as many as it can.
    Full,
    /// This person, or all behind their address, called too often; after so many seconds they may again.
    Limited(u32),
}

impl Waits {
    /// After how many milliseconds the server is asked for the next time, if it is; so often it was asked `before` this
    /// answer.
    pub fn asks_after(self, before: usize) -> Option<u32> {
        let pause = *AGAIN.get(before)?;
        match self {
            Self::Full => Some(pause),
            Self::Limited(seconds) => {
                let wait = seconds.saturating_mul(1_000);
                (wait <= LONGEST).then_some(wait.max(pause))
            }
        }
    }

    /// The same as it is told to whoever waits so many milliseconds: with the seconds that they really wait, which may be
    /// more than the server asks for.
    #[must_use]
    pub const fn told(self, wait: u32) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Limited(_) => Self::Limited(wait.div_ceil(1_000)),
        }
    }
}

/// How often a step has waited for the server. Whatever it asks one after the other, it waits three times at the most in all:
/// each of them is taken from the time in which it measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    waited: usize,
}

impl Patience {
    /// Nobody waits at all.
    pub const fn none() -> Self {
        Self { waited: AGAIN.len() }
    }

    /// After how many milliseconds a server that `waits` is asked once more, if it is; that counts as waited then.
    pub fn pause(&mut self, waits: Waits) -> Option<u32> {
        let pause = waits.asks_after(self.waited)?;
        self.waited += 1;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use shared::check::{
        pace::{STEP_MS, watched_by},
        statistics::RAMP_MS,
        thresholds::MIN_QUALITY_MS,
    };

    use super::*;

    #[test]
    fn a_full_server_is_asked_four_times_and_one_that_limits_when_it_says_so() {
        let tries = |waits: Waits| (0..9).map_while(|before| waits.asks_after(before)).collect::<Vec<_>>();
        assert_eq!(tries(Waits::Full), AGAIN);
        assert_eq!(tries(Waits::Limited(1)), [1_000, 2_000, 4_000]);
        assert_eq!(tries(Waits::Limited(3)), [3_000, 3_000, 4_000]);
        assert!(tries(Waits::Limited(5)).is_empty(), "that long nobody waits without being told");
        assert!(tries(Waits::Limited(u32::MAX)).is_empty());
    }

    #[test]
    fn a_step_waits_as_often_for_all_its_questions_together() {
        let mut patience = Patience::default();
        assert_eq!(patience.pause(Waits::Limited(3)), Some(3_000));
        let mut beside = patience;
        let pauses = [Waits::Full, Waits::Limited(1), Waits::Full].map(|waits| patience.pause(waits));
        assert_eq!(pauses, [Some(2_000), Some(4_000), None], "the next question goes on where the one before ended");
        assert_eq!(beside.pause(Waits::Full), Some(2_000), "what is asked at the same time waits for itself");
        assert_eq!(beside.pause(Waits::Limited(5)), None);
        assert_eq!(beside.pause(Waits::Full), Some(4_000), "who did not wait has not waited");
        assert_eq!([Waits::Full, Waits::Limited(1)].map(|waits| Patience::none().pause(waits)), [None; 2]);
    }

    #[test]
    fn who_is_limited_is_told_what_they_wait() {
        let told = |seconds: u32, before: usize| {
            let waits = Waits::Limited(seconds);
            waits.told(waits.asks_after(before).unwrap())
        };
        assert_eq!([0, 1, 2].map(|before| told(0, before)), [1, 2, 4].map(Waits::Limited), "never none at all");
        assert_eq!([0, 1, 2].map(|before| told(3, before)), [3, 3, 4].map(Waits::Limited));
        assert_eq!(Waits::Limited(1).told(1_001), Waits::Limited(2));
        assert_eq!(Waits::Full.told(1_000), Waits::Full);
    }

    #[test]
    fn who_is_let_in_at_the_last_try_is_still_measured_long_enough() {
        let waited: u32 = AGAIN.iter().sum();
        let connected = f64::from(waited) + 1_000.0;
        assert!(watched_by(connected, STEP_MS) - connected >= RAMP_MS + MIN_QUALITY_MS);
    }
}
