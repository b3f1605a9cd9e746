//! How long each step measures. A whole check is to be over within a minute; what somebody needs to read and to answer comes
//! on top.
//!
//! The line is measured behind the other steps: its messages and its ways beside each other, its quality after the ways and
//! the camera. Each of them ends with its own twenty seconds, whatever was not answered until then, and so does the whole
//! with its minute: nobody waits longer for the machine than [`longest_ms`].

use super::Step;

/// A whole check, in milliseconds.
pub const WHOLE_MS: f64 = 60_000.0;
/// A single step, in milliseconds.
pub const STEP_MS: f64 = 20_000.0;

/// So long pictures are counted, in milliseconds from the first.
pub const CAMERA_MS: f64 = 3_000.0;

/// The microphone is heard in blocks of so many milliseconds.
pub const BLOCK_MS: f64 = 50.0;
/// In so many blocks the person is asked to be quiet.
pub const QUIET_BLOCKS: u32 = 40;
/// So many blocks are heard altogether.
pub const ALL_BLOCKS: u32 = 140;

/// The highest number that is played: a digit, for of tones there are fewer.
pub const MOST_PLAYED: u8 = 9;
/// The longest that the voice takes for a digit, in seconds.
pub const DIGIT_S: f64 = 1.2;
/// Before a digit or the first tone, in seconds, so that a loudspeaker that slept does not swallow it.
pub const PLAYED_LEAD_S: f64 = 0.4;
/// The most tones that are played, where the voice cannot be had.
pub const MOST_TONES: u8 = 4;
/// So long a tone sounds, in seconds.
pub const TONE_S: f64 = 0.35;
/// From the start of a tone to the start of the next, in seconds.
pub const TONES_APART_S: f64 = 0.8;
/// So long the microphone listens once the chirp began, in milliseconds: it lasts 1.3 s, and Bluetooth is late.
pub const CHIRP_MS: u32 = 2_000;
/// So often the chirp is played at the most until it is heard.
pub const CHIRPS: u8 = 2;

/// So long the messages to the server may take, in milliseconds.
pub const ECHOES_MS: f64 = 3_000.0;
/// So long sound and picture go to the server, in milliseconds; of the first four nothing counts.
pub const CALL_MS: f64 = 12_500.0;

/// So long the browser may take to say what it is, and the server what time it is, before anything else begins, in
/// milliseconds.
pub const LOOK_MS: f64 = 5_000.0;

/// By when a step has to be over that began to measure at `begun`, on the same clock in milliseconds.
pub fn over_by(begun: f64) -> f64 {
    begun + STEP_MS
}

/// By when a step has to be over that goes on measuring at `again`, if it measured for `spent_ms` before a person's answer
/// was waited for.
pub fn rest_by(again: f64, spent_ms: f64) -> f64 {
    again + STEP_MS - spent_ms.clamp(0.0, STEP_MS)
}

/// By when so much of a call that connected at `connected` was watched as is wished for, if its step may go on until `over`.
pub fn watched_by(connected: f64, over: f64) -> f64 {
    over.min(connected + CALL_MS)
}

/// How long a person waits for the machine at the most, in milliseconds, if the ways take `ways_ms` and the quality
/// `quality_ms` of what each may take, and the camera is judged after `camera_ms`.
pub fn longest_ms(ways_ms: f64, quality_ms: f64, camera_ms: f64) -> f64 {
    let line = ways_ms.clamp(0.0, STEP_MS).max(camera_ms) + quality_ms.clamp(0.0, STEP_MS);
    let others = lasts_ms(Step::Microphone) + lasts_ms(Step::Speaker);
    LOOK_MS + line.max(camera_ms + others)
}

/// How long `count` tones take, in seconds, up to the end of the last.
pub fn tones_s(count: u8) -> f64 {
    PLAYED_LEAD_S + TONES_APART_S * f64::from(count) - (TONES_APART_S - TONE_S)
}

/// How long `step` measures where everything is fine, in milliseconds and at the most. What is not here takes as long as
/// browser and network need to answer.
pub fn lasts_ms(step: Step) -> f64 {
    match step {
        Step::Environment | Step::Permission | Step::Connection => 0.0,
        Step::Camera => CAMERA_MS,
        Step::Microphone => f64::from(ALL_BLOCKS) * BLOCK_MS,
        // Tones take longer than a digit. The chirp is listened for twice: as it is, and as the browser's echo cancellation
        // leaves it.
        Step::Speaker => tones_s(MOST_TONES) * 1_000.0 + 2.0 * f64::from(CHIRPS) * f64::from(CHIRP_MS),
        Step::Signalling => ECHOES_MS,
        Step::Quality => CALL_MS,
    }
}

/// Minutes after which a step is measured again before anything is sent: a page may stay open overnight, and a laptop may be
/// carried to another network. Judgement: whoever fetches another camera is back by then.
pub const STEP_OLD_MINUTES: f64 = 30.0;
/// Seconds that anything sent may be old: as long as a check counts at the most.
pub const MOST_AGE_S: f64 = 86_400.0;
