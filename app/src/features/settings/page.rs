//! `/settings`: notice periods and tokens.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, MakeToken, RevokeToken, SetNotices},
    notices::Notices,
    state::Settings,
    tokens::{Secret, Tokens},
};
use crate::{
    components::{Loading, Notice, PageHeading, Refusal, Tone},
    language::t,
    wire::answered,
};

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.read().get("done"));
    let notices = ServerAction::<SetNotices>::new();
    let make = ServerAction::<MakeToken>::new();
    let revoke = ServerAction::<RevokeToken>::new();
    let changes = [answered(notices), answered(make), answered(revoke)];
    let page =
        crate::wire::fetched(move || changes.iter().map(|change| change.get()).sum::<usize>(), |_| api::settings());
    let errors = move || {
        [notices.value().get(), make.value().get(), revoke.value().get()].into_iter().flatten().find_map(Result::err)
    };
    let failed = move || errors().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let told = move || {
        let words = match done.get().as_deref() {
            Some("notices") => t().settings.done_notices,
            Some("revoked") => t().settings.done_revoked,
            _ => return None,
        };
        errors().is_none().then(|| view! { <Notice tone=Tone::Ok title=words /> })
    };
    view! {
        <PageHeading title=t().settings.title lead=t().settings.lead />
        {told}
        {failed}
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(settings) => {
                        let Settings { notices: periods, typed_notices, tokens, typed_token, secret } = settings;
                        view! {
                            {secret.map(|secret| view! { <Secret secret /> })}
                            <Notices periods typed=typed_notices set=notices />
                            <Tokens board=tokens typed=typed_token.unwrap_or_default() make revoke />
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}
