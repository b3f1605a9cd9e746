//! How alike a sound is, place by place, to one sweep: the matched filter.

use std::{cmp::Ordering, f64::consts::FRAC_PI_2};

use super::{
    Glide,
    band::Band,
    spectrum::{Complex, Transform},
    sweep,
};

/// For how long the filters of the band ring on after a sweep, in seconds.
const RINGING_S: f64 = 0.02;
/// Mean power below which there is nothing to compare: -100 dBFS, less than a converter's own noise.
const NOTHING: f64 = 1e-10;

/// A sweep as it comes out of the band filter, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Sweep {
    transform: Transform,
    /// The sweep's frequencies, conjugated and scaled so that a perfect match gives its energy.
    spectrum: Vec<Complex>,
    length: usize,
    energy: f64,
}

/// How a sound compares with a sweep that begins at one place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Likeness {
    /// 0 to 1: the share of the sound's amplitude that is the sweep.
    pub(super) share: f64,
    /// How many times stronger than the original the sweep is.
    pub(super) gain: f64,
}

impl Likeness {
    /// By how alike they are.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.share.total_cmp(&other.share)
    }
}

impl Sweep {
    /// As it comes through `band`, which has heard nothing yet, from sound of `rate` samples a second.
    pub(super) fn through(band: &Band, rate: f64, glide: Glide) -> Self {
        // A quarter of a turn apart, so that together they fit whatever phase the room gives it.
        let sine = narrowed(band.clone(), rate, glide, 0.0);
        let cosine = narrowed(band.clone(), rate, glide, FRAC_PI_2);
        let length = sine.len();
        let energy = sine.iter().map(|sample| sample * sample).sum::<f64>();
        // Twice as long as the sweep at least, so that every second place of a row is one it can begin at.
        let doublings = usize::BITS - (length * 2).leading_zeros();
        let transform = Transform::of(doublings);
        let mut spectrum: Vec<Complex> =
            sine.iter().zip(&cosine).map(|(re, im)| Complex { re: *re, im: *im }).collect();
        spectrum.resize(transform.len(), Complex::default());
        transform.forth(&mut spectrum);
        let scale = (0..doublings).fold(1.0, |scale, _| scale / 2.0);
        for frequency in &mut spectrum {
            let Complex { re, im } = frequency.conjugate();
            *frequency = Complex { re: re * scale, im: im * scale };
        }
        Self { transform, spectrum, length, energy }
    }

    /// The likeness at every place of `sound` at which a whole sweep can begin.
    pub(super) fn along(&self, sound: &[f64]) -> Vec<Likeness> {
        let places = (sound.len() + 1).saturating_sub(self.length);
        let stride = self.transform.len() - self.length + 1;
        let mut found = Vec::with_capacity(places);
        let mut row = Vec::with_capacity(self.transform.len());
        for start in (0..places).step_by(stride) {
            row.clear();
            row.extend(sound.iter().skip(start).take(self.transform.len()).map(|re| Complex { re: *re, im: 0.0 }));
            row.resize(self.transform.len(), Complex::default());
            self.transform.forth(&mut row);
            for (frequency, wanted) in row.iter_mut().zip(&self.spectrum) {
                *frequency = *frequency * *wanted;
            }
            self.transform.back(&mut row);
            found.extend(row.iter().take(stride.min(places - start)).map(|sum| sum.size()));
        }
        found.iter().zip(self.energies(sound)).map(|(sum, energy)| self.judge(*sum, energy)).collect()
    }

    fn judge(&self, sum: f64, energy: f64) -> Likeness {
        #[expect(clippy::cast_precision_loss, reason = "a quarter of a second has some thousands of samples")]
        let nothing = NOTHING * self.length as f64;
        if energy < nothing {
            return Likeness::default();
        }
        Likeness { share: (sum / (self.energy * energy).sqrt()).min(1.0), gain: sum / self.energy }
    }

    /// The energy of the sound in each stretch as long as a sweep.
    fn energies<'a>(&self, sound: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let enters = sound.iter().skip(self.length).map(|sample| sample * sample).chain([0.0]);
        let leaves = sound.iter().map(|sample| sample * sample);
        let first = sound.iter().take(self.length).map(|sample| sample * sample).sum::<f64>();
        enters.zip(leaves).scan(first, |energy, (enters, leaves)| {
            let now = energy.max(0.0);
            *energy += enters - leaves;
            Some(now)
        })
    }
}

/// A sweep, begun at `phase`, as the band filter gives it.
fn narrowed(mut band: Band, rate: f64, glide: Glide, phase: f64) -> Vec<f64> {
    let ringing = std::iter::repeat_n(0.0, super::count(RINGING_S * rate));
    let narrowed = sweep(rate, glide, phase).chain(ringing).filter_map(|sample| {
        #[expect(clippy::cast_possible_truncation, reason = "between -1 and 1, as it is played")]
        let sample = sample as f32;
        band.take(sample)
    });
    narrowed.collect()
}
