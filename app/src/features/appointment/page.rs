//! `/appointments/:id`: everything about one appointment.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{dates, words};
use shared::{
    appointment::{Detail, LegalBasis, Linked, Role, State},
    error::Error,
    permission::Action,
};

use super::{
    actions::{Actions, Ask},
    api::{Advance, Cancel},
    live,
    outcome::Outcome,
    people::{People, Sites},
    state::{self, AppointmentView, KeptReason},
    timeline::Timeline,
};
use crate::{
    address::own_query,
    components::{
        ErrorSummary, Icon, Loading, Notice, PageHeading, ReadinessTag, Refusal, StateTag, SummaryList, SummaryRow,
        TimeRange, Tone, ZoneNote,
    },
    error::ApiError,
    features::{not_found::NotFoundPage, series::SeriesDays},
    language::{language, t},
    meanwhile::told_in_full,
    wire::answered,
    words::blockers,
};

/// The page. It is drawn anew whenever someone changes the appointment.
#[component]
pub fn AppointmentPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let (advance, cancel) = (ServerAction::<Advance>::new(), ServerAction::<Cancel>::new());
    let asked = Memo::new(move |_| {
        let of = |key: &str| query.with(|query| query.get(key));
        let done = of("booked").map(|_| "booked".to_owned()).or_else(|| of("done"));
        (of("ask").and_then(|code| State::from_code(&code)), done)
    });
    let changed = RwSignal::new(0_u32);
    let (advanced, cancelled) = (answered(advance), answered(cancel));
    let answered = Memo::new(move |_| advanced.get() + cancelled.get());
    let kept = live::Kept::new();
    let page = crate::wire::fetched(
        move || (id.get(), changed.get(), answered.get()),
        move |(id, _, answered)| kept.fetch(id, answered),
    );
    // While a reason is being typed the page is not drawn anew under it.
    let typing = Signal::derive(move || asked.with(|(ask, _)| ask.is_some()));
    live::listen(page, kept, answered, changed, typing);
    view! {
        <Transition fallback=Loading>
            {move || {
                let (ask, done) = asked.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(view) => view! { <Everything view ask done advance cancel /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().appointment.title />
                                <Refusal error />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

/// The whole of it.
#[component]
fn Everything(
    view: AppointmentView,
    ask: Option<State>,
    done: Option<String>,
    advance: ServerAction<Advance>,
    cancel: ServerAction<Cancel>,
) -> impl IntoView {
    let language = language();
    let AppointmentView { detail, kept, .. } = view;
    let KeptReason { typed, meanwhile } = kept;
    let summary = detail.summary.clone();
    let case = summary.case_number.as_ref().map(|case| format!(" · {case}")).unwrap_or_default();
    let may = |action| detail.actions.contains(&action);
    let ask = ask.filter(|to| match to {
        State::Cancelled => may(Action::Cancel),
        State::NotHeld => may(Action::NotHeld),
        _ => false,
    });
    let may_check = may(Action::CheckRoom);
    let done_with = summary.clone();
    let here = summary.id;
    let follows = state::others_follow(&detail);
    let may_amend = may(Action::Amend) && state::proposals_are_for(&detail);
    let swap = (may(Action::Amend) && state::can_swap(&detail)).then(|| state::swap_path(summary.id));
    let brought = (may(Action::Amend) && state::can_swap(&detail)).then(|| state::brought_path(summary.id));
    let errors = move || [cancel.value().get(), advance.value().get()].into_iter().flatten().find_map(Result::err);
    let failed = move || {
        let error = errors().filter(|error| error.problems().is_empty());
        error.map(|error| told_in_full(error, &meanwhile)).map(|error| view! { <Refusal error /> })
    };
    // What is wrong with a reason stands at its form; what a move misses is told here.
    let missing =
        Signal::derive(move || errors().filter(|_| ask.is_none()).map(|error| error.problems()).unwrap_or_default());
    let labels = Role::ALL.iter().map(|role| (role.code(), words::role(language, *role).to_owned()));
    let labels = labels.chain([("resolution", t().appointment.basis.to_owned())]).collect();
    view! {
        <PageHeading
            title=format!("{}{case}", state::title(language, &summary))
            kicker=summary.agency_name.as_ref().map(ToString::to_string).unwrap_or_default()
        />
        // What was refused since says more than what was done before.
        {move || {
            let outcome = (errors().is_none()).then(|| (done.clone(), done_with.clone()));
            outcome.map(|(done, summary)| view! { <Outcome done summary /> })
        }}
        <ErrorSummary problems=missing labels />
        {failed}
        <When detail=detail.clone() />
        {ask.map(|to| view! { <Ask to summary=summary.clone() typed follows cancel advance /> })}
        {ask.is_none()
            .then(|| view! { <Actions summary=summary.clone() actions=detail.actions.clone() advance /> })}
        {detail.series.clone().map(|series| view! { <SeriesDays series here /> })}
        <Blockers detail=detail.clone() />
        {(!summary.participants.is_empty()).then(|| view! { <People summary=summary.clone() may_amend swap=swap.clone() /> })}
        <Sites summary=summary.clone() may_check brought />
        <Links linked=detail.linked day=summary.period.start.civil.date() />
        <Timeline entries=detail.timeline />
    }
}

/// When, in which state, on which decision.
#[component]
fn When(detail: Detail) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let Detail { summary, legal_basis, duration, cause, cause_note, .. } = detail;
    let date = dates::capitalised(&dates::full_date(language, summary.period.start.civil.date()));
    let hearing = summary.kind == shared::appointment::Kind::Hearing;
    let kind =
        if state::is_outing(&summary) { state::title(language, &summary) } else { words::kind(language, summary.kind) };
    view! {
        <div class="detail-when">
            <p class="detail-date">{date}</p>
            <p class="detail-time">
                <TimeRange period=summary.period />
            </p>
            <p class="detail-note">
                <ZoneNote zone=summary.zone />
                {format!(" · {}", dates::length(i64::from(duration.get())))}
            </p>
            <p class="detail-tags">
                <StateTag state=summary.state />
                {(!summary.state.is_terminal()).then(|| view! { <ReadinessTag readiness=summary.readiness /> })}
            </p>
        </div>
        {cause
            .map(|cause| {
                view! {
                    <Notice tone=Tone::Stop title=t.because(words::cause(language, cause))>
                        {cause_note.map(|note| view! { <p class="detail-quote">{note.to_string()}</p> })}
                    </Notice>
                }
            })}
        <SummaryList>
            <SummaryRow label=t.kind>{kind}</SummaryRow>
            {summary
                .case_number
                .map(|case| view! { <SummaryRow label=t.case_number>{case.to_string()}</SummaryRow> })}
            {hearing.then(|| view! { <SummaryRow label=t.basis>{basis(legal_basis, summary.state)}</SummaryRow> })}
        </SummaryList>
    }
}

/// The decision in a few lines, or that it is missing.
fn basis(basis: Option<LegalBasis>, state: State) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    match basis {
        // What is over needs none any more.
        None if state.is_terminal() => view! { <span>{t.basis_missing}</span> }.into_any(),
        None => view! { <span class="booking-open" id="resolution">{t.no_basis}</span> }.into_any(),
        Some(basis) => {
            let date = dates::full_date(language, basis.date);
            view! {
                <p>{t.basis_of(basis.resolution, date, basis.judge)}</p>
                <p>{basis.ground.to_string()}</p>
                <p>{words::accused(language, basis.accused)}</p>
            }
            .into_any()
        }
    }
}

/// What still stands in the way.
#[component]
fn Blockers(detail: Detail) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let summary = detail.summary;
    let tone = Tone::from(summary.readiness);
    let items = summary
        .blockers
        .iter()
        .map(|blocker| {
            let tone = Tone::from(blocker.weight);
            view! {
                <li class=format!("blocker blocker-{}", tone.name())>
                    <Icon glyph=tone.glyph() />
                    <span>{blockers::blocker(language, &summary, blocker)}</span>
                </li>
            }
        })
        .collect_view();
    (!summary.blockers.is_empty()).then(|| {
        view! {
            <Notice tone title=t.blockers>
                <ul class="blockers">{items}</ul>
            </Notice>
        }
    })
}

/// The private meetings before and after it, or the hearing that it belongs to; what it goes on with, and what goes on with it.
/// What is not on its `day` says on which.
#[component]
fn Links(linked: Vec<Linked>, day: jiff::civil::Date) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let any = !linked.is_empty();
    let items = linked
        .into_iter()
        .map(|one| {
            let day = state::other_day(language, &one, day);
            view! {
                <li>
                    {words::link(language, one.link)}
                    ": "
                    <a href=state::path(one.id)>{words::kind(language, one.kind)}</a>
                    {day}
                    <TimeRange period=one.period />
                    <StateTag state=one.state />
                </li>
            }
        })
        .collect_view();
    any.then(|| {
        view! {
            <section class="detail-section" aria-labelledby="linked-title">
                <h2 id="linked-title">{t.linked}</h2>
                <ul class="detail-linked">{items}</ul>
            </section>
        }
    })
}
