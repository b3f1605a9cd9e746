//! `/repair`: the least disturbing repair beside today; of what is broken, or of what would be.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use locales::{dates, words};
use shared::{
    block::BlockForm,
    error::Error,
    repair::{Missing, RepairRow, RepairView, Supposition},
    schedule::BlockCause,
    text::Note,
    time::ZoneName,
};

use super::{
    api::{AcceptRepair, look_at_repair},
    rows::Rows,
    state::extent,
};
use crate::{
    components::{
        Choice, EmptyState, ErrorSummary, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SelectField,
        SubmitButton, TextAreaField, Tone, Width, ZoneNote,
    },
    error::ApiError,
    features::centres::{asked_extent, extent_of, same_extent},
    language::{language, t},
    wire::answered,
};

/// The page.
#[component]
pub fn RepairPage() -> impl IntoView {
    let accept = ServerAction::<AcceptRepair>::new();
    let accepted = answered(accept);
    let query = use_query_map();
    let of = move |key: &str| query.read().get(key).unwrap_or_default();
    let missing = Memo::new(move |_| (of("person"), of("centre")));
    let extent = asked_extent(query);
    let page = crate::wire::fetched(
        move || (missing.get(), extent.get(), accepted.get()),
        |((person, centre), extent, _)| look_at_repair(person, centre, extent_of(extent)),
    );
    let done = move || query.with(|query| query.get("done").is_some());
    let refused = move || {
        accept.value().get().and_then(Result::err).and_then(|error| match error {
            ApiError::Refused(Error::Invalid(problems)) if problems.iter().all(|one| one.field == "moves") => {
                Some(view! { <Notice tone=Tone::Warn title=t().repair.none_chosen alert=true /> }.into_any())
            }
            // What is wrong with the absence is told at its fields.
            ApiError::Refused(Error::Invalid(_)) => None,
            ApiError::Refused(Error::Stale { .. }) => {
                Some(view! { <Notice tone=Tone::Warn title=t().repair.stale alert=true /> }.into_any())
            }
            error => Some(view! { <Refusal error /> }.into_any()),
        })
    };
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((view, typed)) => {
                        view! {
                            <Heading view=view.clone() />
                            {refused}
                            {done().then(|| view! { <Notice tone=Tone::Ok title=t().repair.done /> })}
                            <Repairs view typed accept />
                        }
                            .into_any()
                    }
                    Err(error) => {
                        view! {
                            <PageHeading title=t().repair.title />
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
fn Heading(view: RepairView) -> AnyView {
    let (t, language) = (&t().repair, language());
    let Some(supposed) = view.supposed else {
        return view! { <PageHeading title=t.title lead=t.lead(view.days) /> }.into_any();
    };
    let moment = |civil| dates::short_moment(language, civil);
    let (from, until) = (moment(supposed.period.start.civil), moment(supposed.period.end.civil));
    view! { <PageHeading title=t.supposed_title lead=t.supposed_lead(&supposed.name, from, until) /> }.into_any()
}

#[component]
fn Repairs(view: RepairView, typed: Option<BlockForm>, accept: ServerAction<AcceptRepair>) -> impl IntoView {
    let t = &t().repair;
    let cut = (view.not_looked_at > 0).then(|| view! { <Notice tone=Tone::Warn title=t.cut(view.not_looked_at) /> });
    if view.rows.is_empty() {
        // Of what was not looked at nobody says that nothing is broken.
        return match cut {
            Some(cut) => cut.into_any(),
            None => view! { <Nothing supposed=view.supposed /> }.into_any(),
        };
    }
    let broken = view.rows.iter().filter(|row| !row.why.is_empty()).count();
    let moved = view.rows.iter().filter(|row| row.to.is_some()).count();
    let helpers = view.rows.iter().filter(|row| row.why.is_empty()).count();
    let may = view.may_accept;
    let back = view.supposed.as_ref().map(back);
    let zone = view.zone;
    let apart = view.rows.iter().any(|row| goes_by_another(row, &zone));
    // Times that say nothing else are by this one.
    let own = apart.then(|| view! { " " <ZoneNote zone=zone.clone() /> });
    let sum = view! {
        <p class="repair-sum">{t.sum(broken, moved)} " " {(helpers > 0).then(|| t.sum_helpers(helpers))} {own}</p>
    };
    if !may {
        return view! {
            {sum}
            {cut}
            <div class="docket-lines repair">
                <Rows rows=view.rows zone tick=false />
            </div>
            <p class="soft">{t.for_those_who_booked}</p>
            {back.map(|href| view! { <p><LinkButton href look=Look::Secondary>{t.back}</LinkButton></p> })}
        }
        .into_any();
    }
    let absence = view.supposed.is_some();
    let button = if absence { t.accept_with_absence } else { t.accept_chosen };
    view! {
        {sum}
        {cut}
        <div class="docket-lines repair">
            <ActionForm action=accept>
                <Rows rows=view.rows zone tick=true />
                <p class="soft">{t.told}</p>
                {view.supposed.map(|supposed| view! { <Why supposed typed accept /> })}
                <div class="form-actions">
                    {(moved > 0 || absence).then(|| view! { <SubmitButton pending=accept.pending()>{button}</SubmitButton> })}
                    {back.map(|href| view! { <LinkButton href look=Look::Secondary>{t.back}</LinkButton> })}
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// Whether a time of `row` is by another clock than that of `zone`.
fn goes_by_another(row: &RepairRow, zone: &ZoneName) -> bool {
    row.zone != *zone || row.to_centre.as_ref().is_some_and(|(_, there)| there != zone)
}

/// The page from which somebody came.
fn back(supposed: &Supposition) -> String {
    let extent = extent(&supposed.of.form);
    match supposed.of.missing {
        Missing::Person(person) => format!("/absences?person={person}{extent}"),
        Missing::Centre(centre) => format!("/centres/{centre}/block?{}", extent.trim_start_matches('&')),
    }
}

/// Nothing is broken, or would be.
#[component]
fn Nothing(supposed: Option<Supposition>) -> AnyView {
    let t = &t().repair;
    match supposed {
        None => view! {
            <EmptyState title=t.empty>
                <p>{t.empty_hint}</p>
                <LinkButton href="/day/today" look=Look::Secondary>
                    {t.to_day}
                </LinkButton>
            </EmptyState>
        }
        .into_any(),
        Some(supposed) => view! {
            <EmptyState title=t.supposed_empty>
                <LinkButton href=back(&supposed) look=Look::Secondary>
                    {t.back}
                </LinkButton>
            </EmptyState>
        }
        .into_any(),
    }
}

/// Why the person cannot be had: the absence is entered with the moves.
#[component]
fn Why(supposed: Supposition, typed: Option<BlockForm>, accept: ServerAction<AcceptRepair>) -> AnyView {
    let Missing::Person(person) = supposed.of.missing else { return ().into_any() };
    let (t, language) = (&t().centres, language());
    let form = supposed.of.form;
    let why = typed.filter(|typed| same_extent(typed, &form)).unwrap_or_default();
    let problems = Signal::derive(move || {
        let error = accept.value().get().and_then(Result::err);
        error.map(|error| error.problems()).unwrap_or_default()
    });
    let labels = vec![("cause", t.block_cause.to_owned()), ("note", t.block_note.to_owned())];
    let causes = BlockCause::GIVEN
        .iter()
        .map(|cause| Choice::new(cause.code(), dates::capitalised(words::block_cause(language, *cause))))
        .collect();
    view! {
        <div class="repair-why">
            <h2>{t.why_title}</h2>
            <ErrorSummary problems labels />
            <input type="hidden" name="person" value=person.to_string() />
            <input type="hidden" name="form[from_date]" value=form.from_date />
            <input type="hidden" name="form[from_time]" value=form.from_time />
            <input type="hidden" name="form[until_date]" value=form.until_date />
            <input type="hidden" name="form[until_time]" value=form.until_time />
            <SelectField name="form[cause]" label=t.block_cause choices=causes value=why.cause nothing=t.choose required=true width=Width::Half problems />
            <TextAreaField name="form[note]" label=t.block_note hint=t.block_note_hint value=why.note limit=Note::LIMIT rows=3 problems />
        </div>
    }
    .into_any()
}
