//! Who takes part from afar, and where: what they answered, how their devices did.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{
    appointment::{CheckSummary, Participant, Site, Summary},
    check::{Browser, Finding, Keeper, Step},
};

use super::state;
use crate::{
    back::in_new_document,
    components::{AttendanceTag, LinkButton, Look, Moment, Tag, Tone, VerdictTag},
    features::check::remedies,
    language::{language, t},
};

/// Every participant.
#[component]
pub(super) fn People(summary: Summary, may_amend: bool, swap: Option<String>) -> impl IntoView {
    let t = &t().appointment;
    let id = summary.id;
    // What stands in the way of a move is told by part; the summary leads to the first person in it.
    let mut told = std::collections::BTreeSet::new();
    let items = summary
        .participants
        .into_iter()
        .map(|part| {
            let first = told.insert(part.role);
            let amend = part.proposed.filter(|_| may_amend).map(|start| state::amend_to(id, start.civil));
            view! { <Part part first amend /> }
        })
        .collect_view();
    view! {
        <section class="detail-section" aria-labelledby="people-title">
            <h2 id="people-title">{t.people}</h2>
            <ul class="detail-people">{items}</ul>
            {swap
                .map(|href| {
                    view! {
                        <LinkButton href look=Look::Secondary>
                            {t.swap}
                        </LinkButton>
                    }
                })}
        </section>
    }
}

/// One participant.
#[component]
fn Part(part: Participant, first: bool, amend: Option<String>) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let tongue = part.interprets.as_ref().map(|tongue| format!(" · {tongue}")).unwrap_or_default();
    let needed = if part.required { t.required } else { t.not_required };
    let cause = part.cause.map(|cause| words::cause(language, cause));
    let proposed = part.proposed.map(|start| t.proposes(dates::moment(language, start.civil)));
    let answered = part.answered;
    view! {
        <li class="detail-person" id=first.then(|| part.role.code())>
            <div class="detail-person-who">
                <strong>{part.name.to_string()}</strong>
                <span class="detail-note">
                    {format!("{}{tongue} · {needed}", words::role(language, part.role))}
                </span>
            </div>
            <div class="detail-person-answer">
                <AttendanceTag attendance=part.attendance />
                {answered.map(|at| view! { <span class="detail-note"><Moment at short=true /></span> })}
                {proposed.map(|words| view! { <p>{words}</p> })}
                {amend.map(|href| view! { <p><a href=href>{t.amend_to}</a></p> })}
                {cause.map(|words| view! { <p>{words}</p> })}
                {part.note.map(|note| view! { <p class="detail-quote">{note.to_string()}</p> })}
            </div>
            <div class="detail-person-devices">
                <Devices check=part.check remedy=None keeper=Keeper::of_part(part.role) />
            </div>
        </li>
    }
}

/// Every site with its room, its detainees and its devices.
#[component]
pub(super) fn Sites(summary: Summary, may_check: bool, brought: Option<String>) -> impl IntoView {
    let t = &t().appointment;
    let checks = summary.room_checks.into_iter().chain(std::iter::repeat(None));
    let items = summary
        .sites
        .into_iter()
        .zip(checks)
        .map(|(site, check)| view! { <Place site check may_check /> })
        .collect_view();
    view! {
        <section class="detail-section" aria-labelledby="sites-title">
            <h2 id="sites-title">{t.sites}</h2>
            <ul class="detail-people">{items}</ul>
            {brought
                .map(|href| {
                    view! {
                        <LinkButton href look=Look::Secondary>
                            {t.brought_change}
                        </LinkButton>
                    }
                })}
        </section>
    }
}

/// One site.
#[component]
fn Place(site: Site, check: Option<CheckSummary>, may_check: bool) -> impl IntoView {
    // Whoever checks a room sees who is brought there.
    let remedy = (may_check && !site.detainees.is_empty()).then(|| format!("/check?room={}", site.room));
    let detainees = site
        .detainees
        .into_iter()
        .map(|one| {
            let module = one.module.map(|module| format!(" · {module}")).unwrap_or_default();
            view! { <p>{format!("{} · {}{module}", one.code, one.name)}</p> }
        })
        .collect_view();
    view! {
        <li class="detail-person">
            <div class="detail-person-who">
                <strong>{site.room_name.to_string()}</strong>
                <span class="detail-note">{site.centre_name.to_string()}</span>
            </div>
            <div class="detail-person-answer">{detainees}</div>
            <div class="detail-person-devices">
                <Devices check remedy keeper=Keeper::Centre />
            </div>
        </li>
    }
}

/// A device check of what `keeper` keeps: verdict, when, what is not right, and the way to check again.
#[component]
fn Devices(check: Option<CheckSummary>, remedy: Option<String>, keeper: Keeper) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let faulty = check.as_ref().is_none_or(|check| !check.findings.is_empty());
    let again = remedy.filter(|_| faulty).map(|href| {
        let external = in_new_document(&href).then_some("external");
        view! { <p><a href=href rel=external>{t.check_room}</a></p> }
    });
    match check {
        None => view! {
            <Tag tone=Tone::Info text=t.unchecked />
            {again}
        }
        .into_any(),
        Some(check) => {
            let findings = check.findings.clone();
            let listed = check
                .findings
                .into_iter()
                .map(|(step, finding)| {
                    view! {
                        <li>{format!("{}: {}", words::step(language, step), words::finding(language, finding))}</li>
                    }
                })
                .collect_view();
            view! {
                <VerdictTag verdict=check.verdict />
                <span class="detail-note">
                    <Moment at=check.at short=true />
                </span>
                <ul class="detail-findings">{listed}</ul>
                {faulty.then(|| view! { <Remedies findings browser=check.browser keeper /> })}
                {again}
            }
            .into_any()
        }
    }
}

/// How to solve what was found in `browser`, in steps.
#[component]
fn Remedies(findings: Vec<(Step, Finding)>, browser: Browser, keeper: Keeper) -> impl IntoView {
    let steps = remedies(&t().check, &findings, browser, keeper)
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    view! {
        <details class="detail-remedies">
            <summary>{t().appointment.remedies}</summary>
            <ul>{steps}</ul>
        </details>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_check_of_a_room_is_loaded_anew() {
        let html = Owner::new().with(|| {
            let remedy = Some("/check?room=1".to_owned());
            view! { <Devices check=None remedy keeper=Keeper::Centre /> }.into_view().to_html()
        });
        assert!(html.contains("href=\"/check?room=1\"") && html.contains("rel=\"external\""), "{html}");
    }
}
