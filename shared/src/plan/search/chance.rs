//! Chance that is the same on every machine: whole numbers, and of fractions only what IEEE 754 fixes to the last bit.

/// Numbers that look random (`SplitMix64`, Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * u128::try_from(end).unwrap_or(0);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Whether something happens that does so `percent` times in a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number with the exponential distribution of mean 1: what annealing compares a loss with.
    ///
    /// The library's logarithm differs from machine to machine in the last bit; this one uses sums and quotients only.
    pub(super) fn exponential(&mut self) -> f64 {
        let bits = self.next() | 1;
        let halvings = bits.leading_zeros();
        // The rest as m in [1, 2), u = m · 2^-(halvings + 1).
        let rest = u32::try_from((bits << halvings) >> 32).unwrap_or(u32::MAX);
        let m = f64::from(rest) / 2_147_483_648.0;
        let z = (m - 1.0) / (m + 1.0);
        let square = z * z;
        let ln_m = 2.0 * z * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0))));
        f64::from(halvings + 1) * std::f64::consts::LN_2 - ln_m
    }
}
