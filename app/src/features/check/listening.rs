//! The microphone step: quiet, then a sentence to read, and how well it is heard.

use leptos::prelude::*;
use shared::check::thresholds::{LEVEL_WARN_DBFS, SPEECH_FAIL_DB, SPEECH_WARN_DB};

use super::{
    driver::drive,
    session::{Live, Session, Wish},
    stage::Asked,
};
use crate::{components::button::Button, language::t};

/// The lowest level that the bar shows, in dBFS.
const LOWEST: f64 = -80.0;

/// What the person does at the microphone.
#[component]
pub fn Listening(session: Session, working: bool) -> impl IntoView {
    let t = &t().check;
    if !working {
        return view! {
            <p>{t.microphone_lead}</p>
            <blockquote class="check-sentence">{t.microphone_sentence}</blockquote>
            <Button on:click=move |_| drive(session, Wish::Begin)>{t.microphone_begin}</Button>
        }
        .into_any();
    }
    let reading = Memo::new(move |_| matches!(session.live.get(), Live::Microphone { reading: true, .. }));
    let left = move || match session.live.get() {
        Live::Microphone { left, .. } => Some(t.microphone_left(left)),
        _ => None,
    };
    view! {
        <Asked session />
        <p class="check-asked" role="status">
            {move || if reading.get() { t.microphone_read } else { t.microphone_quiet }}
        </p>
        <blockquote class="check-sentence" class:check-sentence-now=reading>
            {t.microphone_sentence}
        </blockquote>
        <Meter session />
        <p class="check-left" aria-hidden="true">
            {left}
        </p>
    }
    .into_any()
}

/// The level as a bar with a mark where speech should reach, and in words that are read out now and then.
#[component]
fn Meter(session: Session) -> impl IntoView {
    let t = &t().check;
    let level = Memo::new(move |_| match session.live.get() {
        Live::Microphone { level, .. } => level.clamp(LOWEST, 0.0).round(),
        _ => LOWEST,
    });
    let above = Memo::new(move |_| match session.live.get() {
        Live::Microphone { above, reading: true, .. } => above.map(f64::round),
        _ => None,
    });
    let share = |level: f64| (level - LOWEST) / -LOWEST * 100.0;
    let spoken = move || {
        above.get().map(|above| {
            let decibels = format!("{above:.0}");
            if above >= SPEECH_WARN_DB {
                t.microphone_good(decibels)
            } else if above >= SPEECH_FAIL_DB {
                t.microphone_faint(decibels)
            } else {
                t.microphone_none.to_owned()
            }
        })
    };
    let mark = share(LEVEL_WARN_DBFS).to_string();
    view! {
        <svg
            class="check-meter"
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            role="meter"
            aria-label=t.microphone_label
            aria-valuemin=LOWEST.to_string()
            aria-valuemax="0"
            aria-valuenow=move || level.get().to_string()
            aria-valuetext=move || format!("{} dB", level.get())
        >
            <rect class="check-meter-ground" x="0" y="1" width="100" height="4" />
            <rect class="check-meter-level" x="0" y="1" height="4" width=move || share(level.get()).to_string() />
            <line class="check-meter-mark" x1=mark.clone() x2=mark y1="0" y2="6" />
        </svg>
        <p class="check-spoken" role="status">
            {spoken}
        </p>
    }
}
