//! The top of every page: where one is, whether the page is live, who one is, in which language.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use locales::words;
use shared::{directory::Language, principal::Account};

use super::navigation::{Entry, entries};
use crate::{
    back,
    features::sign_in::SignOut,
    language::{language, t},
    live::{Line, PageLine},
    typed,
    who::{WhoAmI, who},
};

/// The header with the way past it for those who use the keyboard.
#[component]
pub fn Header() -> impl IntoView {
    let who = who();
    view! {
        <a class="skip" href="#main" rel="external">
            {t().nav.skip}
        </a>
        <header class="header">
            <a class="brand" href="/">
                <Mark />
                "Telesala"
            </a>
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    let who = who.known().await;
                    view! {
                        <Navigation entries=entries(&who, t()) />
                        <div class="header-side">
                            <LineState />
                            <Person who />
                            <Languages />
                        </div>
                    }
                })}
            </Suspense>
        </header>
    }
}

/// The square mark.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false">
            <rect x="1.5" y="1.5" width="15" height="15" rx="3" fill="none" stroke="currentColor" stroke-width="3" />
            <path class="mark-door" d="M16.5 6.5v5" fill="none" stroke-width="3" />
        </svg>
    }
}

#[component]
fn Navigation(entries: Vec<Entry>) -> impl IntoView {
    let path = use_location().pathname;
    (!entries.is_empty()).then(|| {
        let links = entries
            .into_iter()
            .map(|entry| {
                let (href, label) = (entry.href, entry.label);
                let external = back::in_new_document(href).then_some("external");
                view! {
                    <li>
                        <a href=href rel=external aria-current=move || path.with(|path| entry.holds(path)).then_some("page")>
                            {label}
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <nav class="nav" aria-label=t().nav.main>
                <ul>{links}</ul>
            </nav>
        }
    })
}

/// Live, or since when not. Spoken when it changes.
#[component]
fn LineState() -> impl IntoView {
    let line = use_context::<PageLine>().unwrap_or_default().0;
    let t = t();
    view! {
        <p class="line" role="status">
            {move || match line.get() {
                Line::Off => None,
                Line::Live => Some(view! { <span class="line-live">{t.nav.live}</span> }.into_any()),
                Line::LostAt(time) => {
                    let words = if time.is_empty() { t.nav.reconnecting_now.to_owned() } else { t.nav.reconnecting(time) };
                    Some(view! { <span class="line-lost">{words}</span> }.into_any())
                }
                Line::Full => Some(view! { <span class="line-lost">{t.nav.too_many_live}</span> }.into_any()),
            }}
        </p>
    }
}

/// Who one is, and the way out.
#[component]
fn Person(who: WhoAmI) -> impl IntoView {
    who.account.map(|account| {
        view! {
            <p class="person" title=account.name.to_string()>
                {capacity(language(), &account)}
            </p>
            <form method="post" action=SignOut::url() on:submit=|_| typed::forget_all()>
                <button type="submit" class="button button-plain button-small">
                    {t().nav.sign_out}
                </button>
            </form>
        }
    })
}

/// `Custodia, Izalco Fase III`.
fn capacity(language: Language, account: &Account) -> String {
    let role = words::account_role(language, account.role);
    account.place.as_ref().map_or_else(|| role.to_owned(), |place| format!("{role}, {place}"))
}

/// Both languages; the chosen one is not a link.
#[component]
fn Languages() -> impl IntoView {
    let location = use_location();
    let chosen = language();
    let links = Language::ALL
        .into_iter()
        .map(|language| {
            let code = language.code();
            let name = match language {
                Language::Es => t().nav.in_spanish,
                Language::En => t().nav.in_english,
            };
            let href = move || {
                let here = back::address(&location.pathname.read(), &location.search.read());
                format!("/language/{code}?back={}", back::in_query(&here))
            };
            let current = (language == chosen).then_some("true");
            view! {
                <li>
                    <a href=href rel="external" hreflang=code lang=code aria-current=current>
                        {code.to_uppercase()}
                        <span class="unseen">" " {name}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="languages" aria-label=t().nav.languages>
            <ul>{links}</ul>
        </nav>
    }
}
