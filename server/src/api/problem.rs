//! Refusals as programs read them: problem details (RFC 9457), one stable type for each kind.

use app::words::{faults, obstacles, refusals};
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use locales::{texts, words};
use shared::{
    appointment::{FieldChange, Role, State},
    directory::Language,
    error::{Error, Fault},
    exchange::Kept,
    schedule::Obstacle,
};

use super::wire::problem::{ChangeBody, FaultBody, ObstacleBody, ProblemBody};
use crate::http::language;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $text:ident;)+) => {
        /// What kind of refusal it is; the code is the last part of the problem's type and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The last part of its type.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// Its HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }

            /// What it is called.
            pub fn title(self, language: Language) -> &'static str {
                let t = &texts(language).api;
                match self { $(Self::$name => t.$text),+ }
            }
        }
    };
}

kinds! {
    /// What was sent is no JSON.
    Unreadable = "unreadable", BAD_REQUEST, unreadable;
    /// No token came with the request.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, unauthenticated;
    /// The token is unknown, over or revoked.
    TokenInvalid = "invalid-token", UNAUTHORIZED, token_invalid;
    /// The token was not made for this.
    Forbidden = "insufficient-grant", FORBIDDEN, forbidden;
    /// There is no such thing, or the token may not see it.
    NotFound = "not-found", NOT_FOUND, not_found;
    /// The address does not take the method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, method_not_allowed;
    /// The request took too long to arrive.
    TooSlow = "too-slow", REQUEST_TIMEOUT, too_slow;
    /// Something is taken at that time.
    Conflict = "conflict", CONFLICT, conflict;
    /// The time breaks a rule.
    NotPossible = "not-possible", CONFLICT, not_possible;
    /// The state does not allow it.
    WrongState = "wrong-state", CONFLICT, wrong_state;
    /// The same request is being carried out.
    Running = "in-progress", CONFLICT, running;
    /// It changed since it was read.
    Stale = "stale", PRECONDITION_FAILED, stale;
    /// It is too large.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE, too_large;
    /// It is not JSON.
    WrongType = "wrong-type", UNSUPPORTED_MEDIA_TYPE, wrong_type;
    /// Fields are missing or wrong.
    Invalid = "invalid", UNPROCESSABLE_ENTITY, invalid;
    /// The idempotency key came with something else before.
    KeyReused = "key-reused", UNPROCESSABLE_ENTITY, key_reused;
    /// `If-Match` is missing.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED, precondition_required;
    /// Too many requests.
    TooMany = "too-many-requests", TOO_MANY_REQUESTS, too_many;
    /// A fault of ours.
    Internal = "internal", INTERNAL_SERVER_ERROR, internal;
    /// The store cannot be reached.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, unavailable;
}

/// Where in the request something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body: a JSON pointer.
    Body(String),
    /// A parameter of the address.
    Parameter(String),
    /// A header.
    Header(&'static str),
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// As the rules say it.
    Fault(Fault),
    /// Nobody takes this part.
    Part(Role, Fault),
    /// There is no such field.
    Unknown,
    /// Its centre keeps it, and no agency does.
    OfACentre,
    /// It is of another type, or out of range.
    Type,
}

/// A refusal.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: Kind,
    wait: Option<u32>,
    errors: Vec<(Place, Wrong)>,
    obstacles: Vec<Obstacle>,
    version: Option<i32>,
    changes: Vec<FieldChange>,
    state: Option<State>,
}

impl Problem {
    /// A refusal without particulars.
    pub fn new(kind: Kind) -> Self {
        Self(Box::new(Parts {
            kind,
            wait: None,
            errors: Vec::new(),
            obstacles: Vec::new(),
            version: None,
            changes: Vec::new(),
            state: None,
        }))
    }

    /// Fields that are wrong.
    pub(super) fn wrong(errors: Vec<(Place, Wrong)>) -> Self {
        let mut problem = Self::new(Kind::Invalid);
        problem.0.errors = errors;
        problem
    }

