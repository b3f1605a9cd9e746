//! `/absences/hours`: when somebody works, a weekday at a time.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use locales::{dates, words};
use shared::{
    error::Error,
    hours::HoursForm,
    time::{Weekday, ZoneName},
};

use super::{
    api::{self, SetWork},
    state::{Work, no_hours, work_address},
};
use crate::{
    components::{
        ErrorSummary, HoursFields, HoursGrid, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton,
        Tone, ZoneNote, hours_labels,
    },
    error::ApiError,
    features::{centres::day_of, not_found::NotFoundPage},
    language::{language, t},
    wire::answered,
};

/// The page.
#[component]
pub fn WorkPage() -> impl IntoView {
    let query = use_query_map();
    let person = Memo::new(move |_| query.read().get("person").unwrap_or_default());
    let day = Memo::new(move |_| day_of(query.read().get("day")));
    let done = Memo::new(move |_| query.read().get("done").is_some());
    let set = ServerAction::<SetWork>::new();
    // What was wrong with one day is not wrong with another.
    Effect::new(move |before: Option<Weekday>| {
        let now = day.get();
        if before.is_some_and(|before| before != now) {
            set.clear();
        }
        now
    });
    let changed = answered(set);
    let page = crate::wire::fetched(
        move || (person.get(), day.get(), changed.get()),
        |(person, day, _)| api::work(person, day.code().to_owned()),
    );
    view! {
        <Transition fallback=Loading>
            {move || {
                let (day, done) = (day.get(), done.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(work) => view! { <Editor work day done set /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().absences.work />
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

/// In whose time working hours are meant.
#[component]
pub(super) fn HoursZone(
    /// The zone of their agency, if they have one.
    zone: Option<ZoneName>,
) -> impl IntoView {
    let of_agency = zone.map(|zone| view! { <ZoneNote zone /> });
    let of_place = of_agency.is_none().then_some(t().absences.work_zone_of_place);
    view! { <p class="field-hint">{of_agency} {of_place}</p> }
}

#[component]
fn Editor(work: Work, day: Weekday, done: bool, set: ServerAction<SetWork>) -> impl IntoView {
    let (t, of_centres, language) = (&t().absences, &t().centres, language());
    let Work { board, typed } = work;
    let person = board.person.id;
    let form = HoursForm::retyped(typed, &board.hours, day);
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let none = no_hours(language, &board.hours);
    let name = dates::weekday_name(language, day);
    view! {
        <PageHeading
            title=t.work_of(&board.person.name)
            kicker=words::role(language, board.person.role)
            lead=t.work_lead
        />
        {move || (done && error().is_none()).then(|| view! { <Notice tone=Tone::Ok title=of_centres.done_saved /> })}
        <div class="rule-two">
            <HoursGrid
                caption=t.work_of(&board.person.name)
                hours=board.hours
                none
                edit=Callback::new(move |day: Weekday| format!("{}#edit", work_address(person, day.code())))
                current=day
            />
            <section class="card rule-card" id="edit" aria-labelledby="edit-title">
                <h2 id="edit-title">{of_centres.edit_day(name)}</h2>
                <ErrorSummary problems labels=hours_labels() />
                {refused}
                <ActionForm action=set>
                    <input type="hidden" name="person" value=person.to_string() />
                    <input type="hidden" name="day" value=day.code() />
                    <HoursFields form day problems />
                    <HoursZone zone=board.hours_zone />
                    <div class="form-actions">
                        <SubmitButton pending=set.pending()>{of_centres.save}</SubmitButton>
                        <LinkButton href=format!("/absences?person={person}") look=Look::Secondary>{t.work_back}</LinkButton>
                    </div>
                </ActionForm>
            </section>
        </div>
    }
}
