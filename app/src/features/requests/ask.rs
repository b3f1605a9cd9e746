//! `/requests/new`: what is wished for, for whom, from when on.

use leptos::{form::ActionForm, prelude::*};
use locales::words;
use shared::{
    appointment::Kind,
    civil::written_date,
    request::{Askable, PartOfDay, RequestForm},
};

use super::{
    api::{self, AskFor},
    state::Asking,
};
use crate::{
    components::{
        Choice, EmptyState, Entry, ErrorSummary, Field, LinkButton, Loading, Look, PageHeading, RadioField, Refusal,
        SelectField, SubmitButton, TextAreaField, Width,
    },
    language::{language, t},
};

/// The length that is offered at first, in minutes.
const USUAL_MINUTES: &str = "30";

/// The page.
#[component]
pub fn AskPage() -> impl IntoView {
    let ask = ServerAction::<AskFor>::new();
    let page = crate::wire::fetched(|| (), |()| api::askable());
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(asking) => view! { <Form asking ask /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().requests.title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Form(asking: Asking, ask: ServerAction<AskFor>) -> impl IntoView {
    let t = &t().requests;
    let Asking { askable, typed } = asking;
    let care = askable.kind == Kind::Teleconsultation;
    let (title, lead) = if care { (t.ask_care, t.ask_care_lead) } else { (t.ask_meeting, t.ask_meeting_lead) };
    let nobody = if care {
        askable.agencies.is_empty().then_some(t.no_agency)
    } else {
        askable.represented.is_empty().then_some(t.nobody)
    };
    let form = match nobody {
        Some(title) => view! { <EmptyState title /> }.into_any(),
        None => view! { <Fields askable typed=typed.unwrap_or_default() ask /> }.into_any(),
    };
    view! {
        <PageHeading title lead />
        {form}
        <p>
            <LinkButton href="/requests" look=Look::Plain>
                {t.back}
            </LinkButton>
        </p>
    }
}

#[component]
fn Fields(askable: Askable, typed: RequestForm, ask: ServerAction<AskFor>) -> impl IntoView {
    let (t, language) = (&t().requests, language());
    let problems = Signal::derive(move || {
        ask.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let failed = move || {
        let error = ask.value().get().and_then(Result::err).filter(|error| error.problems().is_empty());
        error.map(|error| view! { <Refusal error /> })
    };
    let or = |typed: String, usual: &str| if typed.is_empty() { usual.to_owned() } else { typed };
    let date = or(typed.date.clone(), &written_date(askable.today));
    let part = or(typed.part.clone(), PartOfDay::Any.code());
    let duration = or(typed.duration.clone(), USUAL_MINUTES);
    let parts = PartOfDay::ALL.iter().map(|one| Choice::new(one.code(), words::part_of_day(language, *one))).collect();
    let labels = [
        ("detainee", if askable.kind == Kind::Teleconsultation { t.code } else { t.for_whom }),
        ("agency", t.agency),
        ("date", t.date),
        ("part", t.part),
        ("duration", t.duration),
        ("note", t.note),
    ]
    .map(|(key, label)| (key, label.to_owned()))
    .to_vec();
    let note = typed.note.clone();
    let whom = if askable.kind == Kind::Teleconsultation {
        // Where there is but one clinic, nobody needs to choose it.
        let only = if askable.agencies.len() == 1 { askable.agencies.first() } else { None };
        let chosen = or(typed.agency.clone(), &only.map(|(id, _)| id.to_string()).unwrap_or_default());
        let clinics = askable.agencies.iter().map(|(id, name)| Choice::new(id.to_string(), name.to_string())).collect();
        view! {
            <Field
                name="form[detainee]"
                label=t.code
                hint=t.code_hint
                value=typed.detainee
                limit=shared::text::Code::LIMIT
                required=true
                autocomplete="off"
                width=Width::Half
                problems
            />
            <SelectField name="form[agency]" label=t.agency choices=clinics value=chosen nothing=t.choose required=true width=Width::Half problems />
        }
        .into_any()
    } else {
        let whom = askable
            .represented
            .iter()
            .map(|one| Choice::new(one.code(), t.represented(&one.detainee.code, &one.detainee.name, &one.agency_name)))
            .collect();
        view! {
            <SelectField name="form[detainee]" label=t.for_whom choices=whom value=typed.detainee nothing=t.choose required=true width=Width::Half problems />
        }
        .into_any()
    };
    view! {
        <ErrorSummary problems labels />
        {failed}
        <ActionForm action=ask attr:class="rule-form">
            {whom}
            <Field name="form[date]" label=t.date value=date entry=Entry::Date required=true width=Width::Short problems />
            <RadioField name="form[part]" label=t.part choices=parts value=part inline=true required=true problems />
            <Field
                name="form[duration]"
                label=t.duration
                hint=t.duration_hint
                value=duration
                entry=Entry::Number
                required=true
                width=Width::Short
                problems
            />
            <TextAreaField name="form[note]" label=t.note hint=t.note_hint value=note limit=shared::text::Note::LIMIT rows=3 problems />
            <div class="form-actions">
                <SubmitButton pending=ask.pending()>{t.send}</SubmitButton>
            </div>
        </ActionForm>
    }
}
