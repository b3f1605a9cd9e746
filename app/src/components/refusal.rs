//! A refusal in words, with what to do next.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::error::Error;

use super::{notice::Notice, tag::Tone};
use crate::{
    back,
    error::ApiError,
    language::{language, t},
    meanwhile::{ToldMeanwhile, refused_in_full, told_in_full},
    words::refusals::{self, Reason},
};

/// Says why a call was refused. Whoever must sign in first is sent there from the server, and finds the way in a link
/// in the browser, where something typed may still stand on the page.
///
/// What others changed meanwhile and what stands in the way is said as well: the address that leads back to a form without JavaScript does not hold it.
#[component]
pub fn Refusal(
    /// What the call answered.
    error: ApiError,
) -> impl IntoView {
    let location = use_location();
    let function = location.query.with_untracked(|query| query.get("__path")).unwrap_or_default();
    let meanwhile = use_context::<ToldMeanwhile>().unwrap_or_default();
    let (changes, obstacles) = meanwhile.of(&location.pathname.get_untracked(), &function);
    let error = refused_in_full(told_in_full(error, changes), obstacles);
    let here = back::address(&location.pathname.get_untracked(), &location.search.get_untracked());
    let sign_in = back::sign_in(&here);
    let signed_out = error == ApiError::Refused(Error::Unauthenticated);
    #[cfg(feature = "ssr")]
    if signed_out {
        leptos_axum::redirect(&sign_in);
    }
    let booked = match &error {
        ApiError::Refused(Error::Booked(id)) => Some(format!("/appointments/{id}")),
        _ => None,
    };
    let Reason { title, body, list } = refusals::refusal(language(), &error);
    let tone = if signed_out { Tone::Warn } else { Tone::Stop };
    view! {
        <Notice tone title alert=true>
            {body.map(|words| view! { <p>{words}</p> })}
            {(!list.is_empty())
                .then(|| {
                    view! { <ul>{list.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
                })}
            {booked.map(|href| view! { <p><a class="button button-secondary" href=href>{t().errors.booked_link}</a></p> })}
            {signed_out.then(|| view! { <p><a class="button button-primary" href=sign_in>{t().sign_in.title}</a></p> })}
        </Notice>
    }
}
