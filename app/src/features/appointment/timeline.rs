//! What happened to an appointment, oldest first.

use leptos::prelude::*;
use locales::words;
use shared::appointment::TimelineEntry;

use crate::{
    components::Moment,
    language::{language, t},
    words::refusals,
};

/// Every entry of the record: when, who, what, from and to.
#[component]
pub(super) fn Timeline(entries: Vec<TimelineEntry>) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let items = entries
        .into_iter()
        .map(|entry| {
            let nobody = if entry.by_device { t.room_device } else { t.telesala };
            let actor = entry.actor.map_or_else(|| nobody.to_owned(), |name| name.to_string());
            let changes = entry
                .changes
                .iter()
                .map(|change| view! { <li>{refusals::changed(language, change)}</li> })
                .collect_view();
            view! {
                <li class="record-entry">
                    <span class="record-when">
                        <Moment at=entry.at short=true />
                    </span>
                    <div class="record-what">
                        <p>
                            <strong>{words::event(language, entry.event)}</strong>
                            " · "
                            {actor}
                        </p>
                        {(!entry.changes.is_empty()).then(|| view! { <ul>{changes}</ul> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="detail-section" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{t.timeline}</h2>
            <ol class="record">{items}</ol>
        </section>
    }
}
