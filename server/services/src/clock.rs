//! The one door to the current time and to new ids, so that tests can set both.

use shared::time::Instant;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// Makes identifiers that nobody has yet, growing with time.
pub trait IdSource: Send + Sync {
    /// A new one.
    fn next(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Instant {
        Instant(jiff::Timestamp::now().as_second())
    }
}

/// `UUIDv7`: the time in milliseconds, then random bits.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A clock that tests set.
#[cfg(feature = "testing")]
#[derive(Debug)]
pub struct SetClock(std::sync::atomic::AtomicI64);

#[cfg(feature = "testing")]
impl SetClock {
    /// A clock that stands at `now`.
    pub fn at(now: Instant) -> Self {
        Self(std::sync::atomic::AtomicI64::new(now.0))
    }

    /// Moves it to `now`.
    pub fn set(&self, now: Instant) {
        self.0.store(now.0, std::sync::atomic::Ordering::SeqCst);
    }

    /// Moves it on by `minutes`.
    pub fn advance(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60, std::sync::atomic::Ordering::SeqCst);
    }
}

#[cfg(feature = "testing")]
impl Clock for SetClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}
