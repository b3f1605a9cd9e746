//! Ticks and moments.

use std::ops::Range;

use jiff::ToSpan;

use super::{Need, bits::marked};
use crate::{
    plan::docket::{Docket, Request, days_between},
    time::{Instant, Period},
};

/// The horizon in ticks. The first tick lies before it by more than any lead, so that no position is negative.
#[derive(Debug)]
pub(in crate::plan) struct Clock {
    origin: Instant,
    tick_minutes: i64,
    /// Words in a row of ticks: the horizon and some more on either side.
    pub(super) words: usize,
    /// The starts that the grid and the clock allow.
    grid: Vec<u64>,
    /// The first tick of each date, and of the one after the last.
    days: Vec<usize>,
}

impl Clock {
    pub(super) fn new(docket: &Docket) -> Self {
        let begin = docket.horizon.start();
        let starts = grid_starts(docket);
        let mut tick = docket.grid_minutes;
        for start in &starts {
            tick = gcd(tick, begin.minutes_until(*start));
        }
        let (mut before, mut after) = (0, 0);
        for request in &docket.requests {
            let spans = docket.spans(request);
            for span in [&spans.main, &spans.whole, &spans.room, &spans.movement] {
                tick = gcd(gcd(tick, span.start), span.end);
                (before, after) = (before.max(-span.start), after.max(span.end));
            }
        }
        let tick = tick.max(1);
        // Whole words before, so that the word of a start less its lead is never before the first.
        let word = 64 * tick;
        let lead = (before / word + 2) * word;
        let origin = begin.plus_minutes(-lead);
        let words = (lead + docket.horizon.minutes() + after) / word + 3;
        let mut clock = Self {
            origin,
            tick_minutes: tick,
            words: usize::try_from(words).unwrap_or(0),
            grid: Vec::new(),
            days: Vec::new(),
        };
        let mut date = docket.first;
        while let Some(midnight) = docket.zone.instant(date.at(0, 0, 0, 0)) {
            clock.days.push(clock.ceiling(midnight));
            match date.checked_add(1.day()) {
                Ok(next) if date <= docket.last => date = next,
                _ => break,
            }
        }
        clock.grid = marked(
            clock.words,
            starts.into_iter().map(|start| {
                let at = clock.floor(start);
                at..at + 1
            }),
        );
        clock
    }

    /// The moment at which `tick` begins.
    pub(in crate::plan) fn moment(&self, tick: usize) -> Instant {
        self.origin.plus_minutes(i64::try_from(tick).unwrap_or(0) * self.tick_minutes)
    }

    /// The tick in which `moment` lies, 0 for all that lies before.
    pub(in crate::plan) fn floor(&self, moment: Instant) -> usize {
        place(self.origin.minutes_until(moment).div_euclid(self.tick_minutes))
    }

    fn ceiling(&self, moment: Instant) -> usize {
        place((self.origin.minutes_until(moment) + self.tick_minutes - 1).div_euclid(self.tick_minutes))
    }

    /// All ticks that `period` touches.
    pub(super) fn around(&self, period: Period) -> Range<usize> {
        self.floor(period.start())..self.ceiling(period.end())
    }

    /// The starts around which `span` lies inside `period`.
    pub(super) fn starts_inside(&self, period: Period, span: &Range<i64>) -> Range<usize> {
        let (first, last) = (period.start().plus_minutes(-span.start), period.end().plus_minutes(-span.end));
        if last < first { 0..0 } else { self.ceiling(first)..self.floor(last) + 1 }
    }

    /// The need for `row` over `span`, in minutes from the main start.
    pub(in crate::plan) fn need(&self, row: usize, span: &Range<i64>) -> Need {
        let (lead, length) = (-span.start / self.tick_minutes, (span.end - span.start) / self.tick_minutes);
        Need { row, lead: place(lead), length: place(length) }
    }

    /// The days from the first date to that of `tick`.
    pub(in crate::plan) fn day(&self, tick: usize) -> i64 {
        let days = self.days.partition_point(|first| *first <= tick);
        i64::try_from(days).unwrap_or(0) - 1
    }

    /// The starts on the grid, in the horizon and not before the earliest date of `request`.
    pub(in crate::plan) fn candidates(&self, docket: &Docket, request: &Request) -> Vec<u64> {
        let mut starts = self.grid.clone();
        self.keep(&mut starts, self.starts_inside(docket.horizon, &docket.spans(request).all));
        self.keep(&mut starts, self.earliest(docket, request)..self.words * 64);
        starts
    }

    /// The first tick of the earliest date of `request`.
    fn earliest(&self, docket: &Docket, request: &Request) -> usize {
        let day = days_between(docket.first, request.earliest);
        self.days.get(place(day)).copied().unwrap_or(usize::MAX)
    }

    /// The words of a row in which `request` may start: in the horizon, not before its earliest date, and over by its
    /// deadline.
    pub(super) fn window(&self, docket: &Docket, request: &Request) -> Range<usize> {
        let inside = self.starts_inside(docket.horizon, &docket.spans(request).all);
        let first = inside.start.max(self.earliest(docket, request));
        let end = inside.end.min(self.before_deadline(request).end).min(self.words * 64);
        if first < end { first / 64..end.div_ceil(64) } else { 0..0 }
    }

    /// The starts after which `request` is over by its deadline.
    pub(in crate::plan) fn before_deadline(&self, request: &Request) -> Range<usize> {
        let last = request.deadline.plus_minutes(-request.duration_minutes);
        if last < self.origin { 0..0 } else { 0..self.floor(last) + 1 }
    }

    /// Takes away the starts in `range`.
    pub(in crate::plan) fn drop(&self, starts: &mut [u64], range: Range<usize>) {
        let dropped = marked(self.words, std::iter::once(range));
        for (bits, dropped) in starts.iter_mut().zip(dropped) {
            *bits &= !dropped;
        }
    }

    /// Keeps the starts in `range` only.
    pub(in crate::plan) fn keep(&self, starts: &mut [u64], range: Range<usize>) {
        let kept = marked(self.words, std::iter::once(range));
        for (bits, kept) in starts.iter_mut().zip(kept) {
            *bits &= kept;
        }
    }
}

/// All civil times of the horizon that are multiples of the grid and that the clock shows exactly once.
fn grid_starts(docket: &Docket) -> Vec<Instant> {
    let mut starts = Vec::new();
    let mut date = docket.first;
    while date <= docket.last {
        let mut minute = 0;
        while minute < 24 * 60 {
            let civil = date.at(0, 0, 0, 0).checked_add(minute.minutes()).ok();
            starts.extend(civil.and_then(|civil| docket.zone.only_instant(civil)));
            minute += docket.grid_minutes;
        }
        match date.checked_add(1.day()) {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    starts
}

const fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A position; what lies before the first is the first.
fn place(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
