//! Refusals that come before any page: as a page for people, as the client reads errors for its calls.

use app::{error::ApiError, session::LANGUAGE_COOKIE, session::cookie};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use leptos::server_fn::{ContentType, error::FromServerFnError};
use locales::texts;
use shared::{directory::Language, error::Error};

use super::language;

/// Where the style of these pages is.
pub const STYLE: &str = "/refusal.css";

/// The style of these pages.
pub async fn style() -> impl IntoResponse {
    const SHEET: &str = concat!(include_str!("../../../style/tokens.css"), include_str!("../../../style/refusal.css"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], SHEET)
}

/// What a request is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is signed in.
    Unauthenticated,
    /// It came from another site.
    OtherSite,
    /// There is nothing here.
    NotFound,
    /// It served once.
    Gone,
    /// It holds more than is taken.
    TooLarge,
    /// It is not of a type that is taken.
    WrongType,
    /// It cannot be read.
    Unreadable,
    /// It took too long to arrive.
    TooSlow,
    /// There were too many.
    TooMany {
        /// Seconds until the next can succeed.
        seconds: u32,
    },
    /// The store cannot be reached.
    Unavailable,
}

impl Refusal {
    /// Its HTTP status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// As a use case would say it.
    const fn error(self) -> Error {
        match self {
            Self::Unauthenticated => Error::Unauthenticated,
            Self::OtherSite => Error::Forbidden,
            Self::NotFound | Self::Gone => Error::NotFound,
            Self::TooLarge | Self::WrongType | Self::Unreadable | Self::TooSlow => Error::Invalid(Vec::new()),
            Self::TooMany { seconds } => Error::TooMany { seconds },
            Self::Unavailable => Error::Unavailable,
        }
    }

    /// What a person reads: a title and what to do.
    fn words(self, language: Language) -> (&'static str, String) {
        let t = &texts(language).http;
        match self {
            Self::Unauthenticated => (t.unauthenticated, t.unauthenticated_text.to_owned()),
            Self::OtherSite => (t.other_site, t.other_site_text.to_owned()),
            Self::NotFound => (t.not_found, t.not_found_text.to_owned()),
            Self::Gone => (t.gone, t.gone_text.to_owned()),
            Self::TooLarge => (t.too_large, t.too_large_text.to_owned()),
            Self::WrongType | Self::Unreadable => (t.unreadable, t.unreadable_text.to_owned()),
            Self::TooSlow => (t.too_slow, t.too_slow_text.to_owned()),
            Self::TooMany { seconds } => (t.too_many, t.too_many_text(seconds)),
            Self::Unavailable => (t.unavailable, t.unavailable_text.to_owned()),
        }
    }

    /// The answer to a request for `uri` with `headers` before anybody was identified, in the language that the browser
    /// chose or prefers: what is refused as early as that must not cost a look into the store.
    pub fn answer(self, uri: &Uri, headers: &HeaderMap) -> Response {
        self.answer_in(language::of(cookie(headers, LANGUAGE_COOKIE), None, headers), uri, headers)
    }

    /// The same once it is known in which language whoever asks reads, who may have chosen it for their account.
    pub fn answer_in(self, language: Language, uri: &Uri, headers: &HeaderMap) -> Response {
        let mut response = if wants_page(uri, headers) {
            (self.status(), Html(self.page(language))).into_response()
        } else {
            let kind = <<ApiError as FromServerFnError>::Encoder as ContentType>::CONTENT_TYPE;
            (self.status(), [(header::CONTENT_TYPE, kind)], ApiError::Refused(self.error()).ser()).into_response()
        };
        let wait = match self {
            Self::TooMany { seconds } => Some(seconds),
            Self::Unavailable => Some(5),
            _ => None,
        };
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }

    /// A page that needs neither the application nor its files: those may be what is missing. Its style is the program's own.
    fn page(self, language: Language) -> String {
        let (title, text) = self.words(language);
        let (code, back) = (language.code(), texts(language).http.back);
        format!(
            "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Telesala</title>\
             <link rel=\"stylesheet\" href=\"{STYLE}\"></head>\
             <body><main><p class=\"name\">Telesala</p><h1>{title}</h1><p>{text}</p><p><a href=\"/\">{back}</a></p></main></body></html>"
        )
    }
}

/// Whether whoever asks reads the answer as a page.
pub fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let html = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    html || !uri.path().starts_with("/do/")
}
