//! `/centres/:id/rules`: movement, turnover and escorts.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{
    centre::{Contradiction, RulesForm},
    error::Error,
    time::ZoneName,
};

use super::{
    api::{self, SetRules},
    state::{self, WeighedRules},
};
use crate::{
    address::own_query,
    components::{
        Entry, ErrorSummary, Field, HitList, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton,
        Tone, Width,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::t,
    who::{WhoAmI, who},
    wire::answered,
};

/// The page.
#[component]
pub fn RulesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let set = ServerAction::<SetRules>::new();
    let changed = answered(set);
    let query = own_query();
    let weigh = Memo::new(move |_| query.with(|query| query.get("weigh").is_some()));
    let page =
        crate::wire::fetched(move || (id.get(), weigh.get(), changed.get()), |(id, weigh, _)| api::rules(id, weigh));
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let reader = reader.known().await;
                match page.await {
                    Ok(opened) => view! { <Editor opened reader set /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().centres.rules />
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
fn Editor(opened: WeighedRules, reader: WhoAmI, set: ServerAction<SetRules>) -> impl IntoView {
    let t = &t().centres;
    let WeighedRules { view, typed, weighed } = opened;
    let form = RulesForm::retyped(typed, view.rules);
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let labels =
        [("move_before", t.move_before), ("move_after", t.move_after), ("turnover", t.turnover), ("teams", t.teams)]
            .map(|(key, label)| (key, label.to_owned()))
            .to_vec();
    view! {
        <PageHeading title=t.rules kicker=view.name.to_string() lead=t.untouched />
        <ErrorSummary problems labels />
        {refused}
        {weighed.map(|(found, more)| view! { <Contradicted found more zone=view.zone.clone() reader /> })}
        <ActionForm action=set attr:class="rule-form">
            <input type="hidden" name="centre" value=view.id.to_string() />
            <input type="hidden" name="form[seen]" value=form.seen />
            <Field name="form[move_before]" label=t.move_before hint=t.minutes_hint value=form.move_before entry=Entry::Number width=Width::Short required=true problems />
            <Field name="form[move_after]" label=t.move_after hint=t.minutes_hint value=form.move_after entry=Entry::Number width=Width::Short required=true problems />
            <Field name="form[turnover]" label=t.turnover hint=t.minutes_hint value=form.turnover entry=Entry::Number width=Width::Short required=true problems />
            <Field name="form[teams]" label=t.teams hint=t.teams_hint value=form.teams entry=Entry::Number width=Width::Short problems />
            <div class="form-actions">
                <SubmitButton pending=set.pending()>{t.save}</SubmitButton>
                <SubmitButton look=Look::Secondary name="weigh" value="1">{t.weigh}</SubmitButton>
                <LinkButton href=state::path(view.id) look=Look::Secondary>{t.back}</LinkButton>
            </div>
        </ActionForm>
    }
}

/// What is booked and would go against the rules as typed.
#[component]
fn Contradicted(found: Vec<Contradiction>, more: usize, zone: ZoneName, reader: WhoAmI) -> AnyView {
    let t = &t().centres;
    let title = match found.len() + more {
        0 => return view! { <Notice tone=Tone::Ok title=t.would_contradict_none /> }.into_any(),
        1 => t.would_contradict_one.to_owned(),
        count => t.would_contradict_many(count),
    };
    let hits = found.into_iter().map(|one| (one.hit, one.against)).collect();
    view! {
        <Notice tone=Tone::Warn title>
            <p>{t.would_contradict_lead}</p>
            <HitList label=t.hits hits zone=Some(zone) more who=reader />
        </Notice>
    }
    .into_any()
}
