//! An audio context: created in the click that asks for it, closed when it is dropped.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioBufferSourceNode, AudioContext, AudioContextState};

use super::environment::property;

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

    /// Samples a second.
    pub fn sample_rate(&self) -> f32 {
        self.0.sample_rate()
    }

    /// Lets it come out of the loudspeaker with this id, where browsers can choose.
    pub async fn come_out_of(&self, speaker: &str) {
        let set = property(&self.0, "setSinkId").and_then(|set| set.dyn_into::<Function>().ok());
        let promise = set.and_then(|set| set.call1(&self.0, &speaker.into()).ok());
        if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
            // One that is gone: then it comes out of the usual one, and the person hears it or not.
            let _ = JsFuture::from(promise).await;
        }
    }

    /// Plays `samples` after `lead` seconds.
    pub fn play(&self, samples: &[f32], lead: f64) -> Option<()> {
        let length = u32::try_from(samples.len()).ok()?;
        let buffer = self.0.create_buffer(1, length, self.sample_rate()).ok()?;
        buffer.copy_to_channel(samples, 0).ok()?;
        let source = AudioBufferSourceNode::new(&self.0).ok()?;
        source.set_buffer(Some(&buffer));
        source.connect_with_audio_node(&self.0.destination()).ok()?;
        source.start_with_when(self.0.current_time() + lead).ok()
    }

    /// Whether it runs now.
    pub fn runs(&self) -> bool {
        self.0.state() == AudioContextState::Running
    }

    /// Waits for it to run, up to a second, and then for its clock to go, up to three: some loudspeakers open late, and
    /// meanwhile a context says that it runs while its time stands still.
    pub async fn started(&self) -> bool {
        for _ in 0..20 {
            if self.runs() {
                break;
            }
            TimeoutFuture::new(50).await;
        }
        let before = self.0.current_time();
        for _ in 0..60 {
            if !self.runs() || self.0.current_time() > before {
                break;
            }
            TimeoutFuture::new(50).await;
        }
        self.runs()
    }
}

/// Whether the browser lets a page choose the loudspeaker.
pub fn can_come_out_of_another() -> bool {
    let known = || {
        let window = web_sys::window()?;
        property(&property(&property(&window, "AudioContext")?, "prototype")?, "setSinkId")
    };
    known().is_some()
}

impl Drop for Sound {
    fn drop(&mut self) {
        // It is already closed if this is refused.
        let _ = self.0.close();
    }
}
