//! Tags: a status as word, icon and colour together, so that it never hangs on the colour.

use leptos::prelude::*;
use locales::words;
use shared::{
    appointment::{Attendance, State},
    check::Verdict,
    notice::Delivery,
    readiness::{Readiness, Weight},
};

use super::icon::{Glyph, Icon};
use crate::language::language;

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Good: nothing to do.
    Ok,
    /// Attention: something is to be done.
    Warn,
    /// Stop: it cannot go on like this.
    Stop,
    /// Neither good nor bad.
    Info,
}

impl Tone {
    /// The end of the CSS classes: `tag-ok`, `card-ok`, `notice-ok`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Stop => "stop",
            Self::Info => "info",
        }
    }

    /// The icon that goes with it.
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Ok => Glyph::Check,
            Self::Warn => Glyph::Warning,
            Self::Stop => Glyph::Stop,
            Self::Info => Glyph::Clock,
        }
    }
}

impl From<Readiness> for Tone {
    fn from(readiness: Readiness) -> Self {
        match readiness {
            Readiness::Ready => Self::Ok,
            Readiness::Pending => Self::Warn,
            Readiness::Blocked => Self::Stop,
            Readiness::Running | Readiness::Over => Self::Info,
        }
    }
}

impl From<Weight> for Tone {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Attention => Self::Warn,
            Weight::Stop => Self::Stop,
        }
    }
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Ok,
            Verdict::Warn => Self::Warn,
            Verdict::Fail => Self::Stop,
            Verdict::NotMeasured => Self::Info,
        }
    }
}

impl From<Attendance> for Tone {
    fn from(attendance: Attendance) -> Self {
        match attendance {
            Attendance::Accepted => Self::Ok,
            Attendance::Tentative => Self::Warn,
            Attendance::Declined => Self::Stop,
            Attendance::NeedsAction => Self::Info,
        }
    }
}

impl From<State> for Tone {
    fn from(state: State) -> Self {
        match state {
            State::Confirmed | State::InProgress => Self::Ok,
            State::Suspended => Self::Warn,
            State::Cancelled | State::NotHeld => Self::Stop,
            State::Requested | State::Booked | State::Completed | State::Adjourned => Self::Info,
        }
    }
}

impl From<Delivery> for Tone {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Sent => Self::Ok,
            Delivery::Failed => Self::Stop,
            Delivery::Waiting | Delivery::Kept => Self::Info,
        }
    }
}

/// A tag with any words.
#[component]
pub fn Tag(
    /// Its colour and icon.
    tone: Tone,
    /// Its words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=format!("tag tag-{}", tone.name())>
            <Icon glyph=tone.glyph() />
            {text}
        </span>
    }
}

/// Where an appointment stands on the way to its start.
#[component]
pub fn ReadinessTag(
    /// Where.
    readiness: Readiness,
) -> impl IntoView {
    view! { <Tag tone=readiness.into() text=words::readiness(language(), readiness) /> }
}

/// The state of an appointment.
#[component]
pub fn StateTag(
    /// Which.
    state: State,
) -> impl IntoView {
    view! { <Tag tone=state.into() text=words::state(language(), state) /> }
}

/// What a participant answered.
#[component]
pub fn AttendanceTag(
    /// What.
    attendance: Attendance,
) -> impl IntoView {
    view! { <Tag tone=attendance.into() text=words::attendance(language(), attendance) /> }
}

/// How a device check went.
#[component]
pub fn VerdictTag(
    /// How.
    verdict: Verdict,
) -> impl IntoView {
    view! { <Tag tone=verdict.into() text=words::verdict(language(), verdict) /> }
}

/// Where a message stands.
#[component]
pub fn DeliveryTag(
    /// Where.
    delivery: Delivery,
) -> impl IntoView {
    view! { <Tag tone=delivery.into() text=words::delivery(language(), delivery) /> }
}
