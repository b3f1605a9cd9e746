//! Requests in words: what is wished for, and what became of it.

use leptos::prelude::*;
use locales::{dates, texts, words};
use shared::{appointment::State, directory::Language, request::RequestView};

use crate::{
    components::{StateTag, Tag, Tone, ZoneNote},
    language::{language, t},
};

/// `Reunión con la defensa · DEMO-0001 · Nombre`.
pub(super) fn title(request: &RequestView) -> String {
    let kind = words::kind(language(), request.kind);
    format!("{kind} · {} · {}", request.detainee.code, request.detainee.name)
}

/// The same for those who see it: the code stays on one line.
#[component]
pub(super) fn RequestTitle(request: RequestView) -> impl IntoView {
    let kind = words::kind(language(), request.kind);
    let (code, name) = (request.detainee.code.to_string(), request.detainee.name.to_string());
    view! { {kind} " · " <span class="code">{code}</span> " · " {name} }
}

/// `Desde el lunes 11 de enero · Por la mañana · 30 min`, as long as it is not booked.
pub(super) fn wished(request: &RequestView) -> Option<String> {
    let language = language();
    let date = dates::weekday_day_month(language, request.date?);
    Some(t().requests.wished(date, words::part_of_day(language, request.part), request.duration.get()))
}

/// `Será el lunes 11 de enero, 09:00`, as far as that is still to come in `state`.
fn held(language: Language, state: State, moment: &str) -> String {
    let t = &texts(language).requests;
    match state {
        State::Requested | State::Booked | State::Confirmed => t.booked_for(moment),
        State::InProgress | State::Suspended | State::Completed | State::Adjourned => t.began(moment),
        State::Cancelled | State::NotHeld => t.was_for(moment),
    }
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
    let when = match request.period {
        Some(period) => {
            let held = held(language, request.state, &dates::moment(language, period.start.civil));
            view! { {held} " " <ZoneNote zone=request.zone.clone() /> }.into_any()
        }
        None if request.booked => t.not_yours.into_any(),
        None => wished(&request).into_any(),
    };
    let cause = request.cause.map(|cause| t.because(words::cause(language, cause)));
    let name = title(&request);
    // Who declines cancels nothing: nobody was ever told to come.
    let tag = if request.is_declined() {
        view! { <Tag tone=Tone::Stop text=t.declined /> }.into_any()
    } else {
        view! { <StateTag state=request.state /> }.into_any()
    };
    let link = request.readable.then(|| format!("/appointments/{}", request.id));
    view! {
        <li class="rule-line">
            <span>
                <strong>
                    <RequestTitle request=request.clone() />
                </strong>
                <span class="cell-under">{t.asked_of(&request.agency_name)}</span>
                <span class="cell-under">{when}</span>
                {cause.map(|words| view! { <span class="cell-under">{words}</span> })}
                {request.cause_note.map(|note| view! { <span class="cell-under">{note.to_string()}</span> })}
            </span>
            {tag}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_still_to_come_is_told_as_to_come() {
        for state in State::ALL {
            let said = held(Language::En, *state, "Monday");
            let ahead = matches!(state, State::Requested | State::Booked | State::Confirmed);
            assert_eq!(said == "It will be on Monday", ahead, "{state:?}: {said}");
            assert_eq!(said.contains("was to be"), matches!(state, State::Cancelled | State::NotHeld), "{said}");
            assert!(said.ends_with("Monday"), "{said}");
        }
    }
}
