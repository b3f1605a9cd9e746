//! A clock that the story sets: what happened last week was recorded last week.

use std::sync::atomic::{AtomicI64, Ordering};

use services::clock::Clock;
use shared::time::Instant;

/// A clock that stands until it is set.
#[derive(Debug)]
pub(super) struct StoryClock(AtomicI64);

impl StoryClock {
    pub(super) fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.0))
    }

    pub(super) fn set(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}
