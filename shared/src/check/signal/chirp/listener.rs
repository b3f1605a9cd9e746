//! Listens for the chirp.

use std::{collections::VecDeque, ops::Range};

use super::{
    AMPLITUDE, Chirp, Glide, HEARD, LEFT, Loop,
    band::Band,
    believable,
    likeness::{Likeness, Sweep},
};
use crate::check::signal::sound::FLOOR_DBFS;

/// How much sound is kept, in seconds: the chirp, a second and more of delay, and what a slow page adds.
const KEPT_S: f64 = 6.0;
/// By how much sweeps may be off their places, in seconds: a clock that is wrong by 0.1 % moves the last by 1 ms.
const SLACK_S: f64 = 0.002;

/// By how much what is left of a chirp may be off the moment at which it was heard whole, in milliseconds: two listeners do not
/// begin at once, and a browser that takes echo away needs some time.
const APART_MS: f64 = 500.0;

/// Listens for one pattern of the chirp in chunks of any length. It keeps the newest six seconds, narrowed to the band of the
/// sweeps, and forgets them when it is dropped.
#[derive(Clone, Debug)]
pub struct Listener {
    band: Band,
    rising: Sweep,
    falling: Sweep,
    /// Kept samples in a millisecond.
    per_ms: f64,
    /// Where the sweeps begin, in kept samples from the first, and which way they go.
    sweeps: [(usize, Glide); 3],
    slack: usize,
    kept: VecDeque<f64>,
    most: usize,
    /// How many samples were forgotten.
    forgotten: u64,
    /// When the chirp began to play, in samples since the first.
    played: u64,
}

/// How alike a sound is to a sweep of each kind, place by place; empty for a kind of which the chirp has none.
struct Along {
    rising: Vec<Likeness>,
    falling: Vec<Likeness>,
}

impl Along {
    fn of(&self, glide: Glide) -> &[Likeness] {
        match glide {
            Glide::Rising => &self.rising,
            Glide::Falling => &self.falling,
        }
    }
}

impl Listener {
    /// Ready to hear this `chirp`, and no other pattern, in samples at `sample_rate` per second, as the audio context names it.
    pub fn new(sample_rate: f32, chirp: Chirp) -> Self {
        let rate = believable(sample_rate);
        let band = Band::of(rate);
        let most = band.stay(KEPT_S, rate);
        #[expect(clippy::cast_precision_loss, reason = "below 100")]
        let every = band.every() as f64;
        Self {
            rising: Sweep::through(&band, rate, Glide::Rising),
            falling: Sweep::through(&band, rate, Glide::Falling),
            per_ms: rate / every / 1000.0,
            sweeps: chirp.sweeps().map(|(start, glide)| (band.stay(start, rate), glide)),
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
        let along = self.along()?;
        let near = self.best_near(&along);
        let places = self.places(&near)?;
        let (place, best) = self.best_of(&near, 0..places);
        Some(Loop {
            score: best.share,
            delay_ms: (best.share >= HEARD).then(|| self.delay_ms(&along, place)),
            level_dbfs: level_dbfs(best.gain),
        })
    }

    /// The level, in dBFS, of what is left here of the chirp that another listener heard as `witness`, both having begun at about
    /// the same moment; `None` if nothing is left, or if there was nothing to take away.
    pub fn left_of(&self, witness: &Loop) -> Option<f64> {
        let delay_ms = witness.delay_ms?;
        let near = self.best_near(&self.along()?);
        let places = self.places(&near)?;
        let place = |ms: f64| whole(ms * self.per_ms).saturating_sub(self.left_out()).min(places);
        let (_, best) = self.best_of(&near, place(delay_ms - APART_MS)..place(delay_ms + APART_MS));
        (best.share >= LEFT).then(|| level_dbfs(best.gain))
    }

    /// The likeness at every place of what was heard since the chirp began to play.
    fn along(&self) -> Option<Along> {
        let before = usize::try_from(self.played.saturating_sub(self.forgotten)).ok()?;
        let sound: Vec<f64> = self.kept.iter().copied().skip(before).collect();
        let along = |glide: Glide, sweep: &Sweep| {
            if self.sweeps.iter().any(|(_, goes)| *goes == glide) { sweep.along(&sound) } else { Vec::new() }
        };
        Some(Along { rising: along(Glide::Rising, &self.rising), falling: along(Glide::Falling, &self.falling) })
    }

    /// At how many places a whole chirp can begin; `None` if at none.
    fn places(&self, near: &Along) -> Option<usize> {
        let [.., (start, glide)] = self.sweeps;
        near.of(glide).len().checked_sub(start).filter(|places| *places > 0)
    }

    /// Where among `places` the chirp is most likely, and how alike the least alike of its sweeps is there.
    fn best_of(&self, near: &Along, places: Range<usize>) -> (usize, Likeness) {
        let (mut place, mut best) = (places.start, Likeness::default());
        for candidate in places {
            let weakest = self.least(near, candidate);
            if weakest.share > best.share {
                (place, best) = (candidate, weakest);
            }
        }
        (place, best)
    }

    /// At each place the best within the slack.
    fn best_near(&self, along: &Along) -> Along {
        let near = |along: &[Likeness]| {
            let around = |place: usize| along.iter().skip(place.saturating_sub(self.slack)).take(2 * self.slack + 1);
            let best = |place| around(place).copied().max_by(Likeness::compare).unwrap_or_default();
            (0..along.len()).map(best).collect()
        };
        Along { rising: near(&along.rising), falling: near(&along.falling) }
    }

    /// The least alike of the three sweeps of a chirp that begins at `place`. An alarm that repeats may imitate two; that
    /// a cough hides one does no harm, for what was not heard proves nothing.
    fn least(&self, near: &Along, place: usize) -> Likeness {
        let three = self.sweeps.map(|(start, glide)| near.of(glide).get(place + start).copied().unwrap_or_default());
        three.into_iter().min_by(Likeness::compare).unwrap_or_default()
    }

    /// From the start of playing to the chirp that begins at about `place`.
    #[expect(clippy::cast_precision_loss, reason = "samples of a call of years stay below 2^53")]
    fn delay_ms(&self, along: &Along, place: usize) -> f64 {
        let [(_, first), ..] = self.sweeps;
        let near = along.of(first).iter().enumerate().skip(place.saturating_sub(self.slack)).take(2 * self.slack + 1);
        let place = near.max_by(|(_, one), (_, other)| one.compare(other)).map_or(place, |(place, _)| place);
        (self.left_out() as f64 + place as f64) / self.per_ms
    }

    /// How many samples were forgotten since the chirp began to play.
    fn left_out(&self) -> usize {
        usize::try_from(self.forgotten.saturating_sub(self.played)).unwrap_or(usize::MAX)
    }
}

/// A number of samples; below none there are none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
const fn whole(samples: f64) -> usize {
    samples as usize
}

/// The level of a sweep that is `gain` times as strong as the one that is played, between its fades.
fn level_dbfs(gain: f64) -> f64 {
    let level = 20.0 * (gain * AMPLITUDE / std::f64::consts::SQRT_2).log10();
    if level.is_finite() { level.max(FLOOR_DBFS) } else { FLOOR_DBFS }
}
