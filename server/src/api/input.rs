//! What programs send, read strictly: an unknown field is more often a misspelt one than one that does not matter.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequest, FromRequestParts, MatchedPath, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};
use shared::{directory::Language, error::Fault, time::Instant};

use super::{
    document::takes_no_parameters,
    problem::{Kind, Place, Problem, Wrong},
};
use crate::http::{
    body::{NotTaken, take_in},
    language,
};

/// The most bytes of a body.
pub const LIMIT: usize = 64 * 1024;
/// The most bytes of a list of hearings.
pub(super) const LIST_LIMIT: usize = 512 * 1024;

/// A JSON body of at most so many bytes.
pub(super) struct Json<T, const MOST: usize = LIMIT> {
    /// What it says.
    pub(super) value: T,
    /// SHA-256 of its bytes, base64url.
    pub(super) digest: String,
}

impl<S: Send + Sync, T: DeserializeOwned, const MOST: usize> FromRequest<S> for Json<T, MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Kind::WrongType));
        }
        let (parts, body) = request.into_parts();
        let bytes = take_in(&parts.headers, body, MOST).await.map_err(|why| match why {
            NotTaken::TooLarge => Problem::new(Kind::TooLarge),
            NotTaken::Unreadable => Problem::new(Kind::Unreadable),
            NotTaken::TooSlow => Problem::new(Kind::TooSlow),
        })?;
        let value = read(&bytes)?;
        Ok(Self { value, digest: URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)) })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["application/json", "application/merge-patch+json"].contains(&kind.as_str())
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| fault(&error))?;
    reader.end().map_err(|_| Problem::new(Kind::Unreadable))?;
    Ok(value)
}

/// What serde says, as a place and a fault. serde has no codes for its refusals; the words that it begins with are as
/// stable as its interface, and the tests pin them.
fn fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    if !error.inner().is_data() {
        return Problem::new(Kind::Unreadable);
    }
    let mut pointer = String::new();
    for segment in error.path() {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key: name } | Segment::Enum { variant: name } => escaped(name),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    let message = error.inner().to_string();
    let quoted = || message.split('`').nth(1).map(|name| format!("/{}", escaped(name))).unwrap_or_default();
    let wrong = if message.starts_with("unknown field") {
        if !pointer.ends_with(&quoted()) {
            pointer.push_str(&quoted());
        }
        Wrong::Unknown
    } else if message.starts_with("missing field") {
        pointer.push_str(&quoted());
        Wrong::Fault(Fault::Missing)
    } else if message.starts_with("duplicate field") {
        Wrong::Fault(Fault::Duplicate)
    } else if message.starts_with(NOT_A_MOMENT) {
        Wrong::Fault(Fault::NotATime)
    } else if message.starts_with(OF_A_CENTRE) {
        Wrong::OfACentre
    } else {
        Wrong::Type
    };
    Problem::wrong(vec![(Place::Body(pointer), wrong)])
}

/// A name in a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

const NOT_A_MOMENT: &str = "not a moment";

/// A moment: RFC 3339, with its offset, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Instant);

impl Moment {
    /// The moment that `text` is.
    pub(super) fn read(text: &str) -> Option<Self> {
        // jiff takes other spellings too; what we document is this one.
        let shaped = text.len() >= "2026-11-23T10:00:00Z".len() && text.len() <= 40 && text.as_bytes()[10] == b'T';
        let offset = text.ends_with('Z') || text.rfind(['+', '-']).is_some_and(|at| at > 10);
        if !shaped || !offset || !text.is_ascii() || text.contains('[') {
            return None;
        }
        let stamp: Timestamp = text.parse().ok()?;
        (stamp.subsec_nanosecond() == 0).then(|| Self(Instant(stamp.as_second())))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom(NOT_A_MOMENT))
    }
}

const OF_A_CENTRE: &str = "kept by its centre";

/// What no agency keeps, whoever names it: a room, or a centre. It is no field of the document; whoever sends it is told
/// why, and not that it is misspelt.
#[derive(Clone, Copy, Default)]
pub(super) struct OfACentre;

impl<'de> Deserialize<'de> for OfACentre {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom(OF_A_CENTRE))
    }
}

/// The parameters of an address; each is taken once, and what nobody takes is refused.
pub(super) struct Parameters {
    given: BTreeMap<String, String>,
    errors: Vec<(Place, Wrong)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::new(Kind::Unreadable))?;
        let (mut given, mut errors) = (BTreeMap::new(), Vec::new());
        for (name, value) in pairs {
            if given.insert(name.clone(), value).is_some() {
                errors.push((Place::Parameter(name), Wrong::Fault(Fault::Duplicate)));
            }
        }
        Ok(Self { given, errors })
    }
}

impl Parameters {
    /// The parameter called `name`, read.
    pub(super) fn take<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>, fault: Fault) -> Option<T> {
        let text = self.given.remove(name)?;
        let value = read(&text);
        if value.is_none() {
            self.errors.push((Place::Parameter(name.to_owned()), Wrong::Fault(fault)));
        }
        value
    }

    /// The number of items of a page that is asked for, or `usual`.
    pub(super) fn limit(&mut self, usual: u16, most: u16) -> u16 {
        let fault = Fault::NumberOutside { min: 1, max: i64::from(most) };
        let read = |text: &str| text.parse().ok().filter(|number| (1..=most).contains(number));
        self.take("limit", read, fault).unwrap_or(usual)
    }

    /// Refuses what is wrong, and what nobody took.
    pub(super) fn end(mut self) -> Result<(), Problem> {
        let unknown = self.given.into_keys().map(|name| (Place::Parameter(name), Wrong::Unknown));
        self.errors.extend(unknown);
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::wrong(self.errors)) }
    }
}

/// Refuses every parameter where none is taken. An operation that takes some says itself what is wrong with them, all at once.
pub(super) async fn without_parameters(request: Request, next: Next) -> Result<Response, Problem> {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    if !takes_no_parameters(request.method(), path) {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    Parameters::from_request_parts(&mut parts, &()).await?.end()?;
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// The part of an address that names what is meant. One that is no text, `%FF`, names nothing.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(name) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::new(Kind::NotFound))?;
        Ok(Self(name))
    }
}

/// The language that the request asks for.
#[derive(Clone, Copy)]
pub(super) struct Speaks(pub(super) Language);

impl<S: Send + Sync> FromRequestParts<S> for Speaks {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(language::of(None, None, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_an_offset_and_whole_seconds() {
        let read = |text| Moment::read(text).map(|Moment(at)| at.0);
        assert_eq!(read("2026-11-23T10:00:00-06:00"), Some(1_795_449_600));
        assert_eq!(read("2026-11-23T16:00:00Z"), Some(1_795_449_600));
        for text in [
            "",
            "2026-11-23",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00Z",
            "2026-11-23T10:00:00.5Z",
            "2026-11-23T25:00:00Z",
            "2026-11-23T10:00:00-06:00[America/El_Salvador]",
            "ééééééééééT10:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
