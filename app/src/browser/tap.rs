//! Every sample of a microphone, as it comes.

use std::rc::Rc;

use js_sys::Float32Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AudioNode, AudioProcessingEvent, AudioWorkletNode, AudioWorkletNodeOptions, ChannelCountMode, GainNode,
    MediaStreamAudioSourceNode, MessageEvent, ScriptProcessorNode,
};

use super::{environment::property, media::Track, page::within, sound::Sound};

/// The module that runs beside the sound, in every build at the same address.
const WORKLET: &str = "/level-worklet.js";
/// How long a line may take to bring the module, in milliseconds: then the older way hears as well.
const COMES: u32 = 5_000;

/// Who hears the samples.
type Hears = Rc<dyn Fn(&[f32])>;

/// The way of the samples from the microphone to whoever hears them; dropping it cuts it.
pub(super) struct Tap {
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
    /// Lets `hears` have every sample of `track`, in chunks, as long as the tap lives.
    pub(super) async fn open(sound: &Sound, track: &Track, hears: impl Fn(&[f32]) + 'static) -> Option<Self> {
        let hears: Hears = Rc::new(hears);
        let context = sound.context();
        let source = context.create_media_stream_source(&track.stream()?).ok()?;
        let by = match Self::worklet(sound, &hears).await {
            Some(by) => by,
            None => Self::script(sound, &hears).ok()?,
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

    async fn worklet(sound: &Sound, hears: &Hears) -> Option<By> {
        let context = sound.context();
        property(context, "audioWorklet")?;
        let module = context.audio_worklet().ok()?.add_module(WORKLET).ok()?;
        within(COMES, JsFuture::from(module)).await?.ok()?;
        let options = AudioWorkletNodeOptions::new();
        options.set_channel_count(1);
        options.set_channel_count_mode(ChannelCountMode::Explicit);
        let node = AudioWorkletNode::new_with_options(context, "level", &options).ok()?;
        let hears = hears.clone();
        let closure: Closure<dyn FnMut(MessageEvent)> = Closure::new(move |message: MessageEvent| {
            hears(&Float32Array::new(&message.data()).to_vec());
        });
        node.port().ok()?.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        Some(By::Worklet { node, _closure: closure })
    }

    fn script(sound: &Sound, hears: &Hears) -> Result<By, JsValue> {
        let context = sound.context();
        let node = context
            .create_script_processor_with_buffer_size_and_number_of_input_channels_and_number_of_output_channels(
                2048, 1, 1,
            )?;
        let hears = hears.clone();
        let closure: Closure<dyn FnMut(AudioProcessingEvent)> = Closure::new(move |event: AudioProcessingEvent| {
            if let Ok(samples) = event.input_buffer().and_then(|buffer| buffer.get_channel_data(0)) {
                hears(&samples);
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
