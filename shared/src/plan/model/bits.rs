//! Rows of bits, one for each tick.

use std::ops::Range;

/// Rows of bits of equal length in one piece.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Rows {
    bits: Vec<u64>,
    stride: usize,
}

impl Rows {
    pub(in crate::plan) fn new(rows: usize, stride: usize) -> Self {
        Self { bits: vec![0; rows * stride], stride }
    }

    pub(in crate::plan) fn row(&self, row: usize) -> &[u64] {
        &self.bits[row * self.stride..(row + 1) * self.stride]
    }

    pub(in crate::plan) fn set(&mut self, row: usize, range: Range<usize>) {
        fill(&mut self.bits[row * self.stride..(row + 1) * self.stride], range, true);
    }

    pub(in crate::plan) fn clear(&mut self, row: usize, range: Range<usize>) {
        fill(&mut self.bits[row * self.stride..(row + 1) * self.stride], range, false);
    }
}

/// Sets or clears the bits of `range`.
fn fill(row: &mut [u64], range: Range<usize>, to: bool) {
    let mut at = range.start;
    while at < range.end {
        let (word, low) = (at / 64, at % 64);
        let count = (64 - low).min(range.end - at);
        let mask = (u64::MAX >> (64 - count)) << low;
        if to {
            row[word] |= mask;
        } else {
            row[word] &= !mask;
        }
        at += count;
    }
}

/// A row of `words` words with the bits of `ranges` set.
pub(super) fn marked(words: usize, ranges: impl Iterator<Item = Range<usize>>) -> Vec<u64> {
    let mut row = vec![0; words];
    for range in ranges {
        fill(&mut row, range.start..range.end.min(words * 64), true);
    }
    row
}

/// For the 64 positions from `from` on: a bit is set if any of the `length` bits of `row` from that position on is.
pub(in crate::plan) fn blocked(row: &[u64], from: usize, length: usize) -> u64 {
    let mut any = 0;
    let (mut from, mut left) = (from, length);
    while left > 0 {
        let step = left.min(64);
        any |= blocked_short(row, from, step);
        from += step;
        left -= step;
    }
    any
}

/// The same for at most 64 bits, which with the 64 positions lie in two words' width.
#[inline]
fn blocked_short(row: &[u64], from: usize, length: usize) -> u64 {
    let (word, low) = (from / 64, from % 64);
    let at = |word: usize| u128::from(row.get(word).copied().unwrap_or(0));
    let mut window = at(word) | at(word + 1) << 64;
    if low > 0 {
        window = window >> low | at(word + 2) << (128 - low);
    }
    if window == 0 {
        return 0;
    }
    // Doubling: a bit of `window` says of `covered` bits from it on whether any is set.
    let mut covered = 1;
    while covered * 2 <= length {
        window |= window >> covered;
        covered *= 2;
    }
    window |= window >> (length - covered);
    low_word(window)
}

/// The lower 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "the upper half is what is to be dropped")]
const fn low_word(window: u128) -> u64 {
    window as u64
}
