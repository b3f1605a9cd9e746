//! Changes as they happen, as server-sent events.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::session::{SESSION_COOKIE, cookie};
use axum::{
    Extension,
    extract::{OriginalUri, Query, State},
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt, future};
use serde::Deserialize;
use shared::{day::LiveEvent, error::Error, ids::AccountId, principal::Principal};

use super::refusal::Refusal;
use crate::state::AppState;

/// Streams that one account may have open: some browsers on some desks.
const MOST_STREAMS: usize = 12;
/// A line is sent this often when nothing happens, so that proxies and browsers know that the stream is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Whether the session still stands is looked up this often.
const LOOK_UP: Duration = Duration::from_mins(1);

/// Where the browser left off.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<i64>,
}

/// `GET /live?after=SEQUENCE`: the changes that the reader may know of. `Last-Event-ID` counts before `after`, because the
/// browser sends it when it comes back. The stream ends with the session, and when the server stops.
pub async fn stream(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(who): Extension<Principal>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Response {
    let Some(account) = who.account().map(|account| account.id) else {
        return Refusal::Unauthenticated.answer(&uri, &headers);
    };
    let Some(open) = state.streams.open(account) else {
        return Refusal::TooMany { seconds: 30 }.answer(&uri, &headers);
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let events = match state.services.live.subscribe(&who, last.or(after)).await {
        Ok(events) => events,
        Err(Error::Unauthenticated | Error::Forbidden) => return Refusal::Unauthenticated.answer(&uri, &headers),
        Err(error) => {
            tracing::warn!(%error, "a live stream could not begin");
            return Refusal::Unavailable.answer(&uri, &headers);
        }
    };
    let secret = cookie(&headers, SESSION_COOKIE).map(ToOwned::to_owned);
    let over = future::select(Box::pin(state.stop.clone().requested()), Box::pin(session_over(state.clone(), secret)));
    let events = events.take_until(over).map(move |event| {
        // The stream holds its place among the open ones for as long as it lasts.
        let _held = &open;
        Ok::<_, Infallible>(written(event.as_ref()))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// An event as the browser reads it: `lost` when everything must be fetched again.
fn written(event: Option<&LiveEvent>) -> Event {
    let written = event.and_then(|event| {
        let data = serde_json::to_string(event).ok()?;
        Some(Event::default().id(event.sequence.to_string()).data(data))
    });
    written.unwrap_or_else(|| Event::default().event("lost").data(""))
}

/// Comes back when nobody is signed in with `secret` any more. A store that cannot be reached signs nobody out.
async fn session_over(state: AppState, secret: Option<String>) {
    let Some(secret) = secret else { return };
    loop {
        tokio::time::sleep(LOOK_UP).await;
        if matches!(state.services.accounts.by_session(&secret).await, Ok(Principal::Anonymous)) {
            return;
        }
    }
}

/// How many streams each account has open.
#[derive(Clone, Default)]
pub struct OpenStreams(Arc<Mutex<HashMap<AccountId, usize>>>);

impl OpenStreams {
    /// Takes one more for `account`; `None` if it has too many. It is given back when the guard is dropped.
    fn open(&self, account: AccountId) -> Option<OpenStream> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(account).or_default();
        if *count >= MOST_STREAMS {
            return None;
        }
        *count += 1;
        Some(OpenStream { streams: self.clone(), account })
    }
}

struct OpenStream {
    streams: OpenStreams,
    account: AccountId,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut counts = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.account);
            }
        }
    }
}
