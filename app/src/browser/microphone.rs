//! Seven seconds of the microphone: two of quiet, five of speech. Every sample is measured, none is kept.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use js_sys::Float32Array;
use shared::check::{
    Microphone,
    signal::sound::{FLOOR_DBFS, Loudness},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AudioNode, AudioProcessingEvent, AudioWorkletNode, AudioWorkletNodeOptions, ChannelCountMode, GainNode,
    MediaStreamAudioSourceNode, MessageEvent, ScriptProcessorNode,
};

use super::{environment::property, media::Track, sound::Sound};

/// The module that runs beside the sound, in every build at the same address.
const WORKLET: &str = "/level-worklet.js";
/// Blocks of 50 ms in which the person is asked to be quiet.
const QUIET: u32 = 40;
/// Blocks of 50 ms altogether.
const ALL: u32 = 140;
/// Blocks in a second.
const A_SECOND: u32 = 20;
/// How often the page is told, in milliseconds.
const TOLD: u32 = 100;
/// After how many times of telling it gives up waiting for sound: ten seconds.
const PATIENCE: u32 = 100;

/// What the microphone hears right now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Whether the person should read aloud now; before, they should be quiet.
    pub reading: bool,
    /// Seconds until that part is over.
    pub left: u32,
    /// The level of the last block, in dBFS.
    pub level: f64,
    /// How far speech stands above the quiet, in dB; only while reading.
    pub above: Option<f64>,
}

/// Listens to `track` for seven seconds; `heard` is told what is heard meanwhile.
pub async fn listen(sound: &Sound, track: &Track, heard: impl Fn(Heard)) -> Microphone {
    let ear = Rc::new(RefCell::new(Ear::at(sound.context().sample_rate())));
    let started = sound.started().await;
    let tap = if started { Tap::open(sound, track, &ear).await } else { None };
    if tap.is_some() {
        for _ in 0..PATIENCE {
            TimeoutFuture::new(TOLD).await;
            let now = ear.borrow().heard();
            heard(now);
            if ear.borrow().loudness.blocks() >= ALL || track.ended() {
                break;
            }
        }
    }
    drop(tap);
    ear.borrow().loudness.measured(started && sound.runs(), track.muted(), track.ended())
}

/// What is known where the browser has no sound at all: nothing.
pub fn unheard(track: &Track) -> Microphone {
    Loudness::at(0.0).measured(false, track.muted(), track.ended())
}

/// What was heard so far.
#[derive(Debug)]
struct Ear {
    loudness: Loudness,
    /// The level of every block.
    levels: Vec<f64>,
}

impl Ear {
    fn at(sample_rate: f32) -> Self {
        Self { loudness: Loudness::at(sample_rate), levels: Vec::new() }
    }

    fn take(&mut self, samples: &[f32]) {
        let before = self.loudness.blocks();
        if before >= ALL {
            return;
        }
        self.loudness.hear(samples);
        if self.loudness.blocks() > before {
            self.levels.push(self.loudness.level().unwrap_or(FLOOR_DBFS));
        }
    }

    fn heard(&self) -> Heard {
        let blocks = self.loudness.blocks();
        let reading = blocks >= QUIET;
        let until = if reading { ALL } else { QUIET };
        let quiet = self.levels.iter().take(QUIET as usize).sum::<f64>() / f64::from(QUIET);
        // Speech pauses between words: the loudest of the last second says how well it is heard.
        let second = self.levels.iter().skip(QUIET as usize).rev().take(A_SECOND as usize);
        Heard {
            reading,
            left: until.saturating_sub(blocks).div_ceil(A_SECOND),
            level: self.loudness.level().unwrap_or(FLOOR_DBFS),
            above: second.copied().reduce(f64::max).map(|loudest| loudest - quiet),
        }
    }
}

/// The way of the samples from the microphone to the [`Ear`]; dropping it cuts it.
struct Tap {
    source: MediaStreamAudioSourceNode,
    node: AudioNode,
    by: By,
}

enum By {
    /// A worklet, beside the page: it hears every sample even while the page is busy.
    Worklet { node: AudioWorkletNode, _closure: Closure<dyn FnMut(MessageEvent)> },
    /// The older way, in the page itself.
    Script { node: ScriptProcessorNode, _closure: Closure<dyn FnMut(AudioProcessingEvent)> },
}

impl Tap {
    async fn open(sound: &Sound, track: &Track, ear: &Rc<RefCell<Ear>>) -> Option<Self> {
        let context = sound.context();
        let source = context.create_media_stream_source(&track.stream()?).ok()?;
        let by = match Self::worklet(sound, ear).await {
            Some(by) => by,
            None => Self::script(sound, ear).ok()?,
        };
        let node: AudioNode = match &by {
            By::Worklet { node, .. } => node.clone().into(),
            By::Script { node, .. } => node.clone().into(),
        };
        // Some browsers only run what leads to the loudspeaker: it leads there, silenced.
        let silence = GainNode::new(context).ok()?;
        silence.gain().set_value(0.0);
        source.connect_with_audio_node(&node).ok()?;
        node.connect_with_audio_node(&silence).ok()?;
        silence.connect_with_audio_node(&context.destination()).ok()?;
        Some(Self { source, node, by })
    }

    async fn worklet(sound: &Sound, ear: &Rc<RefCell<Ear>>) -> Option<By> {
        let context = sound.context();
        property(context, "audioWorklet")?;
        JsFuture::from(context.audio_worklet().ok()?.add_module(WORKLET).ok()?).await.ok()?;
        let options = AudioWorkletNodeOptions::new();
        options.set_channel_count(1);
        options.set_channel_count_mode(ChannelCountMode::Explicit);
        let node = AudioWorkletNode::new_with_options(context, "level", &options).ok()?;
        let ear = ear.clone();
        let closure: Closure<dyn FnMut(MessageEvent)> = Closure::new(move |message: MessageEvent| {
            ear.borrow_mut().take(&Float32Array::new(&message.data()).to_vec());
        });
        node.port().ok()?.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        Some(By::Worklet { node, _closure: closure })
    }

    fn script(sound: &Sound, ear: &Rc<RefCell<Ear>>) -> Result<By, JsValue> {
        let context = sound.context();
        let node = context
            .create_script_processor_with_buffer_size_and_number_of_input_channels_and_number_of_output_channels(
                2048, 1, 1,
            )?;
        let ear = ear.clone();
        let closure: Closure<dyn FnMut(AudioProcessingEvent)> = Closure::new(move |event: AudioProcessingEvent| {
            if let Ok(samples) = event.input_buffer().and_then(|buffer| buffer.get_channel_data(0)) {
                ear.borrow_mut().take(&samples);
            }
        });
        node.set_onaudioprocess(Some(closure.as_ref().unchecked_ref()));
        Ok(By::Script { node, _closure: closure })
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        match &self.by {
            By::Worklet { node, .. } => {
                if let Ok(port) = node.port() {
                    port.set_onmessage(None);
                    // Any message ends the processor; if it is refused, the context is about to be closed anyway.
                    let _ = port.post_message(&JsValue::TRUE);
                }
            }
            By::Script { node, .. } => node.set_onaudioprocess(None),
        }
        let _ = self.source.disconnect();
        let _ = self.node.disconnect();
    }
}
