//! How data travel between the server and its pages: in postcard, not in JSON.
//!
//! The code that reads JSON names every field of every type and is compiled once for each; it was the largest part of
//! the client. Postcard knows fields by their order, which is safe here because a page and its client are always of
//! one build. What forms post stays a form, and other systems are spoken to elsewhere.

use std::future::Future;

use leptos::{
    prelude::*,
    server::codee::binary::PostcardCodec,
    server_fn::{ServerFn, codec::Postcard},
};
use serde::{Serialize, de::DeserializeOwned};
use shared::error::Error;

use crate::error::ApiError;

/// What a server function answers in.
pub type Compact = Postcard;

/// What a page shows of the server: there when the page is drawn, fetched again when its source changes.
pub type Fetched<T> = Resource<T, PostcardCodec>;

/// Fetches what a page needs before its first byte is sent, so that it is complete without JavaScript.
pub fn fetched<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Fetched<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, true)
}

/// How often a form was answered: the page that it changes fetches again whenever this grows.
///
/// What did not get through and what an ended session refused count for nothing. Fetching would fare no better, and the
/// refusal in place of the page would take away what was typed into it.
pub fn answered<A>(form: ServerAction<A>) -> Memo<usize>
where
    A: ServerFn<Error = ApiError> + Send + Sync + Clone + 'static,
    A::Output: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = form.version().get();
        let unheard = form.value().with_untracked(|answer| {
            let error = answer.as_ref().and_then(|answer| answer.as_ref().err());
            error.is_some_and(|error| error.is_passing() || *error == ApiError::Refused(Error::Unauthenticated))
        });
        if unheard { before.copied().unwrap_or_default() } else { version }
    })
}
