//! Whole numbers of JSON, which writes one number in many ways: `5`, `5.0`, `5e0`.

/// From here on a number that may have a fraction no longer tells its neighbours apart: 2 to the power of 53.
pub(super) const GREATEST: f64 = 9_007_199_254_740_992.0;

/// The number without its fraction, if it has none.
#[expect(clippy::cast_possible_truncation, reason = "it has no fraction and lies far from the ends of the type")]
pub(super) fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= GREATEST).then_some(number as i64)
}
