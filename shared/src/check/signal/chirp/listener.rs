//! Listens for the chirp.

use std::collections::VecDeque;

use super::{
    AMPLITUDE, HEARD, Loop, STARTS_S,
    band::Band,
    believable,
    likeness::{Likeness, Sweep},
};
use crate::check::signal::sound::FLOOR_DBFS;

/// How much sound is kept, in seconds: the chirp, a second and more of delay, and what a slow page adds.
const KEPT_S: f64 = 6.0;
/// By how much sweeps may be off their places, in seconds: a clock that is wrong by 0.1 % moves the last by 1 ms.
const SLACK_S: f64 = 0.002;

/// Listens for the chirp in chunks of any length. It keeps the newest six seconds, narrowed to the band of the sweeps, and
/// forgets them when it is dropped.
#[derive(Clone, Debug)]
pub struct Listener {
    band: Band,
    sweep: Sweep,
    /// Kept samples in a millisecond.
    per_ms: f64,
    /// Where the sweeps begin, in kept samples from the first.
    starts: [usize; 3],
    slack: usize,
    kept: VecDeque<f64>,
    most: usize,
    /// How many samples were forgotten.
    forgotten: u64,
    /// When the chirp began to play, in samples since the first.
    played: u64,
}

impl Listener {
    /// Ready to hear samples at `sample_rate` per second, as the audio context names it.
    pub fn new(sample_rate: f32) -> Self {
        let rate = believable(sample_rate);
        let band = Band::of(rate);
        let most = band.stay(KEPT_S, rate);
        #[expect(clippy::cast_precision_loss, reason = "below 100")]
        let every = band.every() as f64;
        Self {
            sweep: Sweep::through(&band, rate),
            per_ms: rate / every / 1000.0,
            starts: STARTS_S.map(|start| band.stay(start, rate)),
            slack: band.stay(SLACK_S, rate),
            kept: VecDeque::with_capacity(most),
            most,
            forgotten: 0,
            played: 0,
            band,
        }
    }

    /// Says that the chirp begins to play with the next sample. Nothing before is it, and its delay is counted from here.
    pub fn played(&mut self) {
        self.played = self.forgotten + self.kept.len() as u64;
    }

    /// Hears the next samples. What is no number is silence.
    pub fn hear(&mut self, samples: &[f32]) {
        for sample in samples {
            let Some(narrowed) = self.band.take(*sample) else { continue };
            if self.kept.len() >= self.most {
                self.kept.pop_front();
                self.forgotten += 1;
            }
            self.kept.push_back(narrowed);
        }
    }

    /// What was heard of the chirp so far; `None` if not even a whole one would fit in.
    ///
    /// It looks through all that was kept: ask once at the end, not with every chunk.
    pub fn result(&self) -> Option<Loop> {
        let before = usize::try_from(self.played.saturating_sub(self.forgotten)).ok()?;
        let sound: Vec<f64> = self.kept.iter().copied().skip(before).collect();
        let along = self.sweep.along(&sound);
        let near = self.best_near(&along);
        let [.., last] = self.starts;
        let places = near.len().checked_sub(last).filter(|places| *places > 0)?;
        let (mut place, mut best) = (0, Likeness::default());
        for candidate in 0..places {
            let weakest = self.least(&near, candidate);
            if weakest.share > best.share {
                (place, best) = (candidate, weakest);
            }
        }
        Some(Loop {
            score: best.share,
            delay_ms: (best.share >= HEARD).then(|| self.delay_ms(&along, place)),
            level_dbfs: level_dbfs(best.gain),
        })
    }

    /// At each place the best within the slack.
    fn best_near(&self, along: &[Likeness]) -> Vec<Likeness> {
        let around = |place: usize| along.iter().skip(place.saturating_sub(self.slack)).take(2 * self.slack + 1);
        let best = |place| around(place).copied().max_by(Likeness::compare).unwrap_or_default();
        (0..along.len()).map(best).collect()
    }

    /// The least alike of the three sweeps of a chirp that begins at `place`. An alarm that repeats may imitate two; that
    /// a cough hides one does no harm, for what was not heard proves nothing.
    fn least(&self, near: &[Likeness], place: usize) -> Likeness {
        let three = self.starts.map(|start| near.get(place + start).copied().unwrap_or_default());
        three.into_iter().min_by(Likeness::compare).unwrap_or_default()
    }

    /// From the start of playing to the chirp that begins at about `place`.
    #[expect(clippy::cast_precision_loss, reason = "samples of a call of years stay below 2^53")]
    fn delay_ms(&self, along: &[Likeness], place: usize) -> f64 {
        let near = along.iter().enumerate().skip(place.saturating_sub(self.slack)).take(2 * self.slack + 1);
        let place = near.max_by(|(_, one), (_, other)| one.compare(other)).map_or(place, |(place, _)| place);
        // What was forgotten since the chirp began to play.
        let forgotten = self.forgotten.saturating_sub(self.played);
        (forgotten as f64 + place as f64) / self.per_ms
    }
}

/// The level of a sweep that is `gain` times as strong as the one that is played, between its fades.
fn level_dbfs(gain: f64) -> f64 {
    let level = 20.0 * (gain * AMPLITUDE / std::f64::consts::SQRT_2).log10();
    if level.is_finite() { level.max(FLOOR_DBFS) } else { FLOOR_DBFS }
}
