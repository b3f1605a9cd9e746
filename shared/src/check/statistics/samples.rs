//! The newest values of one statistic.

use std::collections::VecDeque;

use crate::check::signal::sound::percentile;

/// As many as a check of a minute gives at one report a second.
const MOST: usize = 64;

/// The newest values of one statistic; older ones are forgotten.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples(VecDeque<f64>);

impl Samples {
    /// Takes a value, if there is one.
    pub(super) fn take(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            if self.0.len() >= MOST {
                self.0.pop_front();
            }
            self.0.push_back(value);
        }
    }

    /// The middle one, or half-way between the two in the middle; `None` without any.
    pub(super) fn median(&self) -> Option<f64> {
        let values: Vec<f64> = self.0.iter().copied().collect();
        percentile(&values, 0.5)
    }

    /// The mean; `None` without any.
    pub(super) fn mean(&self) -> Option<f64> {
        let values = u32::try_from(self.0.len()).ok().filter(|values| *values > 0)?;
        Some(self.0.iter().sum::<f64>() / f64::from(values))
    }
}
