//! Playing a number of tones that nobody can know without hearing them.

use js_sys::Math;
use shared::check::pace::{MOST_TONES, TONE_S, TONES_APART_S, TONES_LEAD_S, tones_s};
use wasm_bindgen::JsValue;
use web_sys::{GainNode, OscillatorNode};

use super::sound::Sound;

/// Hertz: heard by old ears and reproduced by the smallest loudspeakers.
const PITCH: f32 = 660.0;
/// Loudness of a tone, 0 to 1.
const LOUDNESS: f32 = 0.5;

/// A number of tones by chance, 1 to [`MOST_TONES`].
pub fn by_chance() -> u8 {
    let chance = Math::random();
    (1..MOST_TONES).find(|count| chance < f64::from(*count) / f64::from(MOST_TONES)).unwrap_or(MOST_TONES)
}

/// Plays `count` tones and waits until they are over. Whether the browser let them sound.
pub async fn play(sound: &Sound, count: u8) -> bool {
    if !sound.started().await {
        return false;
    }
    let begun = sound.now();
    for index in 0..count {
        if tone(sound, begun + TONES_LEAD_S + TONES_APART_S * f64::from(index)).is_err() {
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
