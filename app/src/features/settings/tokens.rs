//! The tokens of programs: making one, its secret once, the last use, revoking.

use leptos::{form::ActionForm, prelude::*};
use locales::{dates, words};
use shared::{
    principal::Grant,
    settings::{TokenBoard, TokenForm, TokenView},
    text::Name,
    time::Local,
};

use super::api::{MakeToken, RevokeToken};
use crate::{
    components::{
        Choice, Column, DataTable, Entry, ErrorSummary, Field, Look, Notice, SelectField, SubmitButton, Tag, Tone,
        Width, ZoneNote,
    },
    language::{language, t},
};

/// The secret, this once.
#[component]
pub(super) fn Secret(secret: String) -> impl IntoView {
    let t = &t().settings;
    view! {
        <Notice tone=Tone::Warn title=t.secret alert=true>
            <p>{t.secret_hint}</p>
            <p><code class="secret">{secret}</code></p>
        </Notice>
    }
}

/// All tokens, and the form for another.
#[component]
pub(super) fn Tokens(
    board: TokenBoard,
    typed: TokenForm,
    make: ServerAction<MakeToken>,
    revoke: ServerAction<RevokeToken>,
) -> impl IntoView {
    let (t, language) = (&t().settings, language());
    let problems = Signal::derive(move || {
        make.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let labels = [("agency", t.agency), ("name", t.name), ("grants", t.grants), ("days", t.days)]
        .map(|(key, label)| (key, label.to_owned()))
        .to_vec();
    let agencies = board
        .agencies
        .into_iter()
        .map(|(code, name)| Choice::new(code.to_string(), format!("{name} ({code})")))
        .collect();
    let grants = Grant::ALL
        .iter()
        .enumerate()
        .map(|(place, grant)| {
            // The error summary leads to the first.
            let id = if place == 0 { "grants".to_owned() } else { format!("grant-{}", grant.code()) };
            let checked = typed.grants.iter().any(|code| code == grant.code());
            view! {
                <div class="radio">
                    <input type="checkbox" id=id.clone() name=format!("form[grants][{place}]") value=grant.code() checked=checked />
                    <label for=id>{words::grant(language, *grant)}</label>
                </div>
            }
        })
        .collect_view();
    let list = if board.tokens.is_empty() {
        view! { <p class="soft">{t.no_tokens}</p> }.into_any()
    } else {
        view! { <TokenTable tokens=board.tokens revoke /> }.into_any()
    };
    view! {
        <section class="rule-section" aria-labelledby="tokens-title">
            <h2 id="tokens-title">{t.tokens}</h2>
            <p class="field-hint">{t.tokens_hint} " (" <ZoneNote zone=board.zone /> ")"</p>
            {list}
        </section>
        <section class="card rule-card" aria-labelledby="make-title">
            <h2 id="make-title">{t.make_title}</h2>
            <ErrorSummary problems labels />
            <ActionForm action=make attr:class="rule-form">
                <SelectField name="form[agency]" label=t.agency choices=agencies value=typed.agency nothing=t.choose required=true width=Width::Half problems />
                <Field name="form[name]" label=t.name hint=t.name_hint value=typed.name limit=Name::LIMIT required=true autocomplete="off" width=Width::Half problems />
                <fieldset class="field">
                    <legend class="field-label">{t.grants}</legend>
                    <div class="radios">{grants}</div>
                </fieldset>
                <Field name="form[days]" label=t.days hint=t.days_hint value=typed.days entry=Entry::Number width=Width::Short problems />
                <div class="form-actions">
                    <SubmitButton pending=make.pending()>{t.make}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}

#[component]
fn TokenTable(tokens: Vec<TokenView>, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let (t, language) = (&t().settings, language());
    let columns = [t.name, t.agency, t.grants, t.used, t.ends, t.action].map(Column::new).to_vec();
    let moment = move |at: Option<Local>, none: &str| {
        at.map_or_else(|| none.to_owned(), |at| dates::short_moment(language, at.civil))
    };
    let rows = tokens
        .into_iter()
        .map(|token| {
            let grants: Vec<_> = Grant::ALL
                .iter()
                .filter(|grant| token.grants.holds(**grant))
                .map(|grant| words::grant(language, *grant))
                .collect();
            let (name, named) = (token.name.to_string(), token.name.to_string());
            let act = if token.serves {
                view! {
                    <ActionForm action=revoke>
                        <input type="hidden" name="token" value=token.id.to_string() />
                        <SubmitButton look=Look::Danger>
                            {t.revoke} <span class="unseen">" " {named}</span>
                        </SubmitButton>
                    </ActionForm>
                }
                .into_any()
            } else {
                let words = if token.revoked.is_some() { t.revoked } else { t.over };
                view! { <Tag tone=Tone::Stop text=words /> }.into_any()
            };
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.name>
                        {name}
                        <span class="cell-under">{t.made(dates::short_moment(language, token.created.civil))}</span>
                    </td>
                    <td role="cell" data-label=t.agency>{token.agency.to_string()}</td>
                    <td role="cell" data-label=t.grants>{grants.join("; ")}</td>
                    <td role="cell" data-label=t.used>{moment(token.used, t.never)}</td>
                    <td role="cell" data-label=t.ends>{moment(token.revoked.or(token.expires), t.no_end)}</td>
                    <td role="cell" class="cell-act">{act}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption=t.token_list columns>
                {rows}
            </DataTable>
        </div>
    }
}
