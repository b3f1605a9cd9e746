//! Whose request it is.

use std::fmt::Write as _;

use app::session::{LANGUAGE_COOKIE, ROOM_DEVICE_COOKIE, SESSION_COOKIE, cookie};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::principal::Principal;

use super::{language, refusal::Refusal};
use crate::state::AppState;

/// Finds out who asks and in which language they read, and notes both in the request. When the store cannot be reached
/// nobody is signed out: the answer says that it cannot be reached.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if concerns_nobody(request.uri().path()) {
        return next.run(request).await;
    }
    let signed_in = match given(request.headers(), SESSION_COOKIE) {
        None => Ok(Principal::Anonymous),
        Some(secret) => state.services.accounts.by_session(secret).await,
    };
    // Whoever signs in at a room's device acts as themselves.
    let known = match (signed_in, given(request.headers(), ROOM_DEVICE_COOKIE)) {
        (Ok(Principal::Anonymous), Some(secret)) => state.services.room_devices.by_secret(secret).await,
        (signed_in, _) => signed_in,
    };
    let principal = match known {
        Ok(principal) => principal,
        Err(error) => {
            tracing::error!(%error, "a session could not be looked up");
            return Refusal::Unavailable.answer(request.uri(), request.headers());
        }
    };
    let language = language::of(cookie(request.headers(), LANGUAGE_COOKIE), Some(&principal), request.headers());
    request.extensions_mut().insert(principal);
    request.extensions_mut().insert(language);
    next.run(request).await
}

/// What the cookie called `name` holds, if anything.
fn given<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    cookie(headers, name).filter(|value| !value.is_empty())
}

/// Files and health are the same for everybody, and must not cost a look into the store.
fn concerns_nobody(path: &str) -> bool {
    path.starts_with("/pkg/") || path == "/healthz" || path == "/readyz"
}

/// Sends strangers who ask for a page that needs an account to sign in, and back afterwards; and whoever sits at a room's
/// device.
pub async fn sign_in_first(request: Request, next: Next) -> Response {
    let stranger = matches!(request.extensions().get(), None | Some(Principal::Anonymous | Principal::Device(_)));
    let page = matches!(*request.method(), Method::GET | Method::HEAD);
    if !(stranger && page) || open_to_strangers(request.uri().path()) {
        return next.run(request).await;
    }
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let location = if wanted == "/" { "/sign-in".to_owned() } else { format!("/sign-in?back={}", escaped(wanted)) };
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

fn open_to_strangers(path: &str) -> bool {
    let under = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ["/sign-in", "/confirm", "/check", "/thresholds", "/do"].into_iter().any(under)
}

/// `text` as the value of a query: everything but letters, digits and a few signs in percent notation.
fn escaped(text: &str) -> String {
    let mut query = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => query.push(char::from(byte)),
            _ => {
                // Writing to a text never fails.
                let _ = write!(query, "%{byte:02X}");
            }
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_may_open_is_exactly_that() {
        assert!(open_to_strangers("/sign-in") && open_to_strangers("/check") && open_to_strangers("/confirm/a/b"));
        assert!(!open_to_strangers("/") && !open_to_strangers("/checks") && !open_to_strangers("/sign-in-first"));
    }

    #[test]
    fn the_way_back_survives_as_one_value() {
        assert_eq!(escaped("/day/2027-01-11?a=1&b=ñ"), "/day/2027-01-11%3Fa%3D1%26b%3D%C3%B1");
    }
}
