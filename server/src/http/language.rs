//! Which language a page is in, and choosing another.

use app::session::{Connection, LANGUAGE_COOKIE};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{directory::Language, principal::Principal};

use crate::state::AppState;

/// A choice is kept for a year.
const KEPT_SECONDS: u32 = 365 * 24 * 60 * 60;

/// The language of a page: what this browser chose, else what the account chose, else what the browser prefers.
pub fn of(cookie: Option<&str>, who: Option<&Principal>, headers: &HeaderMap) -> Language {
    let account = || who.and_then(Principal::account).and_then(|account| account.language);
    cookie.and_then(Language::from_code).or_else(account).unwrap_or_else(|| preferred(headers))
}

/// The first language of `Accept-Language` that there is, by weight.
fn preferred(headers: &HeaderMap) -> Language {
    let line = headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut best: Option<(f32, Language)> = None;
    for part in line.split(',') {
        let (code, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        let Some(language) = Language::from_code(code.trim()) else { continue };
        if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language).unwrap_or_default()
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Back {
    back: Option<String>,
}

/// `GET /language/{code}?back=/path`: keeps the choice in a cookie (and for the account, if somebody is signed in) and
/// goes back.
pub async fn choose(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(Back { back }): Query<Back>,
    Extension(who): Extension<Principal>,
    Extension(connection): Extension<Connection>,
) -> Response {
    let back = back.filter(|path| own_path(path)).unwrap_or_else(|| "/".to_owned());
    let Some(language) = Language::from_code(&code) else {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response();
    };
    if who.account().is_some()
        && let Err(error) = state.services.accounts.choose_language(&who, language).await
    {
        // The cookie alone serves for this browser.
        tracing::warn!(%error, "the account's language was not kept");
    }
    let secure = if connection.secure { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax{secure}",
        language.code()
    );
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, back)]).into_response()
}

/// Whether `path` leads to a page of ours and nowhere else: browsers read `//host` and `/\host` as other sites, and drop
/// control characters before they look.
pub fn own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.chars().all(|c| c.is_ascii() && !c.is_ascii_control() && c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_gone_back_to() {
        for path in ["/", "/day/2027-01-11?room=1#top", "/confirm/abc"] {
            assert!(own_path(path), "{path}");
        }
        for path in ["", "day", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/a b"]
        {
            assert!(!own_path(path), "{path}");
        }
    }

    #[test]
    fn the_browsers_languages_count_by_weight() {
        let language = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, line.parse().expect("a header"));
            of(None, None, &headers)
        };
        assert_eq!(language("en-GB,en;q=0.9,es;q=0.8"), Language::En);
        assert_eq!(language("fr, en;q=0.2, es-SV;q=0.7"), Language::Es);
        assert_eq!(language("fr"), Language::Es);
        assert_eq!(language("en;q=0"), Language::Es);
    }
}
