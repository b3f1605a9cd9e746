//! The first step: what it is, which case, how long, on which decision.

use leptos::{form::ActionForm, prelude::*};
use locales::words;
use shared::{
    appointment::{AccusedPosition, HearingType, Kind},
    draft::{DraftStep, MEETING_DEFAULT, WhatForm},
    error::Problem,
};

use super::{
    api::{BookingView, SaveWhat},
    state,
    unsent::TypedForm,
    who::error_of,
};
use crate::{
    components::{
        Choice, Entry, ErrorSummary, Field, PageHeading, RadioField, Refusal, SelectField, SubmitButton, TextAreaField,
        Width,
    },
    language::{language, t},
    typed::Typed,
};

/// The form of the first step. Which fields a kind needs is shown by the style sheet (`:has`), so that it also works
/// before and without JavaScript; the rules ignore the others.
#[component]
pub(super) fn WhatStep(booking: BookingView, checked: bool, save: ServerAction<SaveWhat>) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let draft = booking.draft.id;
    let saved = if checked { state::problems_of(&booking.draft, DraftStep::What) } else { Vec::new() };
    let problems = Signal::derive(move || {
        let mut all = saved.clone();
        all.extend(save.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default());
        all
    });
    let kinds = state::kinds(&booking.draft.draft);
    let kinds = kinds.into_iter().map(|kind| Choice::new(kind.code(), words::kind(language, kind))).collect();
    let refused = booking.typed_what.is_some();
    let form = booking.typed_what.unwrap_or(booking.draft.draft.what);
    let (duration, other) = state::duration_choice(&form.duration);
    let (duration, other) = (duration.to_owned(), other.to_owned());
    let kind = if form.kind.is_empty() { Kind::Hearing.code().to_owned() } else { form.kind.clone() };
    let meeting = if form.meeting.is_empty() { MEETING_DEFAULT.to_string() } else { form.meeting.clone() };
    let after = if form.meeting_after.is_empty() { "0".to_owned() } else { form.meeting_after.clone() };
    let types =
        HearingType::ALL.iter().map(|one| Choice::new(one.code(), words::hearing_type(language, *one))).collect();
    let minutes = |minutes: &&str| Choice::new(*minutes, t.minutes(minutes));
    let durations = state::DURATIONS.iter().map(minutes).chain([Choice::new(state::OTHER, t.other_duration)]).collect();
    let lengths = |chosen: &str| -> Vec<Choice> {
        let choice = |length: &&str| if *length == "0" { Choice::new("0", t.no_meeting) } else { minutes(length) };
        state::meetings_with(chosen).iter().map(choice).collect()
    };
    let (meetings, meetings_after) = (lengths(&meeting), lengths(&after));
    view! {
        <PageHeading title=t.what_title lead=t.what_lead />
        <ErrorSummary problems labels=labels() />
        {move || {
            let error = error_of(save.value().get()).filter(|error| error.problems().is_empty());
            error.map(|error| view! { <Refusal error /> })
        }}
        <div class="what-form">
            <Typed form=TypedForm::What.name(draft) refused>
                <ActionForm action=save>
                    <input type="hidden" name="draft" value=draft.to_string() />
                    <RadioField name="form[kind]" label=t.kind choices=kinds value=kind inline=true required=true problems />
                    <div class="for-hearing">
                        <SelectField
                            name="form[hearing_type]"
                            label=t.hearing_type
                            choices=types
                            value=form.hearing_type.clone()
                            nothing=t.choose
                            required=true
                            width=Width::Half
                            problems
                        />
                    </div>
                    <div class="for-hearing">
                        <Field
                            name="form[case_number]"
                            label=t.case_number
                            value=form.case_number.clone()
                            hint=t.case_hint
                            limit=shared::text::CaseNumber::LIMIT
                            required=true
                            width=Width::Half
                            problems
                        />
                    </div>
                    <RadioField name="form[duration]" label=t.duration choices=durations value=duration inline=true required=true problems />
                    <div class="for-other-duration">
                        <Field
                            name="other_duration"
                            label=t.other_minutes
                            value=other
                            entry=Entry::Number
                            hint=t.other_hint
                            width=Width::Short
                            required=true
                            problems
                        />
                    </div>
                    <div class="for-hearing">
                        <RadioField name="form[meeting]" label=t.meeting hint=t.meeting_hint choices=meetings value=meeting inline=true required=true problems />
                    </div>
                    <div class="for-hearing">
                        <RadioField name="form[meeting_after]" label=t.meeting_after hint=t.meeting_after_hint choices=meetings_after value=after inline=true problems />
                    </div>
                    <Field
                        name="form[interpreter_language]"
                        label=t.interpreter_language
                        hint=t.interpreter_hint
                        value=form.interpreter_language.clone()
                        limit=shared::text::Name::LIMIT
                        width=Width::Half
                        problems
                    />
                    <div class="for-hearing">
                        <Limits form=form.clone() problems />
                        <Basis form problems />
                    </div>
                    <div class="form-actions">
                        <SubmitButton pending=save.pending()>{t.go_on}</SubmitButton>
                    </div>
                </ActionForm>
            </Typed>
        </div>
    }
}

