//! A number over time, small: a line, and in words where it is, and between what it moved if it moved.

use leptos::prelude::*;

use crate::language::t;

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (120.0, 32.0);
/// Above and below the line, so that it is not cut.
const EDGE: f64 = 3.0;

/// A number over time; nothing where it was measured less than twice.
#[component]
pub fn Trend(
    /// What it is.
    name: &'static str,
    /// What it is counted in, with a space before it.
    unit: &'static str,
    /// Its values, the oldest first; those that were not measured leave a gap.
    values: Vec<Option<f64>>,
) -> impl IntoView {
    let Some(drawn) = drawn(&values) else { return ().into_any() };
    let t = &t().devices;
    let said = |number: f64| format!("{number:.0}{unit}");
    let (now, low, high) = (said(drawn.now), said(drawn.low), said(drawn.high));
    let words = if low == high { t.steady(name, now) } else { t.trend(name, now, low, high) };
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
    now: f64,
    low: f64,
    high: f64,
}

fn drawn(values: &[Option<f64>]) -> Option<Drawn> {
    let numbers: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value).filter(|it| it.is_finite())?))).collect();
    if numbers.len() < 2 {
        return None;
    }
    let all = || numbers.iter().map(|(_, number)| *number);
    let (low, high) = (all().reduce(f64::min)?, all().reduce(f64::max)?);
    let now = all().next_back()?;
    let place = |at: usize| u32::try_from(at).map_or(0.0, f64::from);
    let wide = place(values.len().saturating_sub(1)).max(1.0);
    let point = |(at, number): &(usize, f64)| {
        let across = place(*at) / wide * SIZE.0;
        // A line that never moves lies in the middle.
        let up = if high > low { (number - low) / (high - low) } else { 0.5 };
        format!("{across:.1},{:.1}", SIZE.1 - EDGE - up * (SIZE.1 - 2.0 * EDGE))
    };
    Some(Drawn { points: numbers.iter().map(point).collect::<Vec<_>>().join(" "), now, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_two_points_and_leaves_gaps_out() {
        assert_eq!(drawn(&[]), None);
        assert_eq!(drawn(&[Some(4.0), None]), None);
        let line = drawn(&[Some(10.0), None, Some(30.0), Some(20.0)]).unwrap();
        assert_eq!((line.now, line.low, line.high), (20.0, 10.0, 30.0));
        assert_eq!(line.points, "0.0,29.0 80.0,3.0 120.0,16.0");
    }

    #[test]
    fn what_never_moves_lies_in_the_middle() {
        assert_eq!(drawn(&[Some(5.0), Some(5.0)]).unwrap().points, "0.0,16.0 120.0,16.0");
        assert_eq!(drawn(&[Some(f64::NAN), Some(5.0)]), None);
    }
}
