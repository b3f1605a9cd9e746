//! An audio context: created in the click that asks for it, closed when it is dropped.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;
use web_sys::{AudioBuffer, AudioBufferSourceNode, AudioContext, AudioContextState, AudioNode};

use super::{
    environment::property,
    output::{Element, choose},
};

/// After how many looks of 100 ms it gives up waiting for a moment: more than twice what the longest of our sounds
/// takes.
const PATIENCE: u32 = 80;
/// Sound that is said to come out later than so many seconds is not waited for.
const MOST_LATE_S: f64 = 1.0;

/// An open audio context. Browsers let it run only if it was opened while a click or key press was being handled.
#[derive(Debug)]
pub struct Sound {
    context: AudioContext,
    /// What its sound goes through, where only that can choose the loudspeaker.
    element: RefCell<Option<Element>>,
}

impl Sound {
    /// Opens one. Call it in the click itself, before anything is awaited. `None` if the browser has no sound.
    pub fn open() -> Option<Self> {
        let context = AudioContext::new().ok()?;
        // Whether it runs is asked later; a refusal here only means that it does not.
        let _ = context.resume();
        Some(Self { context, element: RefCell::new(None) })
    }

    /// The context itself.
    pub(super) const fn context(&self) -> &AudioContext {
        &self.context
    }

    /// Where sound leaves it.
    pub(super) fn out(&self) -> AudioNode {
        self.element.borrow().as_ref().map_or_else(|| self.context.destination().into(), Element::node)
    }

    /// Samples a second.
    pub fn sample_rate(&self) -> f32 {
        self.context.sample_rate()
    }

    /// Lets it come out of the loudspeaker with this id, where browsers can choose. Whether it does: of one that is gone or that
    /// the browser refuses it does not, and goes on coming out of the usual one.
    pub async fn come_out_of(&self, speaker: &str) -> bool {
        if let Some(does) = choose(&self.context, speaker).await {
            return does;
        }
        let element = Element::at(&self.context, speaker).await;
        let does = element.is_some();
        self.element.replace(element);
        does
    }

    /// Plays `samples` after `lead` seconds.
    pub fn play(&self, samples: &[f32], lead: f64) -> Option<()> {
        let length = u32::try_from(samples.len()).ok()?;
        let buffer = self.context.create_buffer(1, length, self.sample_rate()).ok()?;
        buffer.copy_to_channel(samples, 0).ok()?;
        self.play_recording(&buffer, lead)
    }

    /// Plays a recording after `lead` seconds.
    pub(super) fn play_recording(&self, recording: &AudioBuffer, lead: f64) -> Option<()> {
        let source = AudioBufferSourceNode::new(&self.context).ok()?;
        source.set_buffer(Some(recording));
        source.connect_with_audio_node(&self.out()).ok()?;
        source.start_with_when(self.now() + lead).ok()
    }

    /// Whether it runs now.
    pub fn runs(&self) -> bool {
        self.context.state() == AudioContextState::Running
    }

    /// Its own clock, in seconds: on a slow machine it goes slower than ours.
    pub(super) fn now(&self) -> f64 {
        self.context.current_time()
    }

    /// Waits until what sounds at `moment` of its own clock has come out. Whether it did: a clock that stands still plays
    /// nothing.
    pub(super) async fn reaches(&self, moment: f64) -> bool {
        for _ in 0..PATIENCE {
            TimeoutFuture::new(100).await;
            if !self.runs() {
                return false;
            }
            if self.now() >= moment + self.late() {
                return true;
            }
        }
        false
    }

    /// How much later than by its clock its sound comes out, in seconds, as far as the browser says: Bluetooth takes its
    /// time.
    fn late(&self) -> f64 {
        let late = property(&self.context, "outputLatency").and_then(|late| late.as_f64());
        late.filter(|late| (0.0..=MOST_LATE_S).contains(late)).unwrap_or_default()
    }

    /// Waits for it to run, and then for its clock to go, each up to three seconds: some loudspeakers open late. Meanwhile a context
    /// of Chromium says that it runs while its time stands still, and one of Firefox that it does not run yet (measured: for 1.9 s).
    pub async fn started(&self) -> bool {
        for _ in 0..60 {
            if self.runs() {
                break;
            }
            TimeoutFuture::new(50).await;
        }
        let before = self.now();
        for _ in 0..60 {
            if !self.runs() || self.now() > before {
                break;
            }
            TimeoutFuture::new(50).await;
        }
        self.runs()
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // It is already closed if this is refused.
        let _ = self.context.close();
    }
}
