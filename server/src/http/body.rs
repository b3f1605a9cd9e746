//! Bounds on what a request may hold: forms and measurements are small, and nothing else is sent.

use std::time::Duration;

use app::error::ApiError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use leptos::server_fn::error::FromServerFnError;
use shared::error::Error;

use super::refusal::Refusal;

/// The most bytes that are taken.
pub const LIMIT: usize = 1024 * 1024;
/// So many bytes more of a body that is too large are read and thrown away before it is refused.
const READ_ON: usize = 32 * 1024 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);
/// More than any refusal of a server function holds.
const REFUSAL_LIMIT: usize = 64 * 1024;

/// Takes the whole body in before anything is done with it, so that one that is too large or too slow is refused as such.
pub async fn bound(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    let call = uri.path().starts_with("/do/");
    if call && parts.method == Method::POST && !readable(&headers) {
        return Refusal::WrongType.answer(&uri, &headers);
    }
    let bytes = match take_in(&headers, body, LIMIT).await {
        Ok(bytes) => bytes,
        Err(NotTaken::TooLarge) => return Refusal::TooLarge.answer(&uri, &headers),
        Err(NotTaken::Unreadable) => return Refusal::Unreadable.answer(&uri, &headers),
        Err(NotTaken::TooSlow) => return Refusal::TooSlow.answer(&uri, &headers),
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if call { say_unreadable(response, &uri, &headers).await } else { response }
}

/// Why a body was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It holds more than is taken.
    TooLarge,
    /// It ended before its end.
    Unreadable,
    /// It took too long to arrive.
    TooSlow,
}

/// Takes in the whole of `body`, whose request has these `headers`, if it holds no more than `most` bytes.
///
/// What is too large is read on for a while and thrown away. A connection that is closed on bytes that nobody read is
/// reset, and the answer is lost with it: most programs send all they have before they look for one. Only who waits to be
/// asked for the body has not begun to send it.
pub(crate) async fn take_in(headers: &HeaderMap, body: Body, most: usize) -> Result<Vec<u8>, NotTaken> {
    let declared = declared(headers).is_some_and(|length| length > most);
    if declared && headers.contains_key(header::EXPECT) {
        return Err(NotTaken::TooLarge);
    }
    let mut passed = 0;
    let in_time = tokio::time::timeout(PATIENCE, read(body, most, &mut passed)).await;
    match in_time {
        Ok(read) => read,
        Err(_) if declared || passed > most => Err(NotTaken::TooLarge),
        Err(_) => Err(NotTaken::TooSlow),
    }
}

/// Reads `body`, and counts in `passed` how many bytes of it have passed.
async fn read(body: Body, most: usize, passed: &mut usize) -> Result<Vec<u8>, NotTaken> {
    let (mut pieces, mut taken) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else {
            return Err(if *passed > most { NotTaken::TooLarge } else { NotTaken::Unreadable });
        };
        *passed = passed.saturating_add(piece.len());
        if *passed <= most {
            taken.extend_from_slice(&piece);
        } else if *passed - most > READ_ON {
            break;
        }
    }
    if *passed > most { Err(NotTaken::TooLarge) } else { Ok(taken) }
}

fn declared(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether a server function could read a body of this type at all.
fn readable(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["application/x-www-form-urlencoded", "application/json", "application/x-postcard"].contains(&kind.as_str())
}

/// Leptos answers 500 when it cannot read a server function's arguments; that is the caller's fault, not ours.
async fn say_unreadable(response: Response, uri: &Uri, headers: &HeaderMap) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, REFUSAL_LIMIT).await.unwrap_or_default();
    if bytes == ApiError::Refused(Error::Invalid(Vec::new())).ser() {
        Refusal::Unreadable.answer(uri, headers)
    } else {
        Response::from_parts(parts, Body::from(bytes))
    }
}
