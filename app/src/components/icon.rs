//! Icons, drawn inline so that they take the colour of the text beside them. They never stand for a word alone.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A tick: done, ready.
    Check,
    /// A triangle: attention.
    Warning,
    /// A crossed circle: it cannot go on.
    Stop,
    /// A clock: later, running.
    Clock,
    /// Backwards.
    Left,
    /// Forwards.
    Right,
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A loudspeaker.
    Speaker,
    /// A calendar.
    Calendar,
    /// A person.
    Person,
    /// A room's door.
    Room,
    /// A letter.
    Letter,
    /// A plus sign.
    Plus,
    /// A printer.
    Printer,
}

impl Glyph {
    /// The strokes, on a field of 16 × 16.
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Warning => "M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2",
            Self::Stop => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
            Self::Clock => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.8V8l2.2 1.6",
            Self::Left => "M10 3 5 8l5 5",
            Self::Right => "M6 3l5 5-5 5",
            Self::Camera => "M1.5 4.5h8v7h-8zM9.5 7l5-2.5v7l-5-2.5",
            Self::Microphone => {
                "M8 1.5a2 2 0 0 0-2 2v4a2 2 0 0 0 4 0v-4a2 2 0 0 0-2-2zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5M5.5 14.5h5"
            }
            Self::Speaker => "M2 6v4h2.5L8.5 13V3L4.5 6zM11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.5a6.2 6.2 0 0 1 0 9",
            Self::Calendar => "M2 3.5h12v10.5H2zM2 6.5h12M5 1.5v3M11 1.5v3",
            Self::Person => {
                "M8 1.8a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM2.5 14c.4-3 2.6-4.7 5.5-4.7s5.1 1.7 5.5 4.7"
            }
            Self::Room => "M3.5 14.5v-13h9v13M1.5 14.5h13M9.8 8v.6",
            Self::Letter => "M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Printer => "M4 5.5v-4h8v4M4 11.5H1.5v-6h13v6H12M4 9.5h8v5H4z",
        }
    }
}

/// An icon, hidden from assistive technology: the word beside it says the same.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path
                d=glyph.path()
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
        </svg>
    }
}
