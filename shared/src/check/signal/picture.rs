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

/// Looks at a picture now and then and keeps what the verdict needs: means over all of them.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    newest: Luma,
    before: Luma,
    mean: Mean,
    deviation: Mean,
    change: Mean,
}

/// A mean that grows value by value.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    values: u32,
}

impl Mean {
    fn add(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            self.sum += value;
            self.values += 1;
        }
    }

    fn get(self) -> Option<f64> {
        (self.values > 0).then(|| self.sum / f64::from(self.values))
    }
}

impl Pictures {
    /// Looks at the next picture, in RGBA bytes.
    pub fn see(&mut self, rgba: &[u8]) {
        mem::swap(&mut self.newest, &mut self.before);
        self.newest.read(rgba);
        self.mean.add(self.newest.mean());
        self.deviation.add(self.newest.deviation());
        // `None` for the first, and after the camera changed its size: that says nothing about movement.
        self.change.add(self.newest.difference(&self.before));
    }

    /// Mean brightness over all pictures; `None` if there was none.
    pub fn luma_mean(&self) -> Option<f64> {
        self.mean.get()
    }

    /// Mean over all pictures of the standard deviation within each; `None` if there was none.
    pub fn luma_deviation(&self) -> Option<f64> {
        self.deviation.get()
    }

    /// Mean absolute difference between consecutive pictures; `None` if there were not two of the same size.
    pub fn luma_change(&self) -> Option<f64> {
        self.change.get()
    }
}
