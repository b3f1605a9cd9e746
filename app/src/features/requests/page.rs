//! `/requests`: to those who book what others ask for, to those who ask what became of it.

use leptos::{form::ActionForm, html, prelude::*};
use leptos_router::hooks::use_query_map;
use locales::{dates, words};
use shared::{
    ids::AppointmentId,
    request::{OwnRequests, RequestView},
};

use super::{
    api::{self, DeclineRequest},
    lines::{OwnLines, RequestTitle, title, wished},
    state::{self, Requests},
};
use crate::{
    components::{
        Card, EmptyState, ErrorSummary, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone,
        focus,
    },
    features::appointment::{Reason, ReasonForm},
    language::{language, t},
    wire::answered,
};

/// The page.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("decline").unwrap_or_default());
    let before = Memo::new(move |_| query.read().get("before").unwrap_or_default());
    let done = Memo::new(move |_| query.read().get("done"));
    let decline = ServerAction::<DeclineRequest>::new();
    // Whether the reader has just pressed to decline: the button is gone, and the focus with it.
    let pressed = StoredValue::new(false);
    // What was wrong with declining one request is not wrong with another.
    Effect::new(move |before: Option<String>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            decline.clear();
            pressed.set_value(true);
        }
        now
    });
    let declined = answered(decline);
    let page = crate::wire::fetched(
        move || (asked.get(), before.get(), declined.get()),
        |(asked, before, _)| api::requests(asked, before),
    );
    view! {
        <Transition fallback=Loading>
            {move || {
                let done = done.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(Requests::Open(open)) => view! { <Open open done decline pressed /> }.into_any(),
                        Ok(Requests::Own(page)) => {
                            let first = before.get_untracked().is_empty();
                            view! { <Own page first done /> }.into_any()
                        }
                        Err(error) => {
                            view! {
                                <PageHeading title=t().requests.title />
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

/// What waits for an answer.
#[component]
fn Open(
    open: state::Open,
    done: Option<String>,
    decline: ServerAction<DeclineRequest>,
    pressed: StoredValue<bool>,
) -> impl IntoView {
    let state::Open { requests, more, declining } = open;
    let further = (more > 0).then(|| t().components.more_hits(more));
    let t = &t().requests;
    let failed = move || {
        let error = decline.value().get().and_then(Result::err).filter(|error| error.problems().is_empty());
        error.map(|error| view! { <Refusal error /> })
    };
    let told = done.filter(|done| done == "declined").map(|_| view! { <Notice tone=Tone::Ok title=t.done_declined /> });
    let none = requests.is_empty().then(|| view! { <EmptyState title=t.none /> });
    let cards = requests
        .into_iter()
        .map(|request| {
            let reason = declining.as_ref().filter(|(id, _)| *id == request.id).map(|(_, reason)| reason.clone());
            view! { <Waiting request reason decline pressed /> }
        })
        .collect_view();
    view! {
        <PageHeading title=t.title lead=t.lead />
        {told}
        {failed}
        {none}
        <div class="rule-cards">{cards}</div>
        {further.map(|words| view! { <p class="soft">{words}</p> })}
    }
}

/// One that waits, with the ways to answer it.
#[component]
fn Waiting(
    request: RequestView,
    reason: Option<ReasonForm>,
    decline: ServerAction<DeclineRequest>,
    pressed: StoredValue<bool>,
) -> impl IntoView {
    let (t, language) = (&t().requests, language());
    let id = request.id;
    let (to_book, to_decline) = (title(&request), title(&request));
    let role = words::account_role(language, request.asked_as);
    let asked = t.asked_by(&request.asked_by, role, dates::short_moment(language, request.asked.civil));
    let wish = wished(&request);
    let answer = match reason {
        Some(typed) => view! { <Declining id typed decline pressed /> }.into_any(),
        None => view! {
            <div class="form-actions">
                <LinkButton href=state::booking(id)>
                    {t.book} <span class="unseen">" " {to_book}</span>
                </LinkButton>
                <LinkButton href=state::declining(id) look=Look::Plain>
                    {t.decline} <span class="unseen">" " {to_decline}</span>
                </LinkButton>
            </div>
        }
        .into_any(),
    };
    view! {
        <Card>
            <h2>
                <RequestTitle request=request.clone() />
            </h2>
            <p>{wish}</p>
            {request.held_in.map(|centre| view! { <p class="soft">{centre.to_string()}</p> })}
            <p class="soft">{asked}</p>
            {request.note.map(|note| view! { <p class="detail-quote">{note.to_string()}</p> })}
            {answer}
        </Card>
    }
}

/// Asks why it is declined.
#[component]
fn Declining(
    id: AppointmentId,
    typed: ReasonForm,
    decline: ServerAction<DeclineRequest>,
    pressed: StoredValue<bool>,
) -> impl IntoView {
    let t = &t().requests;
    let heading = NodeRef::<html::H3>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get()
            && pressed.get_value()
        {
            pressed.set_value(false);
            focus(heading.into());
        }
    });
    let problems = Signal::derive(move || {
        decline.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    view! {
        <div class="rule-card">
            <h3 tabindex="-1" node_ref=heading>
                {t.decline_title}
            </h3>
            <p>{t.decline_lead}</p>
            <ErrorSummary problems labels=vec![("cause", t.cause.to_owned()), ("note", t.cause_note.to_owned())] />
            <ActionForm action=decline>
                <input type="hidden" name="id" value=id.to_string() />
                <Reason typed problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Danger pending=decline.pending()>
                        {t.decline_button}
                    </SubmitButton>
                    <LinkButton href="/requests" look=Look::Secondary>
                        {t.keep}
                    </LinkButton>
                </div>
            </ActionForm>
        </div>
    }
}

/// What the reader asked for: a page of it.
#[component]
fn Own(page: OwnRequests, first: bool, done: Option<String>) -> impl IntoView {
    let t = &t().requests;
    let OwnRequests { requests, older } = page;
    let told = done.filter(|done| done == "asked").map(|_| view! { <Notice tone=Tone::Ok title=t.done_asked /> });
    let list = if requests.is_empty() {
        view! { <EmptyState title=t.own_none /> }.into_any()
    } else {
        view! { <OwnLines requests /> }.into_any()
    };
    let newest = (!first).then(|| view! { <a href="/requests">{t.newest}</a> });
    let older = older.map(|id| view! { <a href=state::older(id)>{t.older}</a> });
    let turns = (newest.is_some() || older.is_some()).then(|| view! { <p class="button-row">{newest} {older}</p> });
    view! {
        <PageHeading title=t.own_title lead=t.own_lead />
        {told}
        {list}
        {turns}
        <div class="form-actions">
            <LinkButton href="/requests/new">{t.another}</LinkButton>
        </div>
    }
}
