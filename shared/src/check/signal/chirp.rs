//! The test of the acoustic loop: the loudspeaker calls, and the microphone of the same device listens for it.
//!
//! [`Chirp`] is what the page plays: three short sweeps, each rising or falling, with unequal pauses. There are a few patterns
//! of it, and chance decides which one is played: a device in the room beside may play its own at the same moment, and must
//! not be taken for this one. [`Listener`] looks for the sweeps in what the microphone heard. That they were heard proves
//! loudspeaker and microphone at once; that they were not proves nothing, for the person may wear headphones. With echo
//! cancellation on, [`Loop::level_dbfs`] is what it left over.
//!
//! A sweep is found by its likeness: how much of what was heard in its quarter of a second is this very sweep, whatever
//! its strength and phase. Noise of the same strength is unlike it by a factor that grows with the sweep's length and
//! width. Whoever imitates it must sweep as fast, three times, with the right pauses; nobody does by chance.

use std::f64::consts::{PI, TAU};

mod band;
mod likeness;
mod listener;
mod spectrum;

pub use self::listener::Listener;

/// Where a rising sweep begins, in hertz: small loudspeakers give little below.
const LOWEST_HZ: f64 = 600.0;
/// Where it ends, in hertz: a telephone headset takes nothing above.
const HIGHEST_HZ: f64 = 3_400.0;
/// How long a sweep lasts, in seconds.
const SWEEP_S: f64 = 0.25;
/// When each sweep begins, in seconds. The pauses differ, so that the three fit in one place only and not a sound that
/// repeats, like an alarm.
const STARTS_S: [f64; 3] = [0.0, 0.45, 1.03];
/// The same with the longer pause first.
const LONG_FIRST_S: [f64; 3] = [0.0, 0.58, 1.03];
/// How long a sweep takes to swell and to fade, in seconds, so that it does not click.
const FADE_S: f64 = 0.03;
/// The amplitude of a sweep between its fades: -12 dBFS, loud enough for a far microphone and no fright.
const AMPLITUDE: f64 = 0.355;
/// What most sound cards run at, for a browser that gives no sample rate.
const USUAL_RATE: f64 = 48_000.0;

/// The least [`Loop::score`] that means the chirp was heard.
///
/// Measured with generated sounds of six seconds, hundreds of each kind: noise reaches at most 0.11, speech 0.12 (that of a
/// synthesiser in nine languages; what the tests make up 0.09), music 0.11, tones and hum 0.07, knocks 0.17, sirens 0.13,
/// alarms that rise as fast as the sweep 0.19.
///
/// The chirp 60 dB weaker has 1.00, cut off at full scale 0.94, by a clock that is wrong by 0.1 % 0.96, muffled above
/// 600 Hz 0.65, with noise, music or speech as loud as itself 0.71, with them 10 dB louder 0.31, and in a hall of which
/// only the echoes are heard 0.29. Another of the patterns has 0.06, with noise as loud as itself 0.10, and in halls of which only
/// the echoes are heard 0.21.
pub const HEARD: f64 = 0.25;

/// The least likeness that means something is left of a chirp that another listener heard at that moment.
///
/// Where and when it can be is known then, so less is enough than for [`HEARD`]: noise reaches 0.11 and speech 0.12 anywhere in
/// six seconds. What is left is weak beside the noise that a browser puts in its place, and still a voice that comes back.
pub const LEFT: f64 = 0.15;

/// Which way a sweep goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glide {
    /// From the lowest tone to the highest.
    Rising,
    /// From the highest to the lowest: the same backwards.
    Falling,
}

/// The sound that tests the loop, in one of its patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chirp(u8);

impl Chirp {
    /// How many patterns there are.
    pub const PATTERNS: u8 = 8;

    /// The pattern that a byte by chance decides on: each is as likely as any other.
    pub const fn drawn(chance: u8) -> Self {
        Self(chance % Self::PATTERNS)
    }

