//! `/absences`: when somebody cannot be had, what that hits, and why.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use locales::words;
use shared::{
    absence::CalendarWrong, error::Error, ids::BlockId, permission::UseCase, schedule::BlockCause, time::Weekday,
};

use super::{
    api::{self, AddAbsence, ForgetCalendar, LiftAbsence, TakeCalendar},
    calendar::{Brought, Preview, Upload},
    people::People,
    state::{Absences, Weighed, no_hours, work_address},
    work::HoursZone,
};
use crate::{
    components::{HoursGrid, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone, ZoneNote},
    error::ApiError,
    features::{
        centres::{BlockTable, Extent, Why, asked_extent, extent_of, same_extent},
        not_found::NotFoundPage,
    },
    language::{language, t},
    sought::Seeking,
    who::{WhoAmI, who},
    wire::answered,
};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    add: ServerAction<AddAbsence>,
    lift: ServerAction<LiftAbsence>,
    take: ServerAction<TakeCalendar>,
    forget: ServerAction<ForgetCalendar>,
}

/// The page.
#[component]
pub fn AbsencesPage() -> impl IntoView {
    let (query, seeking) = (use_query_map(), Seeking::here());
    let of = move |key: &str| query.read().get(key).unwrap_or_default();
    let asked = Memo::new(move |_| (of("person"), query.with(|query| seeking.by(query)), of("calendar")));
    let told = Memo::new(move |_| (query.read().get("done"), CalendarWrong::from_code(&of("wrong"))));
    let extent = asked_extent(query);
    let forms = Forms {
        add: ServerAction::new(),
        lift: ServerAction::new(),
        take: ServerAction::new(),
        forget: ServerAction::new(),
    };
    let (added, lifted, forgotten) = (answered(forms.add), answered(forms.lift), answered(forms.forget));
    let page = crate::wire::fetched(
        move || (asked.get(), extent.get(), added.get() + lifted.get() + forgotten.get()),
        |((person, name, calendar), extent, _)| api::absences(person, name, calendar, extent_of(extent)),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let ((_, name, _), told) = (asked.get(), told.get());
                Suspend::new(async move {
                    let reader = reader.known().await;
                    match page.await {
                        Ok(Absences::Calendar(preview)) => {
                            view! { <Preview preview=*preview reader take=forms.take /> }.into_any()
                        }
                        Ok(Absences::Of(weighed)) => view! { <Theirs weighed=*weighed reader told forms /> }.into_any(),
                        Ok(Absences::People(people)) => view! { <People people name /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().absences.title />
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

/// Somebody's unavailability, and more of it.
#[component]
fn Theirs(
    weighed: Weighed,
    reader: WhoAmI,
    told: (Option<String>, Option<CalendarWrong>),
    forms: Forms,
) -> impl IntoView {
    let (t, language) = (&t().absences, language());
    let Weighed { board, form, hits, problems, typed } = weighed;
    let person = board.person.id;
    let own = reader.account.as_ref().is_some_and(|account| account.person == Some(person));
    let error = move || {
        let answers = [forms.add.value().get(), forms.lift.value().get(), forms.forget.value().get()];
        answers.into_iter().flatten().find_map(Result::err)
    };
    let refused = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let failed = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let (done, wrong) = told;
    // What is left where it was, if anything, is mended by those who booked it, as far ahead as is looked for it.
    let breaks = matches!(done.as_deref(), Some("blocked" | "taken" | "repaired"));
    let mends = breaks && reader.may(UseCase::Repair);
    let told = done.map(|done| match done.as_str() {
        "lifted" => t.done_lifted,
        "taken" => t.done_taken,
        "forgotten" => t.done_forgotten,
        "repaired" => t.done_repaired,
        _ => t.done_added,
    });
    let repair = (reader.may(UseCase::Repair) && hits.as_ref().is_some_and(|(hits, _)| !hits.is_empty()))
        .then(|| crate::features::repair::address("person", person, &form));
    let why = typed.filter(|typed| same_extent(typed, &form)).unwrap_or_default();
    let confirm = hits.map(|(hits, more)| {
        let around = move |fields: AnyView| {
            view! {
                <ActionForm action=forms.add attr:class="rule-form">
                    <input type="hidden" name="person" value=person.to_string() />
                    {fields}
                </ActionForm>
            }
        };
        view! {
            <Why form=form.clone() why hits more zone=board.zone.clone() reader button=t.add repair problems=refused around />
        }
    });
    let lift = move |block: BlockId, name: String| {
        view! {
            <ActionForm action=forms.lift>
                <input type="hidden" name="person" value=person.to_string() />
                <input type="hidden" name="block" value=block.to_string() />
                <SubmitButton look=Look::Secondary>
                    {t.lift} <span class="unseen">" " {name}</span>
                </SubmitButton>
            </ActionForm>
        }
    };
    let (brought, blocks): (Vec<_>, Vec<_>) =
        board.blocks.into_iter().partition(|block| block.cause == BlockCause::Calendar);
    let list = if blocks.is_empty() && brought.is_empty() {
        view! { <p class="soft">{t.none}</p> }.into_any()
    } else if blocks.is_empty() {
        ().into_any()
    } else {
        view! { <BlockTable caption=t.list blocks rooms=false lift /> }.into_any()
    };
    let kicker = words::role(language, board.person.role);
    let lead = if own { t.own_lead } else { t.their_lead };
    view! {
        <PageHeading title=t.title_of(&board.person.name) kicker lead />
        {told.map(|words| view! {
            <Notice tone=Tone::Ok title=words>
                {mends.then(|| view! { <p><LinkButton href="/repair" look=Look::Secondary>{t.to_repair}</LinkButton></p> })}
            </Notice>
        })}
        {failed}
        <section class="rule-section" aria-label=t.title>
            {list}
            <Brought person blocks=brought last=board.calendar_last forget=forms.forget />
        </section>
        <Extent title=t.when action="/absences".to_owned() rooms=None form today=board.today problems keep=Some(("person", person.to_string())) />
        <p class="field-hint"><ZoneNote zone=board.zone /></p>
        {confirm}
        <section class="rule-section" aria-labelledby="work-title">
            <h2 id="work-title">{t.work}</h2>
            <p class="soft">{if own { t.work_own } else { t.work_theirs }}</p>
            <HoursGrid
                caption=t.work
                none=no_hours(language, &board.hours)
                hours=board.hours
                edit=Callback::new(move |day: Weekday| work_address(person, day.code()))
            />
            <HoursZone zone=board.hours_zone />
        </section>
        <Upload person wrong />
        {(!own).then(|| view! { <p><LinkButton href="/absences" look=Look::Plain>{t.others}</LinkButton></p> })}
    }
}
