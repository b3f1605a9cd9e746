//! What a server function finds in its context: the ports, who is acting, and how to answer.

use std::sync::Arc;

use http::{StatusCode, header};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use shared::{error::Error, ports::Answer, principal::Principal};

use crate::error::ApiError;

/// The use cases of an area, as the server put them into the context.
pub fn port<T: ?Sized + Send + Sync + 'static>() -> Arc<T> {
    expect_context::<Arc<T>>()
}

/// Who is acting, as the server's session layer found out.
pub fn principal() -> Principal {
    use_context::<Principal>().unwrap_or_default()
}

/// Turns a use case's answer into a server function's, with the matching HTTP status.
pub fn answer<T>(answer: Answer<T>) -> Result<T, ApiError> {
    answer.map_err(|error| {
        set_status(&error);
        ApiError::Refused(error)
    })
}

/// The HTTP status of a refusal.
pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::Unauthenticated | Error::SignIn => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::LinkEnded(_) => StatusCode::GONE,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Refused(_)
        | Error::Conflict(_)
        | Error::Stale { .. }
        | Error::Outdated(_)
        | Error::Transition { .. }
        | Error::Answered
        | Error::Booked(_) => StatusCode::CONFLICT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Sets the status of the response, except where a plain form was posted without JavaScript: there leptos answers with
/// a redirect back to the form, which a status set here would overwrite.
fn set_status(error: &Error) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    if !plain_form() {
        response.set_status(status(error));
    }
}

/// Whether this request is a form that a browser posted by itself, without JavaScript.
pub fn plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| {
        parts.method == http::Method::POST
            && parts
                .headers
                .get(header::ACCEPT)
                .and_then(|accept| accept.to_str().ok())
                .is_some_and(|accept| accept.contains("text/html"))
    })
}
