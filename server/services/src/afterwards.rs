//! What is done after the answer was given: nobody waits for it but a server that stops.

use std::sync::Arc;

use tokio::sync::watch;

/// How much of it is still being done.
#[derive(Debug, Default)]
pub struct Afterwards(watch::Sender<usize>);

impl Afterwards {
    /// Begins `work`, which goes on by itself.
    pub fn begin(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let begun = Begun::of(Arc::clone(self));
        tokio::spawn(async move {
            work.await;
            drop(begun);
        });
    }

    /// Comes back when nothing of it is being done.
    pub async fn done(&self) {
        let mut going_on = self.0.subscribe();
        // It fails only without a sender, which is ours.
        let _ = going_on.wait_for(|count| *count == 0).await;
    }
}

/// One thing that is being done, until it is dropped: also when it panics, or is taken down with the server.
struct Begun(Arc<Afterwards>);

impl Begun {
    fn of(afterwards: Arc<Afterwards>) -> Self {
        afterwards.0.send_modify(|count| *count += 1);
        Self(afterwards)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn it_is_done_when_all_of_it_is_over_and_a_panic_is_the_end_too() {
        let afterwards = Arc::<Afterwards>::default();
        afterwards.done().await;
        let (go_on, told) = oneshot::channel::<()>();
        let written = Arc::new(AtomicBool::new(false));
        let writes = Arc::clone(&written);
        afterwards.begin(async { panic!("nobody hears of it") });
        afterwards.begin(async move {
            let _ = told.await;
            writes.store(true, Ordering::SeqCst);
        });
        assert!(!written.load(Ordering::SeqCst), "nobody waited for it");
        go_on.send(()).unwrap();
        afterwards.done().await;
        assert!(written.load(Ordering::SeqCst));
    }
}
