//! The check itself: the current step on one side, all steps on the other.

use leptos::prelude::*;
use locales::{dates, words};
use shared::check::{CheckPlace, Judgement, Step, StepResult};

use super::{
    driver::drive,
    session::{Sending, Session, Wish},
    stage::Stage,
    state::Line,
};
use crate::{
    components::{
        button::{Button, Look},
        notice::Notice,
        refusal::Refusal,
        tag::{Tag, Tone, VerdictTag},
    },
    error::ApiError,
    language::{language, t},
};

/// One run of the check.
#[component]
pub fn Run(
    /// What it counts for.
    place: CheckPlace,
    /// The personal link's secret.
    token: Option<String>,
    /// Whether it is a room's own device, which checks itself when nobody does.
    kiosk: bool,
) -> impl IntoView {
    let session = Session::new(&place, token, kiosk);
    let version = place.version;
    Effect::new(move || drive(session, Wish::Open(version)));
    on_cleanup(move || {
        drive(session, Wish::Leave);
        session.devices.dispose();
    });
    let privacy = if session.kept { t().check.privacy } else { t().check.privacy_trial };
    view! {
        <div class="check">
            <section class="check-stage" aria-labelledby="check-step">
                {move || {
                    plugging(session)
                        .map(|title| {
                            view! {
                                <Notice tone=Tone::Warn title alert=true>
                                    <Button look=Look::Secondary on:click=move |_| drive(session, Wish::RepeatAll)>
                                        {t().check.repeat_all}
                                    </Button>
                                </Notice>
                            }
                        })
                }}
                <Meanwhile session />
                {move || session.is_old.get().then(|| view! { <OldPage session /> })}
                {move || session.shut_out.get().map(|error| view! { <ShutOut error /> })}
                <Stage session />
            </section>
            <div class="check-side">
                <ol class="check-steps" aria-label=t().check.steps>
                    {Step::ALL.iter().map(|step| view! { <StepLine session step=*step /> }).collect_view()}
                </ol>
                {session.kiosk.then(|| view! { <p class="check-kiosk">{move || alone(session)}</p> })}
                <p class="check-privacy">
                    {privacy} " " <a href="/thresholds">{t().check.limits_link}</a>
                </p>
            </div>
        </div>
    }
}

/// One step in the list: its name, what is wrong in a line, and where it stands.
#[component]
fn StepLine(session: Session, step: Step) -> impl IntoView {
    let line = Memo::new(move |_| match session.sending.get() {
        // What this check measured: what stands of earlier ones is said with the result.
        Sending::Judged(Judgement { result, .. }) => {
            result.steps.into_iter().find(|result| result.step == step).map_or(Line::LeftOut, Line::Judged)
        }
        _ => session.progress.with(|progress| progress.line(step)),
    });
    let codes = move || match line.get() {
        Line::Judged(result) => {
            let findings: Vec<_> = result.findings.iter().map(|finding| finding.code()).collect();
            (Some(result.verdict.code()), Some(findings.join(" ")))
        }
        _ => (None, None),
    };
    let finding = move || match line.get() {
        Line::Judged(result) => first_finding(session, &result).map(ToOwned::to_owned),
        Line::LeftOut => Some(t().check.left_out.to_owned()),
        Line::Later | Line::Now | Line::Behind => None,
    };
    view! {
        <li
            class="check-line"
            data-step=step.code()
            data-verdict=move || codes().0
            data-findings=move || codes().1
            aria-current=move || (line.get() == Line::Now).then_some("step")
        >
            <span class="check-line-name">{words::step(language(), step)}</span>
            {move || match line.get() {
                Line::Judged(result) => view! { <VerdictTag verdict=result.verdict /> }.into_any(),
                Line::Now => view! { <Tag tone=Tone::Info text=t().check.now /> }.into_any(),
                Line::Behind => view! { <Tag tone=Tone::Info text=t().check.behind /> }.into_any(),
                Line::Later => view! { <Tag tone=Tone::Info text=t().check.later /> }.into_any(),
                Line::LeftOut => {
                    let words = words::verdict(language(), shared::check::Verdict::NotMeasured);
                    view! { <Tag tone=Tone::Info text=words /> }.into_any()
                }
            }}
            {move || finding().map(|words| view! { <span class="check-line-finding">{words}</span> })}
        </li>
    }
}

/// The worst finding of a step in words.
pub fn first_finding(session: Session, result: &StepResult) -> Option<&'static str> {
    result.findings.first().map(|finding| words::finding(language(), session.meaning(*finding)))
}

/// What is said of time that went by, and of another network. Who reads a result measures its line again, or leaves it at that.
#[component]
fn Meanwhile(session: Session) -> impl IntoView {
    let over = Memo::new(move |_| matches!(session.sending.get(), Sending::Judged(_)));
    let said = move || {
        let t = &t().check;
        let network = if over.get() { t.other_network_since } else { t.other_network };
        let aged = session.aged.get().then_some(t.aged);
        let said: Vec<&str> = aged.into_iter().chain(session.other_network.get().then_some(network)).collect();
        (!said.is_empty()).then(|| said.join(" "))
    };
    move || {
        said().map(|title| {
            view! {
                <Notice tone=Tone::Warn title alert=true>
                    {over
                        .get()
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Secondary
                                    on:click=move |_| drive(session, Wish::Repeat(Step::Signalling))
                                >
                                    {t().check.repeat_line}
                                </Button>
                            }
                        })}
                </Notice>
            }
        })
    }
}

/// The server is of another version: only the page itself can be mended.
#[component]
fn OldPage(session: Session) -> impl IntoView {
    let t = &t().check;
    view! {
        <Notice tone=Tone::Stop title=t.old_page alert=true>
            <Button look=Look::Secondary on:click=move |_| drive(session, Wish::Reload)>
                {t.old_page_reload}
            </Button>
        </Notice>
    }
}

/// A room's own device that no longer stays there, with nobody signed in, measures for nobody.
#[component]
fn ShutOut(error: ApiError) -> impl IntoView {
    let t = &t().check;
    view! {
        <Notice tone=Tone::Stop title=t.kiosk_shut_out alert=true>
            <p>{t.kiosk_shut_out_body}</p>
            <Refusal error />
        </Notice>
    }
}

/// What is said of devices that came or went.
fn plugging(session: Session) -> Option<String> {
    let t = &t().check;
    let named = |steps: Vec<Step>| {
        let names: Vec<_> = steps.into_iter().map(|step| words::step(language(), step)).collect();
        names.join(", ")
    };
    let (lost, others) = (session.lost.get(), session.others.get());
    let plugged = session.plugged.get();
    // One may go and others come at once, as with a dock.
    let gone = (!lost.is_empty()).then(|| t.unplugged(named(lost)));
    let came = (!others.is_empty()).then(|| t.others_plugged(named(others)));
    let said: Vec<String> = gone.into_iter().chain(came).collect();
    if said.is_empty() { plugged.then(|| t.plugged.to_owned()) } else { Some(said.join(" ")) }
}

/// What a room's own device says of the checks that it makes by itself.
fn alone(session: Session) -> String {
    let t = &t().check;
    if !session.progress.with(|progress| progress.measurements().attended || progress.step().is_none()) {
        return t.kiosk_running.to_owned();
    }
    if session.shut_out.with(Option::is_some) {
        return t.kiosk_shut_out.to_owned();
    }
    match session.next_run.get() {
        Some(next) => t.kiosk_next(dates::moment(language(), next.civil)),
        None => t.kiosk_none.to_owned(),
    }
}
