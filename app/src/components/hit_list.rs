//! What a block hits, or what is booked against a rule: by start, with who and where, each a link to where it is dealt
//! with.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{appointment::Kind, block::Hit, centre::Against, permission::UseCase, time::ZoneName};

use super::{
    tag::{Tag, Tone},
    time::zone_place,
};
use crate::{
    language::{language, t},
    who::WhoAmI,
};

/// Where `who` deals with an appointment: on its form, or on its page if they only read it.
fn leads_to(who: &WhoAmI, hit: &Hit) -> String {
    let page = format!("/appointments/{}", hit.id);
    if who.may(UseCase::Amend) { format!("{page}/amend") } else { page }
}

/// The appointments, and against which rules each goes.
#[component]
pub fn HitList(
    /// What the list is called, for those who hear it.
    #[prop(into)]
    label: String,
    /// The appointments.
    hits: Vec<(Hit, Vec<Against>)>,
    /// The zone by whose clock the page speaks; where there is none, every time names its own.
    zone: Option<ZoneName>,
    /// How many more there are.
    more: usize,
    /// Who reads it.
    who: WhoAmI,
) -> impl IntoView {
    let (t, language) = (t(), language());
    let custody = who.account.as_ref().is_some_and(|account| account.centre.is_some());
    let items = hits
        .into_iter()
        .map(|(hit, against)| {
            let outing = custody && hit.kind == Kind::Teleconsultation;
            let what = if outing { t.day.medical_outing } else { words::kind(language, hit.kind) };
            let start = dates::capitalised(&dates::moment(language, hit.period.start.civil));
            let by = if zone.as_ref() == Some(&hit.zone) {
                String::new()
            } else {
                format!(" · {}", t.components.zone(zone_place(&hit.zone)))
            };
            let when = format!("{start}–{}{by}", dates::time(hit.period.end.civil));
            let href = leads_to(&who, &hit);
            let who = hit.detainees.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let place = |(centre, room): &(_, _)| if custody { format!("{room}") } else { format!("{room}, {centre}") };
            let places = hit.places.iter().map(place).collect::<Vec<_>>().join("; ");
            let rules = against
                .into_iter()
                .map(|rule| view! { <Tag tone=Tone::Warn text=words::against(language, rule) /> })
                .collect_view();
            view! {
                <li class="hit">
                    <a class="hit-when" href=href>{when}</a>
                    <span>{[what.to_owned(), who].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")}</span>
                    <span class="soft">{places}</span>
                    <span class="hit-rules">{rules}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="hits" aria-label=label>
            {items}
        </ol>
        {(more > 0).then(|| view! { <p class="soft">{t.components.more_hits(more)}</p> })}
    }
}
