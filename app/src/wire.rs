//! How data travel between the server and its pages: in postcard, not in JSON.
//!
//! The code that reads JSON names every field of every type and is compiled once for each; it was the largest part of
//! the client. Postcard knows fields by their order, which is safe here because a page and its client are always of
//! one build. What forms post stays a form, and other systems are spoken to elsewhere.

use std::{
    future::{Future, IntoFuture},
    ops::Deref,
    pin::Pin,
};

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
///
/// Awaiting it never ends on a page that somebody has left: what came too late is not drawn, with signals that are gone.
#[derive(Debug)]
pub struct Fetched<T: Send + Sync + 'static>(Resource<T, PostcardCodec>);

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Deref for Fetched<T> {
    type Target = Resource<T, PostcardCodec>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Clone + Send + Sync + 'static> IntoFuture for Fetched<T> {
    type Output = T;
    type IntoFuture = Pin<Box<dyn Future<Output = T> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let found = self.0.await;
            // Only a browser has pages to leave; a request that is broken off takes its page with it.
            #[cfg(target_arch = "wasm32")]
            if self.0.is_disposed() {
                std::future::pending::<()>().await;
            }
            found
        })
    }
}

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
    Fetched(Resource::new_with_options(source, fetch, true))
}

/// What the server answers, unless it takes too long; then it is not asked any more. While all connections of the browser are
/// taken it would take for ever, and the next fetch of the same page waits for the one before. The server does not wait for
/// itself.
#[cfg(not(target_arch = "wasm32"))]
pub async fn in_time<T>(answer: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    answer.await
}

#[cfg(target_arch = "wasm32")]
pub use waiting::in_time;

#[cfg(target_arch = "wasm32")]
mod waiting {
    use std::{pin::pin, time::Duration};

    use futures::{
        channel::oneshot,
        future::{Either, select},
    };
    use leptos::prelude::set_timeout;

    use crate::error::ApiError;

    /// How long an answer may take.
    const LATEST: Duration = Duration::from_secs(15);

    /// What the server answers, unless it takes too long; then it is not asked any more. Not [`crate::browser::page::within`],
    /// whose timer may not be part of what a resource waits for.
    pub async fn in_time<T>(answer: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
        let (waiting, over) = oneshot::channel::<()>();
        set_timeout(move || drop(waiting), LATEST);
        match select(pin!(answer), over).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(ApiError::Lost),
        }
    }
}

/// What a page that shows `shown` knows after `answer`, and whether that is old: what is shown stays while the server cannot be
/// reached or does not answer.
pub fn known_after<T>(answer: Result<T, ApiError>, shown: Option<T>) -> (Result<T, ApiError>, bool) {
    match shown {
        Some(shown) if answer.as_ref().is_err_and(ApiError::is_passing) => (Ok(shown), true),
        _ => (answer, false),
    }
}

/// How often a form was answered: the page that it changes fetches again whenever this grows.
///
/// What did not get through and what an ended session refused count for nothing. Fetching would fare no better, and the
/// refusal in place of the page would take away what was typed into it. Nor does what came after a draft was booked: fetching it
/// leads to its appointment, away from what was typed.
pub fn answered<A>(form: ServerAction<A>) -> Memo<usize>
where
    A: ServerFn<Error = ApiError> + Send + Sync + Clone + 'static,
    A::Output: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = form.version().get();
        let unheard = form.value().with_untracked(|answer| {
            let error = answer.as_ref().and_then(|answer| answer.as_ref().err());
            error.is_some_and(|error| {
                let stays = matches!(error, ApiError::Refused(Error::Unauthenticated | Error::Booked(_)));
                stays || error.is_passing()
            })
        });
        if unheard { before.copied().unwrap_or_default() } else { version }
    })
}
