//! The page with the messages.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use locales::words;
use shared::{
    ids::MessageId,
    notice::{Anew, Delivery, Message, MessageKind},
    time::{Local, ZoneName},
};

use super::{
    api::{SendAgain, SendAllAgain, messages},
    state::{Piece, pieces},
};
use crate::{
    components::{
        DeliveryTag, EmptyState, Loading, Look, Moment, Notice, PageHeading, Refusal, SubmitButton, SummaryList,
        SummaryRow, Tone, ZoneNote,
    },
    language::{language, t},
    wire::answered,
};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    one: ServerAction<SendAgain>,
    all: ServerAction<SendAllAgain>,
}

/// The messages, newest first.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let t = t();
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get_str("before").and_then(|id| id.parse::<MessageId>().ok()));
    let done = Memo::new(move |_| query.read().get("done"));
    let forms = Forms { one: ServerAction::new(), all: ServerAction::new() };
    let changes = [answered(forms.one), answered(forms.all)];
    let list = crate::wire::fetched(
        move || (before.get(), changes.iter().map(|change| change.get()).sum::<usize>()),
        |(before, _)| messages(before),
    );
    let errors = move || [forms.one.value().get(), forms.all.value().get()].into_iter().flatten().find_map(Result::err);
    let failed = move || errors().map(|error| view! { <Refusal error /> });
    let told = move || {
        done.get().filter(|_| errors().is_none()).map(|done| {
            let (tone, title) = match done.as_str() {
                "again" => (Tone::Ok, t.outbox.done_again),
                _ => (Tone::Warn, t.outbox.done_none),
            };
            view! { <Notice tone title /> }
        })
    };
    view! {
        <PageHeading title=t.outbox.title lead=t.outbox.lead />
        {told}
        {failed}
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(messages) => {
                        view! { <MessageList messages first=before.get_untracked().is_none() forms /> }.into_any()
                    }
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn MessageList(messages: Vec<Message>, first: bool, forms: Forms) -> impl IntoView {
    let t = t();
    let oldest = messages.last().map(|message| message.id);
    let newest = (!first).then(|| view! { <a href="/outbox">{t.outbox.newest}</a> });
    if messages.is_empty() {
        return view! {
            <EmptyState title=t.outbox.empty>
                <p>{t.outbox.empty_hint}</p>
                {newest}
            </EmptyState>
        }
        .into_any();
    }
    // A full page may have older ones behind it.
    let older = oldest
        .filter(|_| messages.len() >= 100)
        .map(|id| view! { <a href=format!("/outbox?before={id}")>{t.outbox.older}</a> });
    let all = messages.iter().any(|message| message.again || message.anew.is_some()).then(|| {
        view! {
            <ActionForm action=forms.all attr:class="messages-again">
                <SubmitButton look=Look::Secondary pending=forms.all.pending()>{t.outbox.again_all}</SubmitButton>
            </ActionForm>
        }
    });
    let items = messages.into_iter().map(|message| view! { <MessageCard message send=forms.one /> }).collect_view();
    view! {
        {all}
        <ul class="messages" aria-label=t.outbox.list>
            {items}
        </ul>
        <p class="button-row way-on">{newest} {older}</p>
    }
    .into_any()
}

/// `11 ene, 09:30 hora de El Salvador`: the reader works for no one place, so the place is always named.
#[component]
fn Stamp(at: Local, zone: ZoneName) -> impl IntoView {
    view! {
        <Moment at short=true />
        " "
        <ZoneNote zone />
    }
}

#[component]
fn MessageCard(message: Message, send: ServerAction<SendAgain>) -> impl IntoView {
    let t = t();
    let kind = words::message_kind(language(), message.kind);
    let text = pieces(&message.body)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.into_any(),
            // The page behind the link is plain, and it is read as its receiver would: from the server, not from here.
            Piece::Link(address) => {
                let words = address.clone();
                view! { <a href=address rel="external">{words}</a> }.into_any()
            }
        })
        .collect_view();
    // What was declined never became an appointment that could be opened.
    let about = if message.kind == MessageKind::Declined {
        t.outbox.request.into_any()
    } else {
        view! { <a href=format!("/appointments/{}", message.appointment)>{t.outbox.appointment}</a> }.into_any()
    };
    let calendar = (!message.calendar.is_empty()).then(|| {
        view! {
            <h3>{t.outbox.calendar}</h3>
            <pre class="message-calendar" tabindex="0">{message.calendar}</pre>
        }
    });
    let which = format!("{}: {}", message.to_name, message.subject);
    let again = (message.delivery == Delivery::Failed)
        .then(|| view! { <Again message=message.id holds=message.again anew=message.anew which send /> });
    let zone = message.zone.clone();
    let sent = message.sent.map(|at| {
        view! {
            <SummaryRow label=t.outbox.sent>
                <Stamp at zone />
            </SummaryRow>
        }
    });
    view! {
        <li class="card message">
            <div class="message-head">
                <h2>{message.subject}</h2>
                <DeliveryTag delivery=message.delivery />
            </div>
            <SummaryList>
                <SummaryRow label=kind>
                    {about}
                </SummaryRow>
                <SummaryRow label=t.outbox.to>
                    {message.to_name.to_string()} " · " {message.to_email.to_string()} " · "
                    {message.language.code().to_uppercase()}
                </SummaryRow>
                <SummaryRow label=t.outbox.written>
                    <Stamp at=message.written zone=message.zone />
                </SummaryRow>
                {sent}
                {(message.attempts > 0)
                    .then(|| {
                        view! { <SummaryRow label=t.outbox.attempts>{message.attempts.to_string()}</SummaryRow> }
                    })}
                {message.last_error.map(|fault| view! { <SummaryRow label=t.outbox.fault>{fault}</SummaryRow> })}
            </SummaryList>
            {again}
            <details>
                <summary>{t.outbox.show}</summary>
                <h3>{t.outbox.text}</h3>
                <div class="message-text">{text}</div>
                {calendar}
            </details>
        </li>
    }
}

/// The way to send what was given up once more, or another in its place, or why there is none.
#[component]
fn Again(
    message: MessageId,
    holds: bool,
    anew: Option<Anew>,
    which: String,
    send: ServerAction<SendAgain>,
) -> impl IntoView {
    let t = t();
    if !holds && anew.is_none() {
        return view! { <p class="soft">{t.outbox.no_more}</p> }.into_any();
    }
    let words = if anew.is_some() { t.outbox.anew } else { t.outbox.again };
    let why = anew.map(|why| {
        let why = match why {
            Anew::Corrected => t.outbox.corrected,
            Anew::Unreached => t.outbox.unreached,
        };
        view! { <p class="soft">{why}</p> }
    });
    view! {
        {why}
        <ActionForm action=send>
            <input type="hidden" name="message" value=message.to_string() />
            <SubmitButton look=Look::Secondary>
                {words} <span class="unseen">" " {which}</span>
            </SubmitButton>
        </ActionForm>
    }
    .into_any()
}
