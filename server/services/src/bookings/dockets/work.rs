//! The work that goes on after the answer was sent: how far it is, and that it is not too much at once.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
};

use shared::{docket::Progress, ids::DocketId};
use tokio::sync::Semaphore;

/// So many plans are sought at once: each takes a processor for seconds.
pub(in crate::bookings) static PLANNERS: Semaphore = Semaphore::const_new(1);

/// What is going on.
#[derive(Default)]
pub(super) struct Work(Mutex<HashMap<DocketId, Arc<AtomicU8>>>);

impl Work {
    fn known(&self) -> MutexGuard<'_, HashMap<DocketId, Arc<AtomicU8>>> {
        // Whoever panicked has at most left an entry too many.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the work on `id` is, if this process is at it.
    pub(super) fn progress(&self, id: DocketId) -> Option<Progress> {
        self.known().get(&id).map(|percent| Progress { percent: percent.load(Ordering::Relaxed) })
    }

    /// Begins work on `id`; it ends when what is answered is dropped, also by a panic.
    pub(super) fn begin(self: &Arc<Self>, id: DocketId) -> Shift {
        let percent = Arc::new(AtomicU8::new(0));
        self.known().insert(id, Arc::clone(&percent));
        Shift { work: Arc::clone(self), id, percent }
    }
}

/// Work that is going on.
pub(super) struct Shift {
    work: Arc<Work>,
    id: DocketId,
    percent: Arc<AtomicU8>,
}

impl Shift {
    /// `done` of `of` parts of what lies between `from` and `to` percent.
    pub(super) fn reach(&self, (from, to): (u8, u8), done: usize, of: usize) {
        let part = usize::from(to - from) * done.min(of) / of.max(1);
        self.percent.store(from + u8::try_from(part).unwrap_or(0), Ordering::Relaxed);
    }

    /// Where the percents are kept, for those who count elsewhere.
    pub(super) fn percent(&self) -> Arc<AtomicU8> {
        Arc::clone(&self.percent)
    }
}

impl Drop for Shift {
    fn drop(&mut self) {
        let mut known = self.work.known();
        if known.get(&self.id).is_some_and(|percent| Arc::ptr_eq(percent, &self.percent)) {
            known.remove(&self.id);
        }
    }
}
