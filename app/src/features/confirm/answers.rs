//! The three answers, each a plain form.

use leptos::{form::ActionForm, prelude::*};
use locales::words;
use shared::{
    appointment::Attendance,
    cause::Cause,
    error::Problem,
    notice::{AnswerForm, AnswerKind, Times},
    text::Note,
};

use super::{
    api::Respond,
    state::{InvitationView, Way},
};
use crate::{
    components::{Choice, Entry, Field, Look, RadioField, SubmitButton, TextAreaField, Width},
    language::{language, t},
};

/// What can be answered now; nothing once it is too late.
#[component]
pub(super) fn Answers(
    way: Way,
    view: InvitationView,
    open: Option<String>,
    problems: Signal<Vec<Problem>>,
    respond: ServerAction<Respond>,
) -> impl IntoView {
    let t = &t().confirm;
    if !view.invitation.can_answer {
        return ().into_any();
    }
    let open = view.open(open.as_deref());
    let attendance = view.invitation.attendance;
    let (today, times) = (view.invitation.today.to_string(), view.invitation.times.clone());
    let (decline, propose) = (view.starting(AnswerKind::Decline), view.starting(AnswerKind::Propose));
    let forms = view! {
        <div class="answers">
            {(attendance != Attendance::Accepted).then(|| view! { <Accept way=way.clone() times=times.clone() respond /> })}
            <Decline way=way.clone() times=times.clone() form=decline open=open == Some(AnswerKind::Decline) problems respond />
            <Propose way times form=propose today open=open == Some(AnswerKind::Propose) problems respond />
        </div>
    };
    if attendance == Attendance::NeedsAction {
        return forms.into_any();
    }
    view! {
        <details class="disclosure" open=open.is_some()>
            <summary>{t.change}</summary>
            {forms}
        </details>
    }
    .into_any()
}

/// Whose answer, which, and to what.
#[component]
fn Hidden(way: Way, times: Times, kind: AnswerKind) -> impl IntoView {
    view! {
        <input type="hidden" name="way[token]" value=way.token />
        <input type="hidden" name="way[appointment]" value=way.appointment />
        <input type="hidden" name="form[times]" value=times.code() />
        <input type="hidden" name="form[answer]" value=kind.code() />
    }
}

#[component]
fn Accept(way: Way, times: Times, respond: ServerAction<Respond>) -> impl IntoView {
    view! {
        <ActionForm action=respond>
            <Hidden way times kind=AnswerKind::Accept />
            <SubmitButton pending=respond.pending()>{t().confirm.accept}</SubmitButton>
        </ActionForm>
    }
}

#[component]
fn Decline(
    way: Way,
    times: Times,
    form: AnswerForm,
    open: bool,
    problems: Signal<Vec<Problem>>,
    respond: ServerAction<Respond>,
) -> impl IntoView {
    let (t, language) = (&t().confirm, language());
    let causes = Cause::DECLINE.iter().map(|cause| Choice::new(cause.code(), words::cause(language, *cause))).collect();
    // The summary of problems leads to the note of the form that stands open.
    let note = if open { "note" } else { "decline-note" };
    view! {
        <details class="answer" open=open>
            <summary class="button button-secondary">{t.decline}</summary>
            <ActionForm action=respond>
                <Hidden way times kind=AnswerKind::Decline />
                <RadioField name="form[cause]" label=t.cause choices=causes value=form.cause required=true problems />
                <TextAreaField name="form[note]" id=note label=t.note hint=t.note_hint value=form.note limit=Note::LIMIT rows=3 problems />
                <SubmitButton look=Look::Danger pending=respond.pending()>
                    {t.decline_send}
                </SubmitButton>
            </ActionForm>
        </details>
    }
}

#[component]
fn Propose(
    way: Way,
    times: Times,
    form: AnswerForm,
    today: String,
    open: bool,
    problems: Signal<Vec<Problem>>,
    respond: ServerAction<Respond>,
) -> impl IntoView {
    let t = &t().confirm;
    let note = if open { "note" } else { "propose-note" };
    view! {
        <details class="answer" open=open>
            <summary class="button button-secondary">{t.propose}</summary>
            <ActionForm action=respond>
                <Hidden way times kind=AnswerKind::Propose />
                <p class="field-hint">{t.propose_hint}</p>
                <div class="field-row">
                    <Field name="form[date]" label=t.date value=form.date entry=Entry::Date min=today required=true width=Width::Short problems />
                    <Field name="form[time]" label=t.time value=form.time entry=Entry::Time required=true width=Width::Short problems />
                </div>
                <TextAreaField name="form[note]" id=note label=t.note value=form.note limit=Note::LIMIT rows=3 problems />
                <SubmitButton pending=respond.pending()>{t.propose_send}</SubmitButton>
            </ActionForm>
        </details>
    }
}
