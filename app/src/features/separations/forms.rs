//! The forms of the page of separations: the search for codes, a pair, somebody for a group.

use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn};
use shared::{
    block::Hit,
    separation::{MemberForm, SeparationForm},
    text::{Code, Note},
};

use super::api::{self, JoinGroup, Separate};
use crate::{
    components::{
        Entry, ErrorSummary, Field, HitList, Look, Notice, Refusal, SubmitButton, TextAreaField, Tone, Width,
    },
    language::t,
    sought::Seek,
    who::WhoAmI,
};

/// The search for who is held here: as one types, or with its button.
#[component]
pub(super) fn Register(
    /// What was sought with the button.
    sought: String,
) -> impl IntoView {
    let t = &t().separations;
    let typed = RwSignal::new(sought.clone());
    let found = crate::wire::fetched(move || typed.get(), api::find_held);
    let mut listen = debounce(std::time::Duration::from_millis(250), move |text| typed.set(text));
    view! {
        <section class="rule-section" aria-labelledby="find-title">
            <h2 id="find-title">{t.find_title}</h2>
            <form
                class="search"
                role="search"
                method="post"
                action=Seek::url()
                on:input=move |event| listen(event_target_value(&event))
                on:submit=move |event| event.prevent_default()
            >
                <input type="hidden" name="back" value="/separations" />
                <Field name="text" id="find" label=t.find hint=t.find_hint value=sought entry=Entry::Search required=true autocomplete="off" width=Width::Half />
                <SubmitButton look=Look::Secondary>{t.search}</SubmitButton>
            </form>
            <div role="status">
                <Transition>
                    {move || Suspend::new(async move {
                        match found.await {
                            Err(error) => view! { <Refusal error /> }.into_any(),
                            Ok(found) if found.is_empty() => {
                                let asked = !typed.read_untracked().trim().is_empty();
                                asked.then(|| view! { <p class="soft">{t.found_none}</p> }).into_any()
                            }
                            Ok(found) => {
                                let items = found
                                    .into_iter()
                                    .map(|one| view! { <li><strong>{one.code.to_string()}</strong> " · " {one.name.to_string()}</li> })
                                    .collect_view();
                                view! { <ul class="separation-found">{items}</ul> }.into_any()
                            }
                        }
                    })}
                </Transition>
            </div>
        </section>
    }
}

/// Two who must not meet.
#[component]
pub(super) fn Pair(typed: SeparationForm, separate: ServerAction<Separate>) -> impl IntoView {
    let t = &t().separations;
    let problems = Signal::derive(move || {
        separate.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let labels =
        [("one", t.one), ("other", t.other), ("reason", t.reason)].map(|(key, label)| (key, label.to_owned())).to_vec();
    view! {
        <section class="card rule-card" aria-labelledby="pair-title">
            <h2 id="pair-title">{t.add_title}</h2>
            <p class="field-hint">{t.untouched}</p>
            <ErrorSummary problems labels />
            <ActionForm action=separate attr:class="rule-form">
                <Field name="form[one]" label=t.one hint=t.code_hint value=typed.one limit=Code::LIMIT required=true autocomplete="off" width=Width::Half problems />
                <Field name="form[other]" label=t.other hint=t.other_hint value=typed.other limit=Code::LIMIT required=true autocomplete="off" width=Width::Half problems />
                <TextAreaField name="form[reason]" label=t.reason hint=t.reason_hint value=typed.reason limit=Note::LIMIT rows=3 required=true problems />
                <div class="form-actions">
                    <SubmitButton pending=separate.pending()>{t.add}</SubmitButton>
                    <SubmitButton look=Look::Secondary name="weigh" value="1">{t.weigh}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}

/// Somebody for a group.
#[component]
pub(super) fn Join(typed: MemberForm, join: ServerAction<JoinGroup>) -> impl IntoView {
    let t = &t().separations;
    let problems = Signal::derive(move || {
        join.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let labels = [("detainee", t.member), ("group", t.group)].map(|(key, label)| (key, label.to_owned())).to_vec();
    view! {
        <section class="card rule-card" aria-labelledby="join-title">
            <h2 id="join-title">{t.join_title}</h2>
            <p class="field-hint">{t.join_hint}</p>
            <ErrorSummary problems labels />
            <ActionForm action=join attr:class="rule-form">
                <Field name="form[detainee]" label=t.member hint=t.code_hint value=typed.detainee limit=Code::LIMIT required=true autocomplete="off" width=Width::Half problems />
                <Field name="form[group]" label=t.group hint=t.group_hint value=typed.group limit=Code::LIMIT required=true autocomplete="off" width=Width::Half problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary pending=join.pending()>{t.join}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}

/// What is booked and would bring a pair together, before it is kept apart.
#[component]
pub(super) fn BroughtTogether(hits: Vec<Hit>, reader: WhoAmI) -> AnyView {
    let t = &t().separations;
    if hits.is_empty() {
        return view! { <Notice tone=Tone::Ok title=t.together_none /> }.into_any();
    }
    let title = match hits.len() {
        1 => t.together_one.to_owned(),
        count => t.together_many(count),
    };
    let listed = hits.into_iter().map(|hit| (hit, Vec::new())).collect();
    view! {
        <Notice tone=Tone::Warn title>
            <p>{t.together_lead}</p>
            <HitList label=t.together hits=listed zone=None more=0 who=reader />
        </Notice>
    }
    .into_any()
}
