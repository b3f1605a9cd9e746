//! The page on which one signs in.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

use super::api::{SignIn, typed_name};
use crate::{
    back::safe_back,
    components::{Entry, Field, Notice, PageHeading, Refusal, SubmitButton, Tone},
    language::t,
};

/// Name and password. The form works without JavaScript; what was typed stays, except the password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = t();
    let sign_in = ServerAction::<SignIn>::new();
    let outcome = sign_in.value();
    let query = use_query_map();
    let back = move || query.with(|query| safe_back(query.get_str("back").unwrap_or_default()).to_owned());
    let typed = crate::wire::fetched(|| (), |()| typed_name());
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || match outcome.get() {
        Some(Ok(back)) => {
            // Nothing waits for whoever does not come from a page.
            if back == "/" {
                crate::typed::forget_all();
            }
            crate::browser::page::load(&back);
        }
        Some(Err(_)) => crate::browser::page::empty_field("password"),
        None => {}
    });
    view! {
        <div class="narrow">
            <PageHeading title=t.sign_in.title lead=t.sign_in.lead />
            {move || match outcome.get() {
                Some(Err(error)) => Some(view! { <Refusal error /> }),
                _ => None,
            }}
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    let typed = typed.await.ok().flatten().unwrap_or_default();
                    view! {
                        <ActionForm action=sign_in>
                            <input type="hidden" name="back" value=back />
                            <Field
                                name="name"
                                label=t.sign_in.name
                                value=typed
                                autocomplete="username"
                                required=true
                            />
                            <Field
                                name="password"
                                label=t.sign_in.password
                                entry=Entry::Password
                                autocomplete="current-password"
                                required=true
                            />
                            <SubmitButton pending=sign_in.pending()>{t.sign_in.submit}</SubmitButton>
                        </ActionForm>
                    }
                })}
            </Suspense>
            <Notice tone=Tone::Info title=t.sign_in.help_title>
                <p>{t.sign_in.help_body}</p>
            </Notice>
        </div>
    }
}
