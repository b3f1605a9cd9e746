//! Calls that were hung up before they came: their browser left while its offer was on the way.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::call::CallId;

/// So long an offer may still be on the way; the browser gives up waiting for its answer long before.
const ON_THE_WAY: Duration = Duration::from_secs(30);
/// So many are remembered. Anybody can name calls that never come: who does pushes out the oldest, and nothing else.
const MOST: usize = 1024;

/// The latest of them, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Gone(VecDeque<(CallId, Instant)>);

impl Gone {
    /// `call` was hung up.
    pub(crate) fn note(&mut self, call: CallId, now: Instant) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back((call, now));
    }

    /// Whether `call` was hung up, and lately.
    pub(crate) fn holds(&mut self, call: CallId, now: Instant) -> bool {
        while self.0.front().is_some_and(|(_, noted)| now >= *noted + ON_THE_WAY) {
            self.0.pop_front();
        }
        self.0.iter().any(|(gone, _)| *gone == call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_gone_for_as_long_as_its_offer_may_be_on_the_way() {
        let (mut gone, start) = (Gone::default(), Instant::now());
        let (call, other) = (CallId::random().unwrap(), CallId::random().unwrap());
        gone.note(call, start);
        assert!(gone.holds(call, start + ON_THE_WAY.saturating_sub(Duration::from_millis(1))));
        assert!(!gone.holds(other, start));
        assert!(!gone.holds(call, start + ON_THE_WAY));
        assert!(gone.0.is_empty());
    }

    #[test]
    fn only_the_latest_are_remembered() {
        let (mut gone, start) = (Gone::default(), Instant::now());
        let first = CallId::random().unwrap();
        gone.note(first, start);
        let calls: Vec<CallId> = (0..MOST).map(|_| CallId::random().unwrap()).collect();
        for call in &calls {
            gone.note(*call, start);
        }
        assert_eq!(gone.0.len(), MOST);
        assert!(!gone.holds(first, start));
        assert!(calls.iter().all(|call| gone.holds(*call, start)));
    }
}