    /// To be tried again after `seconds`.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.0.wait = Some(seconds);
        self
    }

    /// Whether the same request would be answered the same: such an answer is kept for its key.
    pub(super) fn lasts(&self) -> bool {
        !matches!(self.0.kind, Kind::TooMany | Kind::Internal | Kind::Unavailable | Kind::Running | Kind::TooSlow)
    }

    /// The answer in `language`.
    pub(super) fn written(&self, language: Language) -> Kept {
        let Parts { kind, wait, errors, obstacles: against, version, changes, state } = &*self.0;
        let mut headers = vec![
            (header::CONTENT_TYPE.to_string(), "application/problem+json".to_owned()),
            (header::CONTENT_LANGUAGE.to_string(), language.code().to_owned()),
        ];
        let challenge = match kind {
            Kind::Unauthenticated => Some("Bearer realm=\"telesala\""),
            Kind::TokenInvalid => Some("Bearer realm=\"telesala\", error=\"invalid_token\""),
            Kind::Forbidden => Some("Bearer realm=\"telesala\", error=\"insufficient_scope\""),
            _ => None,
        };
        headers.extend(challenge.map(|challenge| (header::WWW_AUTHENTICATE.to_string(), challenge.to_owned())));
        headers.extend(wait.map(|seconds| (header::RETRY_AFTER.to_string(), seconds.to_string())));
        headers.extend(version.map(|version| (header::ETAG.to_string(), format!("\"{version}\""))));
        let body = ProblemBody {
            kind: format!("{}/problems/{}", super::ROOT, kind.code()),
            title: kind.title(language).to_owned(),
            status: kind.status().as_u16(),
            rule: rules(against),
            obstacles: against.iter().map(|obstacle| obstacle_body(language, obstacle)).collect(),
            errors: errors.iter().map(|(place, wrong)| fault_body(language, place, *wrong)).collect(),
            current_version: *version,
            changes: changes.iter().map(|change| change_body(language, change)).collect(),
            state: state.map(|state| state.code().to_owned()),
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        Kept { status: kind.status().as_u16(), headers, body }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Unauthenticated | Error::SignIn => Kind::Unauthenticated,
            Error::Forbidden => Kind::Forbidden,
            Error::NotFound | Error::LinkEnded(_) => Kind::NotFound,
            Error::Invalid(_) => Kind::Invalid,
            Error::Refused(_) => Kind::NotPossible,
            Error::Conflict(_) => Kind::Conflict,
            Error::Stale { .. } | Error::Outdated(_) => Kind::Stale,
            Error::Transition { .. } | Error::Answered | Error::Booked(_) => Kind::WrongState,
            Error::TooMany { .. } => Kind::TooMany,
            Error::Unavailable => Kind::Unavailable,
            Error::Internal => Kind::Internal,
        };
        let mut problem = Self::new(kind);
        let parts = &mut *problem.0;
        match error {
            Error::Invalid(problems) => parts.errors = problems.into_iter().map(placed).collect(),
            Error::Refused(obstacles) => parts.obstacles = obstacles,
            Error::Conflict(clashes) => parts.obstacles = clashes.into_iter().map(Obstacle::Taken).collect(),
            Error::Stale { version, changes } => (parts.version, parts.changes) = (Some(version), changes),
            Error::Transition { from, .. } => parts.state = Some(from),
            Error::TooMany { seconds } => parts.wait = Some(seconds),
            Error::Unavailable => parts.wait = Some(5),
            _ => {}
        }
        problem
    }
}

