//! `/devices`: the rooms' devices, how their checks went over the last weeks, and where to check them.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{
    check::{
        CheckResult, Finding, Step, Verdict,
        history::{self, KitHistory, Numbers, Past, RoomHistory},
    },
    text::Name,
};

use super::{
    api::checks_of_rooms,
    trend::{Measure, Trend},
};
use crate::{
    components::{
        card::Card,
        empty_state::EmptyState,
        heading::PageHeading,
        loading::Loading,
        refusal::Refusal,
        tag::{Tag, Tone, VerdictTag},
    },
    language::{language, t},
};

/// So many findings of the last weeks are named.
const NAMED: usize = 4;

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let t = &t().devices;
    let rooms = crate::wire::fetched(|| (), |()| checks_of_rooms());
    view! {
        <PageHeading title=t.title lead=t.lead />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match rooms.await {
                    Ok(rooms) if rooms.is_empty() => view! { <EmptyState title=t.none /> }.into_any(),
                    Ok(rooms) => rooms.into_iter().map(|room| view! { <Room room /> }).collect_view().into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// One room.
#[component]
fn Room(room: RoomHistory) -> impl IntoView {
    let t = &t().devices;
    let check = format!("/check?room={}", room.room);
    let kiosk = format!("{check}&kiosk=1");
    let last = room.checks.last().cloned();
    let tone = room.standing.as_ref().map_or(Tone::Warn, |standing| Tone::from(standing.verdict));
    let title = t.room(&room.name, &room.centre);
    let series = |number: fn(&Numbers) -> Option<f64>| -> Vec<_> {
        room.checks.iter().map(|past| number(&past.numbers)).collect()
    };
    // What is known of the equipment stands with it, where the centre lists any.
    let of_no_kit = room.kits.is_empty().then(|| {
        [
            (t.light, Measure::LIGHT, series(|numbers| numbers.light)),
            (t.voice, Measure::VOICE, series(|numbers| numbers.voice)),
        ]
    });
    let of_line = [
        (t.loss, Measure::LOSS, series(|numbers| numbers.loss)),
        (t.kbps, Measure::KBPS, series(|numbers| numbers.kbps)),
    ];
    let trends = of_no_kit.into_iter().flatten().chain(of_line);
    let often = often(room.checks.iter().flat_map(|past| past.findings.iter().copied()));
    view! {
        <Card tone=tone>
            <div class="device-room">
                <h2>{title}</h2>
                {match last {
                    Some(last) => view! { <Last last standing=room.standing /> }.into_any(),
                    None => view! { <p>{t.never}</p> }.into_any(),
                }}
                {(!room.checks.is_empty()).then(|| view! { <Strip checks=room.checks /> })}
                {(!often.is_empty()).then(|| view! { <p>{t.often(often)}</p> })}
                <div class="device-trends">
                    {trends.map(|(name, measure, values)| view! { <Trend name measure values /> }).collect_view()}
                </div>
                {room.kits.into_iter().map(|kit| view! { <Kit kit /> }).collect_view()}
                <p class="device-ways">
                    <a class="button button-secondary" href=check rel="external">
                        {t.check_now}
                    </a>
                    " "
                    <a href=kiosk rel="external">
                        {t.kiosk}
                    </a>
                </p>
            </div>
        </Card>
    }
}

/// What stands in a room, and how it did, here and where it stood before.
#[component]
fn Kit(kit: KitHistory) -> impl IntoView {
    let t = &t().devices;
    let title = t.kit(&kit.code, &kit.description);
    let before: Vec<&str> = kit.before.iter().map(Name::as_str).collect();
    let before = (!before.is_empty()).then(|| t.kit_before(before.join(", ")));
    let often = often(kit.checks.iter().flat_map(|past| past.findings.iter().copied()));
    let trends = [
        (t.light, Measure::LIGHT, kit.checks.iter().map(|past| past.light).collect::<Vec<_>>()),
        (t.voice, Measure::VOICE, kit.checks.iter().map(|past| past.voice).collect()),
    ];
    view! {
        <section class="device-kit">
            <h3>{title}</h3>
            {before.map(|before| view! { <p>{before}</p> })}
            {(!often.is_empty()).then(|| view! { <p>{t.often(often)}</p> })}
            <div class="device-trends">
                {trends
                    .into_iter()
                    .map(|(name, measure, values)| view! { <Trend name measure values /> })
                    .collect_view()}
            </div>
        </section>
    }
}

/// When the last check was made, and what those that stand for today say together, as the boards say it: a check that was
/// clicked through clears nothing. Where none stands, how the last one ended.
#[component]
fn Last(last: Past, standing: Option<CheckResult>) -> impl IntoView {
    let t = &t().devices;
    let moment = dates::moment(language(), last.made.civil);
    let stands = standing.is_some();
    let (verdict, findings, unmeasured) = match standing {
        Some(standing) => (standing.verdict, history::found(&standing), history::unmeasured(&standing)),
        None => (last.verdict, last.findings, last.unmeasured),
    };
    let findings: Vec<String> = findings.into_iter().map(named).collect();
    let unmeasured = super::outcome::without(&unmeasured);
    view! {
        <p>
            <VerdictTag verdict />
            " "
            {t.last(moment)}
            " "
            {(!stands).then(|| view! { <Tag tone=Tone::Warn text=t.not_today /> })}
            {(!last.attended).then(|| view! { <Tag tone=Tone::Info text=t.alone /> })}
        </p>
        {(!findings.is_empty()).then(|| view! { <p>{findings.join(" · ")}</p> })}
        {unmeasured.map(|words| view! { <p>{words}</p> })}
    }
}

/// A mark for each check, the oldest first; read out as one sentence.
#[component]
fn Strip(checks: Vec<Past>) -> impl IntoView {
    let t = &t().devices;
    let count = |verdict: Verdict| checks.iter().filter(|past| past.verdict == verdict).count();
    let (all, good, failed) = (checks.len(), count(Verdict::Pass), count(Verdict::Fail));
    let said = t.strip(all, good, failed);
    let marks = checks
        .iter()
        .map(|past| {
            let title = format!(
                "{}: {}",
                dates::moment(language(), past.made.civil),
                words::verdict(language(), past.verdict),
            );
            view! { <li class="device-mark" data-verdict=past.verdict.code() title=title></li> }
        })
        .collect_view();
    view! {
        <p>{said}</p>
        <ul class="device-strip" aria-hidden="true">
            {marks}
        </ul>
    }
}

fn named((step, finding): (Step, Finding)) -> String {
    t().check.judged(words::step(language(), step), words::finding(language(), finding))
}

/// What was found most often, most often first.
fn often(findings: impl Iterator<Item = (Step, Finding)>) -> String {
    let mut counts: Vec<(_, usize)> = Vec::new();
    for found in findings {
        match counts.iter_mut().find(|(known, _)| *known == found) {
            Some((_, count)) => *count += 1,
            None => counts.push((found, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let said = counts.into_iter().take(NAMED).map(|(found, count)| t().devices.times(named(found), count));
    said.collect::<Vec<_>>().join(" · ")
}
