//! `/dockets/:id/:line/correct`: a line of a list as it was typed, to be typed otherwise.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{
    docket::{Column, DocketView, LineView, MOST_CELL, Mistake},
    error::{Error, Fault, Problem},
    ids::DocketId,
};

use super::{
    api::{self, CorrectLine},
    words,
};
use crate::{
    components::{Field, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone, Width},
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    wire::answered,
};

/// The page.
#[component]
pub fn CorrectPage() -> impl IntoView {
    let params = use_params_map();
    let of = move |key: &str| params.with(|params| params.get(key)).unwrap_or_default();
    let asked = Memo::new(move |_| (of("id"), of("line")));
    let correct = ServerAction::<CorrectLine>::new();
    let corrected = answered(correct);
    let page = crate::wire::fetched(move || (asked.get().0, corrected.get()), |(id, _)| api::read_docket(id));
    let refused = move || correct.value().get().and_then(Result::err).map(|error| view! { <Refusal error /> });
    view! {
        <Transition fallback=Loading>
            {move || {
                let (_, number) = asked.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(docket) => match line_of(&docket, &number) {
                            Some(line) => {
                                view! {
                                    <PageHeading
                                        title=t().docket.correct_title(&number)
                                        kicker=docket.name.to_string()
                                        lead=t().docket.correct_lead
                                    />
                                    {refused}
                                    <Cells id=docket.id line correct />
                                }
                                    .into_any()
                            }
                            None => view! { <NotFoundPage /> }.into_any(),
                        },
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => view! { <Refusal error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// The line with that number, as long as it is not booked.
fn line_of(docket: &DocketView, number: &str) -> Option<LineView> {
    let number: u32 = number.parse().ok()?;
    docket.lines.iter().find(|line| line.number == number && line.booked.is_none()).cloned()
}

#[component]
fn Cells(id: DocketId, line: LineView, correct: ServerAction<CorrectLine>) -> impl IntoView {
    let (t, language) = (&t().docket, language());
    let number = line.number;
    let wrong = (!line.mistakes.is_empty()).then(|| {
        let items = line.mistakes.iter().map(|one| view! { <li>{words::mistake(language, one)}</li> }).collect_view();
        view! {
            <Notice tone=Tone::Stop title=t.mistakes>
                <ul>{items}</ul>
            </Notice>
        }
    });
    // What a list says in words of its own stands above; beside a field stand only those that every form uses.
    let general = |one: &&Mistake| one.part.is_none() && !matches!(one.fault, Fault::UnknownChoice | Fault::Duplicate);
    let problems = line.mistakes.iter().filter(general);
    let problems: Vec<Problem> = problems.filter_map(|one| Some(Problem::new(one.column?.code(), one.fault))).collect();
    let fields = Column::ALL
        .iter()
        .map(|column| {
            let limit = u16::try_from(MOST_CELL).unwrap_or(u16::MAX);
            view! {
                <Field
                    name=format!("form[{}]", column.code())
                    label=words::column_label(language, *column)
                    hint=words::about(language, *column)
                    value=line.typed.cell(*column).to_owned()
                    limit
                    width=Width::Full
                    required=column.is_required()
                    problems=problems.clone()
                />
            }
        })
        .collect_view();
    view! {
        {wrong}
        <ActionForm action=correct attr:class="docket-correct">
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="line" value=number.to_string() />
            {fields}
            <div class="form-actions">
                <SubmitButton pending=correct.pending()>{t.correct_save}</SubmitButton>
                <LinkButton href=format!("/dockets/{id}#line-{number}") look=Look::Secondary>
                    {t.back}
                </LinkButton>
            </div>
        </ActionForm>
    }
}
