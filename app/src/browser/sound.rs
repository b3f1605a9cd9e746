//! An audio context: created in the click that asks for it, closed when it is dropped.

use gloo_timers::future::TimeoutFuture;
use web_sys::{AudioContext, AudioContextState};

/// An open audio context. Browsers let it run only if it was opened while a click or key press was being handled.
#[derive(Debug)]
pub struct Sound(AudioContext);

impl Sound {
    /// Opens one. Call it in the click itself, before anything is awaited. `None` if the browser has no sound.
    pub fn open() -> Option<Self> {
        let context = AudioContext::new().ok()?;
        // Whether it runs is asked later; a refusal here only means that it does not.
        let _ = context.resume();
        Some(Self(context))
    }

    /// The context itself.
    pub(super) const fn context(&self) -> &AudioContext {
        &self.0
    }

    /// Whether it runs now.
    pub fn runs(&self) -> bool {
        self.0.state() == AudioContextState::Running
    }

    /// Waits up to a second for it to run.
    pub async fn started(&self) -> bool {
        for _ in 0..20 {
            if self.runs() {
                return true;
            }
            TimeoutFuture::new(50).await;
        }
        self.runs()
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // It is already closed if this is refused.
        let _ = self.0.close();
    }
}
