//! Drawing the picture of the rooms.

use leptos::prelude::*;

use super::{Line, Timeline};
use crate::{features::day::zoom::Zoom, language::t};

// The picture's own units: its width follows the page. A room's name stands above its line, so that it may be long.
const WIDTH: i32 = 480;
pub(super) const SIDE: i32 = 10;
const HEAD: i32 = 22;
const ROW: i32 = 46;
const NAME: i32 = 16;
const BAR: i32 = 24;
/// A bar that is at least so wide says when it is.
const LABEL: i32 = 90;

/// Where minutes lie.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    hours: (i32, i32),
    pub(super) width: i32,
}

impl Scale {
    pub(super) fn of(hours: (i32, i32), zoom: Zoom) -> Self {
        let width = zoom.hour().map_or(WIDTH, |hour| 2 * SIDE + hour * (hours.1 - hours.0).max(1));
        Self { hours, width }
    }

    pub(super) fn across(self, minute: i32) -> i32 {
        let span = (self.hours.1 - self.hours.0).max(1) * 60;
        SIDE + (minute - self.hours.0 * 60) * (self.width - 2 * SIDE) / span
    }
}

/// The picture of the rooms of a day, drawn with classes only: no style attribute gets past the page's policy. Looked at
/// closely it is as wide as it must be and scrolls in its own frame; paper gets the whole day.
#[component]
pub fn RoomTimeline(
    /// What to draw.
    timeline: Timeline,
    /// How closely it is looked at.
    zoom: Zoom,
) -> impl IntoView {
    if zoom == Zoom::Day {
        return drawing(timeline, zoom, "timeline").into_any();
    }
    let paper = drawing(timeline.clone(), Zoom::Day, "timeline timeline-paper");
    view! {
        <div class="timeline-frame" role="region" tabindex="0" aria-label=t().day.zoom_frame>
            {drawing(timeline, zoom, "timeline timeline-zoomed")}
        </div>
        {paper}
    }
    .into_any()
}

/// What the hatching means.
#[component]
pub fn ShutKey() -> AnyView {
    let t = &t().rooms;
    view! {
        <span>
            <span class="docket-mark timeline-mark-shut"></span>
            {t.key_shut}
        </span>
        <span>
            <span class="docket-mark timeline-mark-blocked"></span>
            {t.key_blocked}
        </span>
    }
    .into_any()
}

fn drawing(timeline: Timeline, zoom: Zoom, class: &'static str) -> AnyView {
    let Timeline { hours, lines, now } = timeline;
    let scale = Scale::of(hours, zoom);
    let height = HEAD + ROW * i32::try_from(lines.len()).unwrap_or(1) + 4;
    let grid = grid(scale, zoom, height);
    let rows = (0..).zip(lines).map(|(place, line)| row(scale, zoom, HEAD + ROW * place, line)).collect_view();
    let now = now.map(|minute| {
        let x = scale.across(minute);
        view! { <line class="timeline-now" x1=x x2=x y1=HEAD - 4 y2=height /> }
    });
    // As wide as it is drawn: then its words have the size that the page gives them.
    let fixed = zoom != Zoom::Day;
    view! {
        <svg
            class=class
            viewBox=format!("0 0 {} {height}", scale.width)
            width=fixed.then_some(scale.width)
            height=fixed.then_some(height)
            role="img"
            aria-label=t().day.timeline_label
        >
            {grid}
            {rows}
            {now}
        </svg>
    }
    .into_any()
}

/// The strokes, and the numbers above them.
fn grid(scale: Scale, zoom: Zoom, height: i32) -> AnyView {
    let ((first, last), (stroke, number)) = (scale.hours, zoom.steps());
    (first * 60..=last * 60)
        .step_by(usize::try_from(stroke).unwrap_or(60))
        .map(|minute| {
            let x = scale.across(minute);
            // Where not every number fits, every second hour has its own.
            let crowded = zoom == Zoom::Day && last - first > 12 && (minute / 60 - first) % 2 != 0;
            let words = match zoom {
                Zoom::Day => (minute / 60).to_string(),
                Zoom::Half | Zoom::Hour => format!("{:02}:{:02}", minute / 60, minute % 60),
            };
            let words = (minute % number == 0 && !crowded).then_some(words);
            let minor = if minute % 60 == 0 { "" } else { " timeline-minor" };
            // Words at the edges stay inside the drawing.
            let anchor = match (zoom, minute) {
                (Zoom::Day, _) => "middle",
                (_, minute) if minute == first * 60 => "start",
                (_, minute) if minute == last * 60 => "end",
                _ => "middle",
            };
            view! {
                <line class=format!("timeline-hour{minor}") x1=x x2=x y1=HEAD y2=height - 4 />
                <text class="timeline-number" x=x y=HEAD - 8 text-anchor=anchor>
                    {words}
                </text>
            }
        })
        .collect_view()
        .into_any()
}

/// A room: its name, over and over where the drawing is wider than what is seen of it, when it is closed, and its bars.
fn row(scale: Scale, zoom: Zoom, row: i32, line: Line) -> AnyView {
    let top = row + NAME + 2;
    let closed = line
        .closed
        .into_iter()
        .map(|gap| {
            let (x, to) = (scale.across(gap.from), scale.across(gap.to));
            view! {
                <rect class="timeline-closed" x=x y=row + NAME width=to - x height=BAR + 4 />
            }
        })
        .collect_view();
    let shut = line
        .shut
        .into_iter()
        .map(|(stretch, blocked)| {
            let (x, to) = (scale.across(stretch.from), scale.across(stretch.to));
            let class = if blocked { "timeline-shut timeline-blocked" } else { "timeline-shut" };
            view! { <rect class=class x=x y=row + NAME width=to - x height=BAR + 4 /> }
        })
        .collect_view();
    let bars = line
        .bars
        .into_iter()
        .map(|bar| {
            let (x, to) = (scale.across(bar.stretch.from), scale.across(bar.stretch.to));
            let over = if bar.over { " timeline-over" } else { "" };
            let class = format!("timeline-bar timeline-{}{over}", bar.tone.name());
            let words = (zoom != Zoom::Day && to - x >= LABEL).then(|| {
                let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
                let words = format!("{}–{}", clock(bar.stretch.from), clock(bar.stretch.to));
                view! { <text class="timeline-label" x=x + 6 y=top + 16>{words}</text> }
            });
            view! {
                <rect class=class x=x + 1 y=top width=(to - x - 2).max(2) height=BAR rx="4" />
                {words}
            }
        })
        .collect_view();
    let names = (0..scale.width)
        .step_by(usize::try_from(WIDTH).unwrap_or(usize::MAX))
        .map(|x| {
            view! {
                <text class="timeline-room" x=x y=row + NAME - 4>
                    {line.name.clone()}
                </text>
            }
        })
        .collect_view();
    view! {
        {closed}
        {shut}
        {names}
        {bars}
    }
    .into_any()
}
