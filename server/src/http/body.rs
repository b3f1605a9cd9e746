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
use leptos::server_fn::error::FromServerFnError;
use shared::error::Error;

use super::refusal::Refusal;

/// The most bytes that are taken.
pub const LIMIT: usize = 1024 * 1024;
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
    if declared(&headers).is_some_and(|length| length > LIMIT) {
        return Refusal::TooLarge.answer(&uri, &headers);
    }
    let bytes = match tokio::time::timeout(PATIENCE, to_bytes(body, LIMIT)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) if too_large(&error) => return Refusal::TooLarge.answer(&uri, &headers),
        Ok(Err(_)) => return Refusal::Unreadable.answer(&uri, &headers),
        Err(_) => return Refusal::TooSlow.answer(&uri, &headers),
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if call { say_unreadable(response, &uri, &headers).await } else { response }
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

pub(crate) fn too_large(error: &axum::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
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
