//! Leaves of a sound what lies in the band of the sweeps, with as few samples as that band needs.

use std::f64::consts::{FRAC_1_SQRT_2, PI, TAU};

use super::count;

/// The least rate that carries the band, in samples a second.
const LEAST_RATE: f64 = 8_000.0;
/// Above this, in hertz, sound fades out before samples are left out.
const UPPER_HZ: f64 = 3_900.0;
/// Below this, in hertz, sound fades out: hum, steps, wind.
const LOWER_HZ: f64 = 400.0;
/// How many of the samples that stay the filter spans.
const SPAN: usize = 16;

/// Filters and thins samples, one by one.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// One sample of so many stays.
    every: usize,
    weights: Vec<f64>,
    /// The newest samples, of which `oldest` is overwritten next.
    recent: Vec<f64>,
    oldest: usize,
    skip: usize,
    cuts: [LowCut; 2],
}

impl Band {
    /// For sound of `rate` samples a second.
    pub(super) fn of(rate: f64) -> Self {
        let every = (1..96).rev().find(|every| rate / f64::from(*every) >= LEAST_RATE).unwrap_or(1_u8);
        let kept = rate / f64::from(every);
        let every = usize::from(every);
        let weights = weights(UPPER_HZ.min(0.49 * rate) / rate, every * SPAN);
        let recent = vec![0.0; weights.len()];
        Self { every, weights, recent, oldest: 0, skip: 0, cuts: [LowCut::of(LOWER_HZ / kept); 2] }
    }

    /// One of how many samples stays.
    pub(super) const fn every(&self) -> usize {
        self.every
    }

    /// How many samples stay of so many seconds, if there are `rate` a second.
    pub(super) fn stay(&self, seconds: f64, rate: f64) -> usize {
        count(seconds * rate) / self.every
    }

    /// Takes a sample and gives one now and then. Both are full scale at 1; what is no number is silence.
    pub(super) fn take(&mut self, sample: f32) -> Option<f64> {
        let sample = if sample.is_finite() { f64::from(sample.clamp(-LOUDEST, LOUDEST)) } else { 0.0 };
        if let Some(oldest) = self.recent.get_mut(self.oldest) {
            *oldest = sample;
        }
        self.oldest = (self.oldest + 1) % self.recent.len().max(1);
        let given = self.skip == 0;
        self.skip = if given { self.every - 1 } else { self.skip - 1 };
        given.then(|| {
            let (newer, older) = self.recent.split_at(self.oldest);
            let filtered = older.iter().chain(newer).zip(&self.weights).map(|(sample, weight)| sample * weight).sum();
            self.cuts.iter_mut().fold(filtered, |sample, cut| cut.take(sample))
        })
    }
}

/// The loudest sample that is believed: browsers may pass full scale a little.
const LOUDEST: f32 = 4.0;

/// A low-pass filter: a sinc under a Hamming window. `edge` is a share of the rate, `span` the number of samples less one.
fn weights(edge: f64, span: usize) -> Vec<f64> {
    let last = u16::try_from(span).unwrap_or(u16::MAX);
    let weight = |place: u16| {
        let from_middle = f64::from(place) - f64::from(last) / 2.0;
        let window = 0.54 - 0.46 * (TAU * f64::from(place) / f64::from(last.max(1))).cos();
        let angle = TAU * edge * from_middle;
        let sinc = if angle.abs() < 1e-9 { 2.0 * edge } else { angle.sin() / (PI * from_middle) };
        window * sinc
    };
    (0..=last).map(weight).collect()
}

/// A high-pass filter of the second order, Butterworth's (R. Bristow-Johnson, Audio EQ Cookbook).
#[derive(Clone, Copy, Debug)]
struct LowCut {
    gain: f64,
    feedback: [f64; 2],
    before: [f64; 2],
    given: [f64; 2],
}

impl LowCut {
    /// `edge` is a share of the rate.
    fn of(edge: f64) -> Self {
        let (sin, cos) = (TAU * edge).sin_cos();
        let alpha = sin * FRAC_1_SQRT_2;
        let scale = 1.0 / (1.0 + alpha);
        let feedback = [-2.0 * cos * scale, (1.0 - alpha) * scale];
        Self { gain: 1.0_f64.midpoint(cos) * scale, feedback, before: [0.0; 2], given: [0.0; 2] }
    }

    fn take(&mut self, sample: f64) -> f64 {
        let [one, two] = self.before;
        let [first, second] = self.given;
        let given = self.gain * (sample - 2.0 * one + two) - self.feedback[0] * first - self.feedback[1] * second;
        (self.before, self.given) = ([sample, one], [given, first]);
        given
    }
}
