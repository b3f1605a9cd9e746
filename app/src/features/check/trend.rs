//! A number over time, small: a line, and in words where it is, and between what it moved if it moved.

use leptos::prelude::*;
use locales::dates;
use shared::{check::thresholds::LOSS_WARN_PERCENT, time::Local};

use crate::language::{language, t};

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (120.0, 32.0);
/// Above and below the line, so that it is not cut.
const EDGE: f64 = 3.0;

/// How a number is told and drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// What it is counted in, with a space before it.
    unit: &'static str,
    /// So many digits after the point are told.
    digits: usize,
    /// What moves by so much fills the drawing; what moves less does not look as if it did.
    least: f64,
}

impl Measure {
    /// Brightness, 0 to 255.
    pub const LIGHT: Self = Self { unit: "", digits: 0, least: 10.0 };
    /// How far the voice, or what stands in for it, is above the noise.
    pub const VOICE: Self = Self { unit: " dB", digits: 0, least: 3.0 };
    /// Packets lost. Half a percent is half of what is warned of, and not to be rounded away.
    pub const LOSS: Self = Self { unit: " %", digits: 1, least: LOSS_WARN_PERCENT };
    /// What the line carries.
    pub const KBPS: Self = Self { unit: " kbit/s", digits: 0, least: 100.0 };

    fn said(self, number: f64) -> String {
        let Self { unit, digits, .. } = self;
        format!("{number:.digits$}{unit}")
    }
}

/// A number over time; nothing where it was measured less than twice.
#[component]
pub fn Trend(
    /// What it is.
    name: &'static str,
    /// How it is told and drawn.
    measure: Measure,
    /// Its values and when the checks were made, the oldest first; those that were not measured leave a gap.
    values: Vec<(Local, Option<f64>)>,
) -> impl IntoView {
    let numbers: Vec<Option<f64>> = values.iter().map(|(_, number)| *number).collect();
    let Some(drawn) = drawn(&numbers, measure.least) else { return ().into_any() };
    let t = &t().devices;
    let (now, low, high) = (measure.said(drawn.now), measure.said(drawn.low), measure.said(drawn.high));
    let words = if low == high { t.steady(name, now) } else { t.trend(name, now, low, high) };
    // What later checks did not measure may be weeks old.
    let words = match values.get(drawn.last).filter(|_| drawn.last + 1 < values.len()) {
        Some((made, _)) => t.trend_old(words, dates::moment(language(), made.civil)),
        None => words,
    };
    view! {
        <figure class="trend">
            <svg viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1) preserveAspectRatio="none" aria-hidden="true">
                <polyline points=drawn.points fill="none" vector-effect="non-scaling-stroke" />
            </svg>
            <figcaption>{words}</figcaption>
        </figure>
    }
    .into_any()
}

/// A line and its numbers.
#[derive(Clone, Debug, PartialEq)]
struct Drawn {
    points: String,
    /// Which of the values is the last that was measured.
    last: usize,
    /// That value.
    now: f64,
    low: f64,
    high: f64,
}

/// The line of `values`, which fills the height where it moves by `least_move` or more.
fn drawn(values: &[Option<f64>], least_move: f64) -> Option<Drawn> {
    let numbers: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value).filter(|it| it.is_finite())?))).collect();
    if numbers.len() < 2 {
        return None;
    }
    let all = || numbers.iter().map(|(_, number)| *number);
    let (lowest, highest) = (all().reduce(f64::min)?, all().reduce(f64::max)?);
    let (latest, now) = *numbers.last()?;
    let place = |at: usize| u32::try_from(at).map_or(0.0, f64::from);
    let wide = place(values.len().saturating_sub(1)).max(1.0);
    // A line that never moves lies in the middle.
    let (middle, moves) = (f64::midpoint(lowest, highest), (highest - lowest).max(least_move));
    let point = |(at, number): &(usize, f64)| {
        let across = place(*at) / wide * SIZE.0;
        let up = (number - middle) / moves + 0.5;
        format!("{across:.1},{:.1}", SIZE.1 - EDGE - up * (SIZE.1 - 2.0 * EDGE))
    };
    Some(Drawn {
        points: numbers.iter().map(point).collect::<Vec<_>>().join(" "),
        last: latest,
        now,
        low: lowest,
        high: highest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_two_points_and_leaves_gaps_out() {
        assert_eq!(drawn(&[], 10.0), None);
        assert_eq!(drawn(&[Some(4.0), None], 10.0), None);
        let line = drawn(&[Some(10.0), None, Some(30.0), Some(20.0)], 10.0).unwrap();
        assert_eq!((line.last, line.now, line.low, line.high), (3, 20.0, 10.0, 30.0));
        assert_eq!(line.points, "0.0,29.0 80.0,3.0 120.0,16.0");
        assert_eq!(drawn(&[Some(10.0), Some(30.0), None], 10.0).unwrap().last, 1);
    }

    #[test]
    fn what_never_moves_lies_in_the_middle() {
        for measure in [Measure::LIGHT, Measure::VOICE, Measure::LOSS, Measure::KBPS] {
            assert_eq!(drawn(&[Some(5.0), Some(5.0)], measure.least).unwrap().points, "0.0,16.0 120.0,16.0");
        }
        assert_eq!(drawn(&[Some(f64::NAN), Some(5.0)], 1.0), None);
    }

    #[test]
    fn a_little_loss_is_told_and_drawn_as_a_little() {
        let line = |high| drawn(&[Some(0.0), Some(high)], Measure::LOSS.least).unwrap();
        assert_eq!(line(0.4).points, "0.0,21.2 120.0,10.8");
        assert_eq!(line(1.0).points, "0.0,29.0 120.0,3.0", "what is warned of fills the height");
        assert_eq!(line(24.0).points, "0.0,29.0 120.0,3.0");
        assert_eq!(Measure::LOSS.said(line(0.4).high), "0.4 %");
        assert_ne!(Measure::LOSS.said(line(0.1).high), Measure::LOSS.said(line(0.1).low), "it does not read as steady");
        assert_eq!(Measure::KBPS.said(2_400.4), "2400 kbit/s");
    }
}
