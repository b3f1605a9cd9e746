//! The verdicts of the device check: a table at every threshold, and what must hold for any input at all.

mod age;
mod history;
mod line;
pub mod measured;
mod properties;
mod several;
mod standing;
mod tables;
mod thresholds;
mod worse;
