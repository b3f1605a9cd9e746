//! What has just been done, and who is told of it.

use leptos::prelude::*;
use locales::words;
use shared::appointment::{State, Summary};

use crate::{
    components::{Notice, Tone},
    language::{language, t},
};

/// The notice after booking or a change. `done` is the code of the state it moved to, `booked`, `amended`, `people`,
/// `people_time` or `days`.
#[component]
pub(super) fn Outcome(done: Option<String>, summary: Summary) -> impl IntoView {
    let (t, series) = (&t().appointment, &t().series);
    let done = done?;
    let people: Vec<String> = summary
        .participants
        .iter()
        .map(|part| format!("{} ({})", part.name, words::role(language(), part.role)))
        .collect();
    let title = match (done.as_str(), State::from_code(&done)) {
        ("booked", _) => t.done_booked.to_owned(),
        ("days", _) => series.done.to_owned(),
        ("people", _) => t.done_people.to_owned(),
        ("people_time", _) => t.done_people_time.to_owned(),
        ("amended", _) => t.done_amended.to_owned(),
        // Someone else may have moved it on since; then the notice would say what no longer holds.
        (_, Some(state)) if state == summary.state => t.done_state(words::state(language(), state)),
        _ => return None,
    };
    let told = matches!(done.as_str(), "booked" | "amended" | "cancelled") && !people.is_empty();
    Some(view! {
        <Notice tone=Tone::Ok title alert=true>
            {told
                .then(|| {
                    view! {
                        <p>{t.told(people.join(", "))}</p>
                    }
                })}
            {(done == "days").then(|| view! { <p>{series.done_lead}</p> })}
            {(done == "booked").then(|| view! { <p>{t.told_link}</p> })}
        </Notice>
    })
}