    /// When each of its sweeps begins, in seconds, and which way it goes.
    ///
    /// Of two patterns with the same pauses two sweeps go another way. Not all three, for at its end a falling one is like a rising
    /// one that begins. Of two with other pauses at least one goes another way: a hall that rings moves a sweep, but never turns it.
    fn sweeps(self) -> [(f64, Glide); 3] {
        let [first, second, long_first] = [0, 1, 2].map(|bit| (self.0 >> bit) & 1 == 1);
        let [one, two, three] = if long_first { LONG_FIRST_S } else { STARTS_S };
        let glide = |falls: bool| if falls { Glide::Falling } else { Glide::Rising };
        [(one, glide(first)), (two, glide(second)), (three, glide(first ^ second ^ long_first))]
    }

    /// The whole sound, 1.28 s long, for a loudspeaker that takes `sample_rate` samples a second.
    pub fn samples(self, sample_rate: f32) -> Vec<f32> {
        let rate = believable(sample_rate);
        let sweeps = self.sweeps();
        let [.., (last, _)] = sweeps;
        let mut samples = vec![0.0_f32; count((last + SWEEP_S) * rate)];
        for (start, glide) in sweeps {
            for (sample, swept) in samples.iter_mut().skip(count(start * rate)).zip(sweep(rate, glide, 0.0)) {
                #[expect(clippy::cast_possible_truncation, reason = "between -1 and 1; the sound card rounds further")]
                let rounded = swept as f32;
                *sample = rounded;
            }
        }
        samples
    }
}

/// What the microphone heard of the chirp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loop {
    /// How alike to a sweep the least alike of the three places is, 0 to 1: 1 is the sweep and nothing else.
    pub score: f64,
    /// From [`Listener::played`], or from the first sample, to the arrival of the first sweep, in milliseconds; `None`
    /// if the chirp was not heard.
    pub delay_ms: Option<f64>,
    /// The level of that least alike sweep in what was heard, noise excluded, in dBFS. Echo cancellation that needs a
    /// moment lets more of the first sweep through than this says. If the chirp was not heard, it means nothing.
    pub level_dbfs: f64,
}

impl Loop {
    /// Whether the chirp was heard. If not, nothing is proven.
    pub fn heard(&self) -> bool {
        self.score >= HEARD
    }
}

/// The rate, if an audio context can have it (Web Audio API, 1.2: at least 8,000 to 96,000; browsers take 3,000 to
/// 768,000), or the usual one.
fn believable(sample_rate: f32) -> f64 {
    let rate = f64::from(sample_rate);
    if (3_000.0..=768_000.0).contains(&rate) { rate } else { USUAL_RATE }
}

/// A number of samples from a product of seconds and rate.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive and below 2^32; a cast saturates"
)]
const fn count(samples: f64) -> usize {
    samples.round() as usize
}

/// One sweep, begun at `phase` of the circle in radians.
///
/// Its pitch rises or falls evenly to the ear (exponentially), so a clock that runs fast or slow moves it and hardly bends it.
fn sweep(rate: f64, glide: Glide, phase: f64) -> impl Iterator<Item = f64> {
    // Above half the rate there is no sound.
    let octaves = (HIGHEST_HZ.min(0.45 * rate) / LOWEST_HZ).ln();
    let instants = (0_u32..).map(move |sample| f64::from(sample) / rate).take(count(SWEEP_S * rate));
    instants.map(move |at| {
        let risen = match glide {
            Glide::Rising => at,
            Glide::Falling => SWEEP_S - at,
        };
        let turns = LOWEST_HZ * SWEEP_S / octaves * ((octaves * risen / SWEEP_S).exp() - 1.0);
        let edge = (at.min(SWEEP_S - at) / FADE_S).clamp(0.0, 1.0);
        let swell = 0.5 - 0.5 * (PI * edge).cos();
        AMPLITUDE * swell * (TAU * turns + phase).sin()
    })
}
