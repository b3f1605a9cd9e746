//! `/appointments/:id/days`: how many further days, and a proposal that is changed by links and booked as a whole. What is
//! being put together stands in the address, so that it works without JavaScript and going back takes a step back.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{
    error::{Error, Problem},
    ids::AppointmentId,
    series::SeriesPlan,
};

use super::{
    api::{self, BookDays},
    form::Wanted,
    proposal::Proposal,
    state::{DaysView, Planning},
};
use crate::{
    address::own_query,
    components::{
        EmptyState, ErrorSummary, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, TextAreaField,
        Tone,
    },
    error::ApiError,
    features::{booking::slot_code, not_found::NotFoundPage},
    language::t,
    wire::answered,
};

/// The field of the form that books; the days themselves are judged day by day.
const REASON: &str = "notice_reason";

/// The reason for shorter notice that is typed for one appointment: the page may stay while the address comes to name another.
type Typed = Option<(AppointmentId, String)>;

/// The page.
#[component]
pub fn FurtherDaysPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let asked = Memo::new(move |_| query.with(|query| Planning::read(|key| query.get(key))));
    let book = ServerAction::<BookDays>::new();
    let booked = answered(book);
    // What was typed outlives a refusal, and a day that is left out, after which the page is drawn anew.
    let typed = StoredValue::new(Typed::None);
    let page = crate::wire::fetched(
        move || (id.get(), asked.get(), booked.get()),
        |(id, asked, _)| async move { api::plan_days(id, asked.clone()).await.map(|view| (view, asked)) },
    );
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((view, asked)) => view! { <Planned view asked typed book /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().series.title />
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
fn Planned(view: DaysView, asked: Planning, typed: StoredValue<Typed>, book: ServerAction<BookDays>) -> impl IntoView {
    let (t, b) = (&t().series, &t().booking);
    let DaysView { plan, notice_reason } = view;
    let summary = plan.detail.summary.clone();
    let title = crate::features::appointment::title(crate::language::language(), &summary);
    let case = summary.case_number.as_ref().map(|case| format!(" · {case}")).unwrap_or_default();
    let error = move || book.value().get().and_then(Result::err);
    let problems = Signal::derive(move || {
        let mut problems = error().map(|error| error.problems()).unwrap_or_default();
        problems.retain(|problem| problem.field == REASON);
        problems
    });
    let refused = move || error().filter(|_| problems.with(Vec::is_empty)).map(|error| view! { <Refusal error /> });
    let labels = vec![(REASON, b.notice_reason.to_owned())];
    let id = plan.detail.summary.id;
    let reason = typed.try_get_value().flatten().filter(|(of, _)| *of == id).map_or(notice_reason, |(_, typed)| typed);
    let planned = plan.wanted > 0 && plan.problems.is_empty();
    view! {
        <PageHeading title=t.title kicker=format!("{title}{case}") lead=t.lead />
        <ErrorSummary problems labels />
        {refused}
        <Wanted plan=plan.clone() />
        {planned.then(|| view! { <Proposed plan asked reason typed problems book /> })}
    }
}

/// The proposal, and the button that books it.
#[component]
fn Proposed(
    plan: SeriesPlan,
    asked: Planning,
    reason: String,
    typed: StoredValue<Typed>,
    problems: Signal<Vec<Problem>>,
    book: ServerAction<BookDays>,
) -> AnyView {
    let (t, b) = (&t().series, &t().booking);
    let id = plan.detail.summary.id;
    let version = plan.detail.summary.version;
    let chosen: Vec<String> = plan.slots().map(|view| slot_code(view.slot)).collect();
    let (count, wanted) = (chosen.len(), usize::from(plan.wanted));
    let found = plan.days.iter().filter(|day| day.slot.is_some()).count();
    let fewer = (found < wanted).then(|| {
        view! { <Notice tone=Tone::Warn title=t.fewer(found, wanted)><p>{t.fewer_lead}</p></Notice> }
    });
    let words = if count == 1 { t.book_one.to_owned() } else { t.book_many(count) };
    let carried = carried(&asked);
    let reason = plan.form.short.then(|| {
        view! {
            <div on:input=move |event| typed.set_value(Some((id, event_target_value(&event))))>
                <TextAreaField name=REASON label=b.notice_reason hint=t.notice_reason_hint value=reason required=true limit=shared::text::Note::LIMIT rows=2 problems />
            </div>
        }
    });
    let button = if count == 0 {
        view! { <EmptyState title=t.none_left>""</EmptyState> }.into_any()
    } else {
        view! {
            <ActionForm action=book>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="chosen" value=chosen.join(",") />
                {carried}
                {reason}
                <p class="field-hint">{t.told}</p>
                <div class="form-actions">
                    <SubmitButton pending=book.pending()>{words}</SubmitButton>
                    <LinkButton href=format!("/appointments/{id}") look=Look::Secondary>{t.keep}</LinkButton>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <div class="series-proposal" id="proposed">
            <h2>{t.proposed}</h2>
            {fewer}
            <Proposal plan asked />
            {button}
        </div>
    }
    .into_any()
}

/// The address, so that a refusal leads back to it.
fn carried(asked: &Planning) -> impl IntoView + use<> {
    let asked = asked.clone();
    [
        ("count", asked.count),
        ("weekdays", asked.weekdays),
        ("duration", asked.duration),
        ("from", asked.from),
        ("short", asked.short),
        ("out", asked.out),
        ("at", asked.at),
    ]
    .map(|(key, value)| view! { <input type="hidden" name=format!("asked[{key}]") value=value /> })
    .collect_view()
}
