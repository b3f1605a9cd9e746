//! Who comes first on the processors: whoever books, and not whoever measures their line.

use std::num::NonZero;
use std::sync::{Condvar, Mutex};
use std::thread::available_parallelism;

use crate::switchboard::lock;

/// So many steps a call's thread stands behind the rest of the program (nice(2)). Five leave it a quarter of a processor that
/// somebody else keeps busy, so that a check beside a busy page is not late itself, and all of one that is free.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// Lets the program's other threads go before this one. Only Linux counts that by thread; elsewhere all stay equal.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Ok(now) = rustix::process::getpriority_process(None) {
        // Whoever may not step back stays where they are, and calls go on as before.
        let _ = rustix::process::setpriority_process(None, (now + BEHIND).min(19));
    }
}

/// Turns on the processors for the calls that measure. One processor is left to the rest of the program, where there are several:
/// fifty threads that stand behind still weigh more together than the one that books.
#[derive(Debug)]
pub(crate) struct Turns {
    free: Mutex<usize>,
    given: Condvar,
}

impl Default for Turns {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self { free: Mutex::new((processors - 1).max(1)), given: Condvar::new() }
    }
}

impl Turns {
    /// Waits for a turn, which lasts until it is dropped: a beat's work of a call, well under a millisecond.
    pub(crate) fn take(&self) -> Turn<'_> {
        let waited = self.given.wait_while(lock(&self.free), |free| *free == 0);
        *waited.unwrap_or_else(std::sync::PoisonError::into_inner) -= 1;
        Turn(self)
    }
}

/// A turn that was taken.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *lock(&self.0.free) += 1;
        self.0.given.notify_one();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn whoever_gives_way_steps_back_alone() {
        let place = || rustix::process::getpriority_process(None).unwrap();
        let before = place();
        let thread = std::thread::spawn(move || {
            give_way();
            place()
        });
        assert_eq!(thread.join().unwrap(), (before + BEHIND).min(19));
        assert_eq!(place(), before, "the others stay where they are");
    }

    #[test]
    fn nobody_has_a_turn_beside_the_last_one() {
        let turns = Turns { free: Mutex::new(1), given: Condvar::new() };
        let others = Mutex::new(0);
        let turn = turns.take();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let _turn = turns.take();
                *lock(&others)
            });
            // Written before the turn is given back, so whoever reads something else had one beside this.
            *lock(&others) = 1;
            drop(turn);
            assert_eq!(waiting.join().unwrap(), 1);
        });
        assert_eq!(*lock(&turns.free), 1, "all are given back");
    }
}
