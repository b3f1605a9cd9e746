//! Requests in words: what is wished for, and what became of it.

use leptos::prelude::*;
use locales::{dates, words};
use shared::request::RequestView;

use crate::{
    components::StateTag,
    language::{language, t},
};

/// `Reunión con la defensa · DEMO-0001 · Nombre`.
pub(super) fn title(request: &RequestView) -> String {
    let kind = words::kind(language(), request.kind);
    format!("{kind} · {} · {}", request.detainee.code, request.detainee.name)
}

/// `Desde el lunes 11 de enero · Por la mañana · 30 min`.
pub(super) fn wished(request: &RequestView) -> String {
    let language = language();
    let date = dates::weekday_day_month(language, request.date);
    t().requests.wished(date, words::part_of_day(language, request.part), request.duration.get())
}

/// What somebody asked for, and what became of it.
#[component]
pub fn OwnLines(
    /// What they asked for.
    requests: Vec<RequestView>,
) -> impl IntoView {
    let lines = requests.into_iter().map(|request| view! { <OwnLine request /> }).collect_view();
    view! { <ul class="rule-lines">{lines}</ul> }
}

#[component]
fn OwnLine(request: RequestView) -> impl IntoView {
    let (t, language) = (&t().requests, language());
    let when = request
        .period
        .map_or_else(|| wished(&request), |period| t.booked_for(dates::moment(language, period.start.civil)));
    let cause = request.cause.map(|cause| t.because(words::cause(language, cause)));
    let name = title(&request);
    let link = request.readable.then(|| format!("/appointments/{}", request.id));
    view! {
        <li class="rule-line">
            <span>
                <strong>{name.clone()}</strong>
                <span class="cell-under">{t.asked_of(&request.agency_name)}</span>
                <span class="cell-under">{when}</span>
                {cause.map(|words| view! { <span class="cell-under">{words}</span> })}
                {request.cause_note.map(|note| view! { <span class="cell-under">{note.to_string()}</span> })}
            </span>
            <StateTag state=request.state />
            {link
                .map(|href| {
                    view! {
                        <a href=href>
                            {t.open_it} <span class="unseen">" " {name}</span>
                        </a>
                    }
                })}
        </li>
    }
}
