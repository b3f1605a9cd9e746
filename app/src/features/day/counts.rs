//! How many stand where. Each number is a link that shows only those.

use leptos::prelude::*;
use locales::Texts;
use shared::{appointment::Summary, readiness::Readiness};

use super::{
    state::{Order, Show, counts},
    zoom::{Zoom, address},
};
use crate::{
    components::{Icon, Tone},
    language::t,
};

/// `9 listas`, `1 no puede empezar`.
fn words(t: &Texts, readiness: Readiness, count: usize) -> String {
    let t = &t.day;
    match (readiness, count) {
        (Readiness::Ready, 1) => t.one_ready.to_owned(),
        (Readiness::Ready, _) => t.many_ready(count),
        (Readiness::Pending, 1) => t.one_pending.to_owned(),
        (Readiness::Pending, _) => t.many_pending(count),
        (Readiness::Blocked, 1) => t.one_blocked.to_owned(),
        (Readiness::Blocked, _) => t.many_blocked(count),
        (Readiness::Running, 1) => t.one_running.to_owned(),
        (Readiness::Running, _) => t.many_running(count),
        (Readiness::Over, 1) => t.one_over.to_owned(),
        (Readiness::Over, _) => t.many_over(count),
    }
}

/// The counts of a day, as links.
#[component]
pub fn Counts<'day>(
    /// The day's appointments.
    appointments: &'day [Summary],
    /// What is shown now.
    show: Show,
    /// In which order.
    order: Order,
    /// How closely the rooms are looked at.
    zoom: Zoom,
) -> AnyView {
    let t = t();
    let all = appointments.len();
    let chips = counts(appointments)
        .into_values()
        .map(|(readiness, count)| {
            let tone = Tone::from(readiness);
            let current = (show == Show::Only(readiness)).then_some("true");
            view! {
                <li>
                    <a
                        class=format!("tag tag-{} tag-link", tone.name())
                        href=address(Show::Only(readiness), order, zoom)
                        aria-current=current
                    >
                        <Icon glyph=tone.glyph() />
                        {words(t, readiness, count)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let everything = (show != Show::All).then(|| {
        view! {
            <li>
                <a class="tag tag-info tag-link" href=address(Show::All, order, zoom)>
                    {t.day.show_all(all)}
                </a>
            </li>
        }
    });
    view! {
        <nav class="counts" aria-label=t.day.counts_label>
            <ul>{chips} {everything}</ul>
        </nav>
    }
    .into_any()
}