impl IntoResponse for Problem {
    /// The words are added where the language is known: in [`speak`].
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes refusals in the language that the request asks for.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let language = language::of(None, None, request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut written = answer(problem.written(language));
    // What other layers said, such as which methods are taken, stands.
    for (name, value) in response.headers() {
        if *name != header::CONTENT_LENGTH && *name != header::CONTENT_TYPE {
            written.headers_mut().insert(name.clone(), value.clone());
        }
    }
    written
}

/// The refusal of `problem` for a layer outside of the interface.
pub fn refusal(problem: &Problem, headers: &axum::http::HeaderMap) -> Response {
    answer(problem.written(language::of(None, None, headers)))
}

/// A kept answer, given.
pub(super) fn answer(kept: Kept) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, kept.body).into_response();
    for (name, value) in kept.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The place in the body of a field that the rules name as the wizard's forms do.
fn placed(problem: shared::error::Problem) -> (Place, Wrong) {
    let shared::error::Problem { field, fault } = problem;
    if let Some(role) = Role::from_code(&field) {
        return (Place::Body("/participants".to_owned()), Wrong::Part(role, fault));
    }
    // In a list the part that nobody takes is one hearing's.
    if let Some((hearing, part)) = field.rsplit_once('/')
        && hearing.starts_with("hearings/")
        && let Some(role) = Role::from_code(part)
    {
        return (Place::Body(format!("/{hearing}/participants")), Wrong::Part(role, fault));
    }
    let place = match field.as_str() {
        "resolution" | "ground" | "accused" => format!("/legal_basis/{field}"),
        "resolution_date" => "/legal_basis/date".to_owned(),
        "resolution_judge" => "/legal_basis/judge".to_owned(),
        "slot" => "/room".to_owned(),
        "people" => "/participants".to_owned(),
        _ => format!("/{field}"),
    };
    (Place::Body(place), Wrong::Fault(fault))
}

/// The name of what stands in a domain enum's value, as it is serialised: the rules keep their names everywhere.
fn name_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(serde_json::Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn rules(against: &[Obstacle]) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for name in against.iter().map(name_of) {
        if !rules.contains(&name) {
            rules.push(name);
        }
    }
    rules
}

/// An obstacle as programs read it.
pub(super) fn obstacle_body(language: Language, obstacle: &Obstacle) -> ObstacleBody {
    // The rule is the same wherever it is kept; the words say where.
    let mut here = obstacle;
    while let Obstacle::At { what, .. } = here {
        here = what;
    }
    let (resource, name, held) = match here {
        Obstacle::Taken(clash) => {
            (Some(clash.kind.code().to_owned()), Some(clash.name.to_string()), Some(clash.period))
        }
        _ => (None, None, None),
    };
    ObstacleBody {
        rule: name_of(here),
        detail: obstacles::obstacle(language, obstacle),
        resource,
        name,
        start: held.map(|period| super::wire::written(period.start)),
        end: held.map(|period| super::wire::written(period.end)),
    }
}

fn fault_body(language: Language, place: &Place, wrong: Wrong) -> FaultBody {
    let t = &texts(language).api;
    let (code, detail) = match wrong {
        Wrong::Fault(fault) => (name_of(&fault), faults::fault(language, fault)),
        Wrong::Part(role, fault) => {
            (name_of(&fault), format!("{}: {}", words::role(language, role), faults::fault(language, fault)))
        }
        Wrong::Unknown => ("unknown_field".to_owned(), t.unknown_field.to_owned()),
        Wrong::OfACentre => ("kept_by_centre".to_owned(), t.kept_by_centre.to_owned()),
        Wrong::Type => ("wrong_type".to_owned(), t.wrong_type_field.to_owned()),
    };
    let (pointer, parameter, header) = match place {
        Place::Body(pointer) => (Some(pointer.clone()), None, None),
        Place::Parameter(name) => (None, Some(name.clone()), None),
        Place::Header(name) => (None, None, Some((*name).to_owned())),
    };
    FaultBody { pointer, parameter, header, code, detail }
}

fn change_body(language: Language, change: &FieldChange) -> ChangeBody {
    ChangeBody {
        field: change.field.code().to_owned(),
        of: change.of.clone(),
        from: change.from.clone(),
        to: change.to.clone(),
        detail: refusals::changed(language, change),
    }
}
