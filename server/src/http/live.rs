//! Changes as they happen, as server-sent events.

use std::{
    collections::HashMap,
    convert::Infallible,
    hash::Hash,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::session::{Connection, SESSION_COOKIE, cookie};
use axum::{
    Extension,
    extract::{OriginalUri, Query, State},
    http::{HeaderMap, Uri, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt, future, stream};
use serde::Deserialize;
use services::accounts::place;
use shared::{day::LiveEvent, error::Error, ids::AccountId, principal::Principal};

use super::refusal::Refusal;
use crate::state::AppState;

/// Streams that one account may have open: a centre's may be signed in on every screen of it.
const MOST_OF_ACCOUNT: usize = 60;
/// Streams that may be open behind one address: a whole ministry may stand behind it.
const MOST_OF_PLACE: usize = 1_000;
/// Streams that may be open at all. Each holds some 20 KiB, so they hold no more than 80 MiB.
const MOST_OF_ALL: usize = 4_000;
/// Seconds after which whoever found too many open may ask again.
const LATER: u32 = 30;
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
pub async fn changes(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(who): Extension<Principal>,
    Extension(connection): Extension<Connection>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Response {
    let Some(account) = who.account().map(|account| account.id) else {
        return Refusal::Unauthenticated.answer(&uri, &headers);
    };
    let Some(open) = state.streams.open(account, connection.address) else {
        return too_many(&uri, &headers);
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

/// There are too many. A page that listens cannot read the status of a refusal, and would go on trying without a word; it
/// is told by the one event of a stream that ends.
fn too_many(uri: &Uri, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/event-stream") {
        return Refusal::TooMany { seconds: LATER }.answer(uri, headers);
    }
    let again = Duration::from_secs(u64::from(LATER));
    let full = Event::default().event("full").retry(again).data("full");
    Sse::new(stream::iter([Ok::<_, Infallible>(full)])).into_response()
}

/// An event as the browser reads it: `lost` when everything must be fetched again. Browsers pass no event on that has no
/// data, and axum writes none for an empty text.
fn written(event: Option<&LiveEvent>) -> Event {
    let written = event.and_then(|event| {
        let data = serde_json::to_string(event).ok()?;
        Some(Event::default().id(event.sequence.to_string()).data(data))
    });
    written.unwrap_or_else(|| Event::default().event("lost").data("lost"))
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

/// How many streams are open.
#[derive(Default)]
struct Counts {
    of_account: HashMap<AccountId, usize>,
    of_place: HashMap<IpAddr, usize>,
    all: usize,
}

/// The streams that are open.
#[derive(Clone, Default)]
pub struct OpenStreams(Arc<Mutex<Counts>>);

impl OpenStreams {
    /// Takes one more for `account`, whose browser is at `address`; `None` if there are too many. It is given back when the
    /// guard is dropped. The machine itself is not held to what an address may have open, as with the limits on requests.
    fn open(&self, account: AccountId, address: Option<IpAddr>) -> Option<OpenStream> {
        let place = address.filter(|address| !address.is_loopback()).map(|address| place(Some(address)));
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = |known: Option<&usize>| known.copied().unwrap_or_default();
        let full = counts.all >= MOST_OF_ALL
            || here(counts.of_account.get(&account)) >= MOST_OF_ACCOUNT
            || place.is_some_and(|place| here(counts.of_place.get(&place)) >= MOST_OF_PLACE);
        if full {
            return None;
        }
        counts.all += 1;
        *counts.of_account.entry(account).or_default() += 1;
        if let Some(place) = place {
            *counts.of_place.entry(place).or_default() += 1;
        }
        Some(OpenStream { streams: self.clone(), account, place })
    }
}

struct OpenStream {
    streams: OpenStreams,
    account: AccountId,
    place: Option<IpAddr>,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut counts = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all -= 1;
        one_less(&mut counts.of_account, &self.account);
        if let Some(place) = &self.place {
            one_less(&mut counts.of_place, place);
        }
    }
}

/// Counts one less of `key`, and forgets it with the last.
fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// Opens as many as there can be, fifty for each account from the one with the number `first`.
    fn fill(streams: &OpenStreams, first: u128, address: Option<IpAddr>) -> Vec<OpenStream> {
        let accounts = (0..).map(|number: u128| AccountId(Uuid::from_u128(first + number / 50)));
        accounts.map_while(|account| streams.open(account, address)).collect()
    }

    #[test]
    fn one_account_leaves_room_for_others() {
        let streams = OpenStreams::default();
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let mut open: Vec<OpenStream> = std::iter::from_fn(|| streams.open(one, None)).collect();
        assert_eq!(open.len(), MOST_OF_ACCOUNT);
        let others = streams.open(other, None);
        assert!(others.is_some());
        open.pop();
        assert!(streams.open(one, None).is_some(), "one was given back");
        drop((open, others));
        let counts = streams.0.lock().unwrap();
        assert!(counts.of_account.is_empty() && counts.all == 0, "nothing is left of those that ended");
    }

    #[test]
    fn one_address_leaves_room_for_others_and_all_together_for_the_server() {
        let streams = OpenStreams::default();
        let place = |last: u8| Some(IpAddr::from([192, 0, 2, last]));
        let open = fill(&streams, 0, place(1));
        assert_eq!(open.len(), MOST_OF_PLACE);
        let here = fill(&streams, 1_000, Some(IpAddr::from([127, 0, 0, 1])));
        assert_eq!(open.len() + here.len(), MOST_OF_ALL, "the machine itself takes what is left");
        assert!(fill(&streams, 2_000, place(2)).is_empty());
        drop((open, here));
        assert_eq!(fill(&streams, 3_000, place(2)).len(), MOST_OF_PLACE);
        assert!(streams.0.lock().unwrap().of_place.is_empty());
    }
}
