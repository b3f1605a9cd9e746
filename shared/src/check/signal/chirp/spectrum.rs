//! The fast Fourier transform, as much of it as a convolution needs.
//!
//! Forth by decimation in frequency and back by decimation in time (Gentleman and Sande 1966, Cooley and Tukey 1965):
//! between them the frequencies stand in an order of no use to anyone, but the same for all, and nothing is ever sorted.

use std::{
    f64::consts::TAU,
    ops::{Add, Mul, Sub},
};

/// A complex number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Complex {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Complex {
    pub(super) const fn conjugate(self) -> Self {
        Self { re: self.re, im: -self.im }
    }

    pub(super) fn size(self) -> f64 {
        self.re.hypot(self.im)
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

/// Transforms rows of one length.
#[derive(Clone, Debug)]
pub(super) struct Transform {
    /// The first half of the unit circle, clockwise.
    circle: Vec<Complex>,
}

impl Transform {
    /// For rows of two to the power of `doublings`, at least 2.
    pub(super) fn of(doublings: u32) -> Self {
        let half = 1_u32 << doublings.clamp(1, 24) >> 1;
        let point = |step: u32| {
            let (sin, cos) = (TAU * f64::from(step) / f64::from(half * 2)).sin_cos();
            Complex { re: cos, im: -sin }
        };
        Self { circle: (0..half).map(point).collect() }
    }

    /// How long the rows are.
    pub(super) const fn len(&self) -> usize {
        self.circle.len() * 2
    }

    /// From times to frequencies, out of order.
    pub(super) fn forth(&self, row: &mut [Complex]) {
        let (mut half, mut step) = (self.circle.len(), 1);
        while half > 0 {
            for block in row.chunks_exact_mut(half * 2) {
                let (low, high) = block.split_at_mut(half);
                for ((one, two), turn) in low.iter_mut().zip(high).zip(self.circle.iter().step_by(step)) {
                    (*one, *two) = (*one + *two, (*one - *two) * *turn);
                }
            }
            (half, step) = (half / 2, step * 2);
        }
    }

    /// From frequencies out of order to times, each as many times greater as the row is long.
    pub(super) fn back(&self, row: &mut [Complex]) {
        let (mut half, mut step) = (1, self.circle.len());
        while step > 0 {
            for block in row.chunks_exact_mut(half * 2) {
                let (low, high) = block.split_at_mut(half);
                for ((one, two), turn) in low.iter_mut().zip(high).zip(self.circle.iter().step_by(step)) {
                    let turned = *two * turn.conjugate();
                    (*one, *two) = (*one + turned, *one - turned);
                }
            }
            (half, step) = (half * 2, step / 2);
        }
    }
}
