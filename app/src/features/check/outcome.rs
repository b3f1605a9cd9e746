//! The result: one sentence over all, a remedy for each fault, what happens now, and what is kept.

use leptos::prelude::*;
use locales::{texts, words};
use shared::{
    check::{CheckedFor, Finding, Judgement, Step, StepResult, Taken, Verdict, history::unmeasured, mos::mos},
    directory::Language,
};

use super::{
    driver::drive,
    session::{Sending, Session, Wish},
    stage::Remedy,
    state::Line,
};
use crate::{
    components::{
        button::{Button, Look},
        refusal::Refusal,
        tag::VerdictTag,
    },
    error::ApiError,
    language::{language, t},
};

/// The result, once the server judged it; before, where it is.
#[component]
pub fn Outcome(session: Session) -> impl IntoView {
    move || match session.sending.get() {
        Sending::Unfinished | Sending::Underway => ().into_any(),
        Sending::Failed(error) => view! { <NotSent session error /> }.into_any(),
        Sending::Judged(judgement) => view! { <Result session judgement /> }.into_any(),
    }
}

/// Nothing was lost: the measurements are still here.
#[component]
fn NotSent(session: Session, error: ApiError) -> impl IntoView {
    let t = &t().check;
    let lost = error == ApiError::Lost;
    view! {
        {if lost { view! { <p>{t.not_sent_body}</p> }.into_any() } else { view! { <Refusal error /> }.into_any() }}
        <div class="check-ways">
            <Button on:click=move |_| drive(session, Wish::Send)>{t.send_again}</Button>
        </div>
    }
}

#[component]
fn Result(session: Session, judgement: Judgement) -> impl IntoView {
    let t = &t().check;
    // Whoever reads that their devices serve leaves: so it is never better than what others read of them.
    let verdict = judgement.verdict();
    let unmeasured = without(&unmeasured(&judgement.standing));
    let faults = faults(session, &judgement);
    view! {
        <p class="check-verdict" data-verdict=verdict.code()>
            <VerdictTag verdict />
        </p>
        {unmeasured.map(|words| view! { <p class="check-unmeasured">{words}</p> })}
        {said_of_the_line(session).map(|words| view! { <p class="check-left">{words}</p> })}
        {faults.into_iter().map(|(result, earlier)| view! { <Fault session result earlier /> }).collect_view()}
        <div class="check-ways">
            <Button look=Look::Secondary on:click=move |_| drive(session, Wish::RepeatAll)>
                {t.repeat_all}
            </Button>
        </div>
        <h3>{t.what_now}</h3>
        {now(session, verdict).map(|words| view! { <p>{words}</p> }).collect_view()}
        <h3>{t.stored}</h3>
        {if session.kept {
            view! {
                <p>{t.stored_kept}</p>
                <p>{t.stored_never}</p>
            }
                .into_any()
        } else {
            view! { <p>{t.stored_nothing}</p> }.into_any()
        }}
    }
}

/// The steps that are not in order, and whether an earlier check found that. Where one did and it stands, this check has
/// nothing to add: it did not measure it.
fn faults(session: Session, judgement: &Judgement) -> Vec<(StepResult, bool)> {
    // What was left out because its device was refused has its remedy at the permission.
    let left_out = |step| session.progress.with_untracked(|progress| progress.line(step)) == Line::LeftOut;
    let fault = |own: &StepResult| match judgement.earlier(own.step) {
        Some(earlier) => Some((earlier.clone(), true)),
        None => (own.verdict != Verdict::Pass && !left_out(own.step)).then(|| (own.clone(), false)),
    };
    let mut faults: Vec<_> = judgement.result.steps.iter().filter_map(fault).collect();
    // That the page is out of date is the same of every step.
    faults.dedup_by(|(one, _), (before, _)| one.findings == [Finding::OldPage] && before.findings == one.findings);
    faults
}

/// What a verdict was found without, in a sentence; `None` if it was found with everything.
pub(super) fn without(unmeasured: &[(Step, Finding)]) -> Option<String> {
    without_in(language(), unmeasured)
}

/// The same in `language`.
pub(super) fn without_in(language: Language, unmeasured: &[(Step, Finding)]) -> Option<String> {
    let t = &texts(language).check;
    let name =
        |(step, finding): &(Step, Finding)| t.judged(words::step(language, *step), words::finding(language, *finding));
    let named: Vec<String> = unmeasured.iter().map(name).collect();
    let without = (!named.is_empty()).then(|| t.unmeasured(named.join(" · ")))?;
    // A way that was not tried may be the only one elsewhere.
    let elsewhere = unmeasured.iter().any(|(_, finding)| *finding == Finding::NoRelay);
    Some(if elsewhere { format!("{without} {}", t.unmeasured_way) } else { without })
}

/// The line in numbers, where all of them were measured. What they sum up to (a MOS) decides nothing.
fn said_of_the_line(session: Session) -> Option<String> {
    let quality = session.progress.with_untracked(|progress| progress.measurements().quality.clone());
    let Taken::Measured(quality) = quality else { return None };
    let worst = |up: Option<f64>, down: Option<f64>| up.into_iter().chain(down).reduce(f64::max);
    let (rtt, loss) = (quality.rtt_ms?, worst(quality.loss_up, quality.loss_down)?);
    let (up, down) = quality.kbps_up.zip(quality.kbps_down)?;
    let mos = mos(rtt, worst(quality.jitter_up_ms, quality.jitter_down_ms)?, loss)?;
    let (whole, tenth) = (|number: f64| format!("{number:.0}"), |number: f64| format!("{number:.1}"));
    Some(t().check.line_numbers(whole(rtt), tenth(loss), whole(up), whole(down), tenth(mos)))
}

fn now(session: Session, verdict: Verdict) -> impl Iterator<Item = &'static str> {
    let t = &t().check;
    let serves = matches!(verdict, Verdict::Pass | Verdict::Warn);
    let (seen, otherwise) = match session.counts_for {
        CheckedFor::Trial => (t.now_trial, t.now_fail_person),
        CheckedFor::Participant(_) => (t.now_person, t.now_fail_person),
        CheckedFor::Room(_) => (t.now_room, t.now_fail_room),
    };
    [Some(seen), (!serves).then_some(otherwise)].into_iter().flatten()
}

/// One step that is not in order.
#[component]
fn Fault(
    session: Session,
    /// How it is.
    result: StepResult,
    /// Whether an earlier check found that.
    earlier: bool,
) -> impl IntoView {
    let step = result.step;
    let name = words::step(language(), step);
    let finding = super::run::first_finding(session, &result);
    let verdict = result.verdict;
    view! {
        <section class="check-fault">
            <h3>
                {match finding {
                    Some(finding) => t().check.judged(name, finding),
                    None => name.to_owned(),
                }}
                " "
                <VerdictTag verdict />
            </h3>
            {earlier.then(|| view! { <p class="check-earlier">{t().check.earlier}</p> })}
            <Remedy session result />
            <Button look=Look::Secondary on:click=move |_| drive(session, Wish::Repeat(step))>
                {t().check.repeat_step(name)}
            </Button>
        </section>
    }
}
