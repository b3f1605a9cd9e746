//! `/centres/:id/counts`: the hours in which nobody moves, a kind and a weekday at a time.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use locales::{dates, words};
use shared::{error::Error, hours::HoursForm, schedule::CountKind, time::Weekday};

use super::{
    api::{self, SetCounts},
    centre::Contradictions,
    state::{self, Opened},
};
use crate::{
    address::own_query,
    components::{
        ErrorSummary, HoursFields, HoursGrid, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton,
        Tone, hours_labels,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    who::{WhoAmI, who},
    wire::answered,
};

/// The page.
#[component]
pub fn CountsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let asked = Memo::new(move |_| (state::kind_of(query.read().get("kind")), state::day_of(query.read().get("day"))));
    let done = Memo::new(move |_| query.read().get("done").is_some());
    let set = ServerAction::<SetCounts>::new();
    // What was wrong with one day is not wrong with another.
    Effect::new(move |before: Option<(CountKind, Weekday)>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            set.clear();
        }
        now
    });
    let changed = answered(set);
    let page = crate::wire::fetched(
        move || (id.get(), asked.get(), changed.get()),
        |(id, (kind, day), _)| api::counts(id, kind, day.code().to_owned()),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let (asked, done) = (asked.get(), done.get());
                Suspend::new(async move {
                    let reader = reader.known().await;
                    match page.await {
                        Ok(opened) => view! { <Editor opened asked done reader set /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().centres.title />
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

#[component]
fn Editor(
    opened: Opened<HoursForm>,
    asked: (CountKind, Weekday),
    done: bool,
    reader: WhoAmI,
    set: ServerAction<SetCounts>,
) -> impl IntoView {
    let (t, language) = (&t().centres, language());
    let (kind, day) = asked;
    let Opened { view, typed } = opened;
    let back = state::path(view.id);
    let here = format!("{back}/counts?kind={}", kind.code());
    let hours = view.hours_of(kind).to_vec();
    let form = HoursForm::retyped(typed, &hours, day);
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let title = words::count_kind(language, kind);
    view! {
        <PageHeading title kicker=view.name.to_string() lead=t.counts_lead />
        {move || (done && error().is_none()).then(|| view! { <Notice tone=Tone::Ok title=t.done_saved /> })}
        <Contradictions view=view.clone() reader />
        <div class="rule-two">
            <HoursGrid
                caption=title
                hours
                none=t.nothing
                closed=true
                edit=Callback::new(move |day: Weekday| format!("{here}&day={}#edit", day.code()))
                current=day
            />
            <section class="card rule-card" id="edit" aria-labelledby="edit-title">
                <h2 id="edit-title">{t.edit_day(dates::weekday_name(language, day))}</h2>
                <ErrorSummary problems labels=hours_labels() />
                {refused}
                <ActionForm action=set>
                    <input type="hidden" name="centre" value=view.id.to_string() />
                    <input type="hidden" name="kind" value=kind.code() />
                    <input type="hidden" name="day" value=day.code() />
                    <HoursFields form day problems />
                    <div class="form-actions">
                        <SubmitButton pending=set.pending()>{t.save}</SubmitButton>
                        <LinkButton href=back look=Look::Secondary>{t.back}</LinkButton>
                    </div>
                </ActionForm>
            </section>
        </div>
    }
}
