//! Playing a number that nobody can know without hearing it: a voice says it, or so many tones sound.

use js_sys::{ArrayBuffer, Math};
use shared::check::pace::{PLAYED_LEAD_S, TONE_S, TONES_APART_S, tones_s};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioBuffer, GainNode, OfflineAudioContext, OscillatorNode, Response};

use super::{page::within, sound::Sound};

/// How long a line may take to bring a recording and the browser to read it, both together, in milliseconds.
const COMES: u32 = 5_000;
/// Samples a second of the recordings.
const RATE: f32 = 12_000.0;

/// Hertz: heard by old ears and reproduced by the smallest loudspeakers.
const PITCH: f32 = 660.0;
/// Loudness of a tone, 0 to 1.
const LOUDNESS: f32 = 0.5;

/// A recording that can be played.
#[derive(Clone, Debug)]
pub struct Voice(AudioBuffer);

/// A number by chance, from 0 up to 1.
pub fn chance() -> f64 {
    Math::random()
}

/// Fetches the recording at `address`, ready to be played. `None` if it does not come, or is none.
pub async fn fetch(address: &str) -> Option<Voice> {
    within(COMES, load(address)).await.flatten()
}

async fn load(address: &str) -> Option<Voice> {
    let answer = web_sys::window()?.fetch_with_str(address);
    let answer: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    let bytes = answer.ok().then(|| answer.array_buffer().ok()).flatten()?;
    let bytes: ArrayBuffer = JsFuture::from(bytes).await.ok()?.dyn_into().ok()?;
    // A context that plays may only be opened by a click; this one never plays.
    let reader = OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(1, 1, RATE).ok()?;
    let read = reader.decode_audio_data(&bytes).ok()?;
    JsFuture::from(read).await.ok()?.dyn_into().ok().map(Voice)
}

/// Plays a recording and waits until it is over. Whether the browser let it sound.
pub async fn say(sound: &Sound, Voice(recording): &Voice) -> bool {
    if !sound.started().await {
        return false;
    }
    let begun = sound.now();
    if sound.play_recording(recording, PLAYED_LEAD_S).is_none() {
        return false;
    }
    sound.reaches(begun + PLAYED_LEAD_S + recording.duration()).await
}

/// Plays `count` tones and waits until they are over. Whether the browser let them sound.
pub async fn tones(sound: &Sound, count: u8) -> bool {
    if !sound.started().await {
        return false;
    }
    let begun = sound.now();
    for index in 0..count {
        if tone(sound, begun + PLAYED_LEAD_S + TONES_APART_S * f64::from(index)).is_err() {
            return false;
        }
    }
    sound.reaches(begun + tones_s(count)).await
}

fn tone(sound: &Sound, at: f64) -> Result<(), JsValue> {
    let context = sound.context();
    let oscillator = OscillatorNode::new(context)?;
    let loudness = GainNode::new(context)?;
    oscillator.frequency().set_value(PITCH);
    // Rising and falling within 20 ms: a tone that starts at once clicks, and clicks could be counted too.
    let gain = loudness.gain();
    gain.set_value_at_time(0.0, at)?;
    gain.linear_ramp_to_value_at_time(LOUDNESS, at + 0.02)?;
    gain.set_value_at_time(LOUDNESS, at + TONE_S - 0.02)?;
    gain.linear_ramp_to_value_at_time(0.0, at + TONE_S)?;
    oscillator.connect_with_audio_node(&loudness)?;
    loudness.connect_with_audio_node(&sound.out())?;
    oscillator.start_with_when(at)?;
    oscillator.stop_with_when(at + TONE_S)
}