/// How late it may be, and why it may be told late.
#[component]
fn Limits(form: WhatForm, #[prop(into)] problems: Signal<Vec<Problem>>) -> impl IntoView {
    let t = &t().booking;
    let named = ["deadline", "notice_reason"];
    let open = [&form.deadline, &form.notice_reason].iter().any(|text| !text.is_empty())
        || problems.with_untracked(|all| all.iter().any(|problem| named.contains(&problem.field.as_str())));
    view! {
        <details class="disclosure" open=open>
            <summary>{t.terms}</summary>
            <Field name="form[deadline]" label=t.deadline hint=t.deadline_hint value=form.deadline entry=Entry::Date width=Width::Short problems />
            <TextAreaField name="form[notice_reason]" label=t.notice_reason hint=t.notice_reason_hint value=form.notice_reason limit=shared::text::Note::LIMIT rows=2 problems />
        </details>
    }
}

/// The decision that allows the remote mode.
#[component]
fn Basis(form: WhatForm, #[prop(into)] problems: Signal<Vec<Problem>>) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let positions =
        AccusedPosition::ALL.iter().map(|one| Choice::new(one.code(), words::accused(language, *one))).collect();
    let named = ["resolution", "resolution_date", "resolution_judge", "ground", "accused"];
    let typed = [&form.resolution, &form.resolution_date, &form.resolution_judge, &form.ground];
    let open = typed.iter().any(|text| !text.is_empty())
        || problems.with_untracked(|all| all.iter().any(|problem| named.contains(&problem.field.as_str())));
    view! {
        <details class="disclosure" open=open>
            <summary>{t.basis}</summary>
            <p class="field-hint">{t.basis_hint}</p>
            <Field name="form[resolution]" label=t.resolution value=form.resolution.clone() limit=shared::text::Code::LIMIT width=Width::Half problems />
            <Field name="form[resolution_date]" label=t.resolution_date value=form.resolution_date.clone() entry=Entry::Date width=Width::Short problems />
            <Field name="form[resolution_judge]" label=t.resolution_judge value=form.resolution_judge.clone() limit=shared::text::Name::LIMIT width=Width::Half problems />
            <TextAreaField name="form[ground]" label=t.ground hint=t.ground_hint value=form.ground.clone() limit=shared::text::Note::LIMIT rows=3 problems />
            <RadioField name="form[accused]" label=t.accused choices=positions value=form.accused.clone() problems />
        </details>
    }
}

/// What the fields of the step are called in the summary of problems.
fn labels() -> Vec<(&'static str, String)> {
    let t = &t().booking;
    [
        ("kind", t.kind),
        ("hearing_type", t.hearing_type),
        ("case_number", t.case_number),
        ("duration", t.duration),
        ("meeting", t.meeting),
        ("meeting_after", t.meeting_after),
        ("interpreter_language", t.interpreter_language),
        ("deadline", t.deadline),
        ("notice_reason", t.notice_reason),
        ("resolution", t.resolution),
        ("resolution_date", t.resolution_date),
        ("resolution_judge", t.resolution_judge),
        ("ground", t.ground),
        ("accused", t.accused),
    ]
    .map(|(key, label)| (key, label.to_owned()))
    .to_vec()
}
