//! Brightness of pictures, 0 to 255, as ITU-R BT.601 weighs red, green and blue.
//!
//! It is kept in thousandths as whole numbers, so the same picture gives exactly the same numbers everywhere, and two
//! identical pictures differ by exactly nothing.

use std::mem;

/// The brightness of one picture, in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Luma(Vec<u32>);

impl Luma {
    /// Of a picture in RGBA bytes, as a canvas gives it. Bytes that make no whole pixel are left out.
    pub fn of(rgba: &[u8]) -> Self {
        let mut luma = Self::default();
        luma.read(rgba);
        luma
    }

    /// Takes up another picture in the memory of this one.
    pub fn read(&mut self, rgba: &[u8]) {
        let brightness = |pixel: &[u8]| match *pixel {
            [red, green, blue, ..] => 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue),
            _ => 0,
        };
        self.0.clear();
        self.0.extend(rgba.chunks_exact(4).map(brightness));
    }

    /// The mean; `None` for a picture without pixels.
    pub fn mean(&self) -> Option<f64> {
        mean(self.0.iter().map(|value| u64::from(*value)), self.0.len())
    }

    /// The standard deviation within the picture; `None` for a picture without pixels.
    pub fn deviation(&self) -> Option<f64> {
        let mean = self.mean()?;
        // Around the mean, because the difference of two large sums of squares loses the small deviations that matter.
        let squares: f64 = self.0.iter().map(|value| (f64::from(*value) / 1000.0 - mean).powi(2)).sum();
        Some((squares / count(self.0.len())?).sqrt())
    }

    /// The mean absolute difference from `other`; `None` if their sizes differ or they have no pixels.
    pub fn difference(&self, other: &Self) -> Option<f64> {
        let pairs = self.0.iter().zip(&other.0).map(|(one, two)| u64::from(one.abs_diff(*two)));
        if self.0.len() == other.0.len() { mean(pairs, self.0.len()) } else { None }
    }
}

/// How many, as a number to divide by; `None` for none.
fn count(values: usize) -> Option<f64> {
    u32::try_from(values).ok().filter(|values| *values > 0).map(f64::from)
}

/// The mean of `many` thousandths, in whole units.
fn mean(thousandths: impl Iterator<Item = u64>, many: usize) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a canvas of 35 billion pixels would be needed to pass 2^53")]
    let sum = thousandths.sum::<u64>() as f64;
    Some(sum / 1000.0 / count(many)?)
}

/// The last so many milliseconds count most: a camera that goes dark or stands still on the way does so in the call too.
const LAST_MS: f64 = 1_000.0;
/// On a device that looks less often the last so many pictures do instead: of fewer nobody knows whether they stand still.
const FEWEST: usize = 4;

/// Looks at a picture now and then and keeps what the verdict needs.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    newest: Luma,
    before: Luma,
    looks: Vec<Look>,
}

/// What one look showed.
#[derive(Clone, Copy, Debug)]
struct Look {
    at_ms: f64,
    mean: Option<f64>,
    deviation: Option<f64>,
    /// Against the look before it.
    change: Option<f64>,
}

/// The mean of those that are known; `None` if none is.
fn average(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, values) = values.flatten().fold((0.0, 0_u32), |(sum, values), value| (sum + value, values + 1));
    (values > 0).then(|| sum / f64::from(values))
}

impl Pictures {
    /// Looks at the next picture, in RGBA bytes, at this moment of any clock in milliseconds.
    pub fn see(&mut self, at_ms: f64, rgba: &[u8]) {
        mem::swap(&mut self.newest, &mut self.before);
        self.newest.read(rgba);
        self.looks.push(Look {
            at_ms,
            mean: self.newest.mean(),
            deviation: self.newest.deviation(),
            // `None` for the first, and after the camera changed its size: that says nothing about movement.
            change: self.newest.difference(&self.before),
        });
    }

    /// The looks of the last second.
    fn last(&self) -> &[Look] {
        let recent = |look: &&Look| self.looks.last().is_some_and(|newest| newest.at_ms - look.at_ms <= LAST_MS);
        let many = self.looks.iter().rev().take_while(recent).count().max(FEWEST);
        &self.looks[self.looks.len().saturating_sub(many)..]
    }

    /// Mean brightness over the last second; `None` if there was no picture. Before it a camera may still have opened its
    /// eye, and what it shows at the end is what it goes on showing.
    pub fn luma_mean(&self) -> Option<f64> {
        average(self.last().iter().map(|look| look.mean))
    }

    /// Mean over the last second of the standard deviation within each picture; `None` if there was none.
    pub fn luma_deviation(&self) -> Option<f64> {
        average(self.last().iter().map(|look| look.deviation))
    }

    /// Mean absolute difference between consecutive pictures, over all of them or over the last second, whichever is less;
    /// `None` if there were not two of the same size.
    pub fn luma_change(&self) -> Option<f64> {
        let whole = average(self.looks.iter().map(|look| look.change))?;
        // That of the first of them is against one from before.
        let last = average(self.last().iter().skip(1).map(|look| look.change));
        Some(last.map_or(whole, |last| last.min(whole)))
    }
}

/// A colour that is drawn and read back, as red, green and blue.
pub type Colour = [u8; 3];

/// A colour that is read back differs from what was drawn by so much at the most, of 255 and on average. Browsers that hide
/// which device they run on change single units; those that give noise or nothing at all change dozens.
const MOST_OFF: f64 = 4.0;

/// Whether a picture that was drawn in one colour, in RGBA bytes, is read back as what it is.
pub fn is_faithful(rgba: &[u8], drawn: Colour) -> bool {
    let off = |pixel: &[u8]| pixel.iter().zip(drawn).map(|(have, want)| u64::from(have.abs_diff(want))).sum::<u64>();
    let thousandths = rgba.chunks_exact(4).map(|pixel| off(&pixel[..3]) * 1000);
    mean(thousandths, rgba.len() / 4).is_some_and(|mean| mean <= MOST_OFF * 3.0)
}
