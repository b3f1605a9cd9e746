//! Changing and cancelling, on the version that the program saw.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use shared::{
    appointment::{HearingType, NewDeadline},
    cause::Cause,
    draft::fields::{self, keep},
    error::{Error, Fault, Problem as Wrong},
    exchange::{Change, Key},
    ids::AppointmentId,
    principal::Principal,
    text::Note,
};

use super::{
    appointments::{identifier, kept},
    input::{Json, Named, Speaks},
    once::{Asked, once},
    problem::{Kind, Problem},
    wire::asked::{AppointmentChange, Cancellation},
};
use crate::state::AppState;

/// Change an appointment
///
/// Everybody who takes part is told of a new time or room. `If-Match` names the version that the change is made on. With an
/// `Idempotency-Key` the same request may be sent again for 24 hours and is answered the same.
#[utoipa::path(
    patch, path = "/api/v1/appointments/{id}", operation_id = "changeAppointment", tag = "appointments",
    params(
        ("id" = uuid::Uuid, Path, description = "Its identifier"),
        ("If-Match" = String, Header, description = "The `ETag` that was read"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone"),
    ),
    request_body = AppointmentChange,
    responses((status = 200, body = super::wire::appointment::Appointment, headers(("ETag" = String, description = "Its new version"))))
)]
pub(super) async fn amend(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
    headers: HeaderMap,
    body: Json<AppointmentChange>,
) -> Result<Response, Problem> {
    let (id, matched) = (identifier(&id)?, matched(&headers)?);
    let what = format!("PATCH appointments/{id} {} {}", tags(&headers), body.digest);
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who, wanted) = (state.clone(), who.clone(), body.value);
    once(asked, async move |claim| {
        let change = change(wanted)?;
        let version = version(&state, &who, id, &matched).await?;
        Ok(kept(200, state.services.exchange.amend(&who, id, version, change, claim).await?))
    })
    .await
}

/// Cancel an appointment
///
/// Together with its private meetings, with a coded cause. Everybody who takes part is told, and the room is free again.
#[utoipa::path(
    post, path = "/api/v1/appointments/{id}/cancellation", operation_id = "cancelAppointment", tag = "appointments",
    params(
        ("id" = uuid::Uuid, Path, description = "Its identifier"),
        ("If-Match" = String, Header, description = "The `ETag` that was read"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone"),
    ),
    request_body = Cancellation,
    responses((status = 200, body = super::wire::appointment::Appointment, headers(("ETag" = String, description = "Its new version"))))
)]
pub(super) async fn cancel(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
    headers: HeaderMap,
    body: Json<Cancellation>,
) -> Result<Response, Problem> {
    let (id, matched) = (identifier(&id)?, matched(&headers)?);
    let what = format!("POST appointments/{id}/cancellation {} {}", tags(&headers), body.digest);
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who, Cancellation { cause, note }) = (state.clone(), who.clone(), body.value);
    once(asked, async move |claim| {
        let mut problems = Vec::new();
        let cause = keep(&mut problems, "cause", Cause::from_code(&cause).ok_or(Fault::UnknownChoice));
        let note = match note {
            Some(note) => keep(&mut problems, "note", fields::text::<Note>(&note)),
            None => None,
        };
        let (Some(cause), true) = (cause, problems.is_empty()) else { return Err(Error::Invalid(problems).into()) };
        let version = version(&state, &who, id, &matched).await?;
        let detail = state.services.exchange.cancel(&who, id, version, cause, note, claim).await?;
        Ok(kept(200, detail))
    })
    .await
}

/// The change that is asked for: everything that is wrong with it at once.
fn change(asked: AppointmentChange) -> Result<Change, Problem> {
    let mut problems: Vec<Wrong> = Vec::new();
    let text = asked.duration.map(|minutes| minutes.to_string());
    let duration = text.and_then(|text| keep(&mut problems, "duration", fields::duration(&text)));
    let case_number = asked.case_number.and_then(|text| keep(&mut problems, "case_number", fields::text(&text)));
    let hearing_type = asked.hearing_type.and_then(|code| {
        let read = HearingType::from_code(&code).ok_or(Fault::UnknownChoice);
        keep(&mut problems, "hearing_type", read)
    });
    let legal_basis = asked.legal_basis.and_then(|basis| match fields::legal_basis(&basis.form()) {
        Ok(Some(basis)) => Some(basis),
        Ok(None) => {
            problems.push(Wrong::new("legal_basis", Fault::Missing));
            None
        }
        Err(wrong) => {
            problems.extend(wrong);
            None
        }
    });
    let deadline = asked.deadline.and_then(|text| keep(&mut problems, "deadline", fields::optional_date(&text)));
    let deadline = deadline.map(NewDeadline::from);
    let notice_reason = asked.notice_reason.and_then(|text| keep(&mut problems, "notice_reason", fields::text(&text)));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems).into());
    }
    let (start, room) = (asked.start.map(|at| at.0), asked.room.as_deref().map(Key::from));
    let rooms = asked.rooms.iter().map(|one| (Key::from(one.centre.as_str()), Key::from(one.room.as_str()))).collect();
    let keys = |texts: &[String]| texts.iter().map(|text| Key::from(text.as_str())).collect();
    let (join, leave) = (keys(&asked.join), keys(&asked.leave));
    let (bring, leave_there) = (keys(&asked.bring), keys(&asked.leave_there));
    Ok(Change {
        start,
        duration,
        room,
        rooms,
        case_number,
        hearing_type,
        legal_basis,
        deadline,
        notice_reason,
        join,
        leave,
        bring,
        leave_there,
    })
}

/// What `If-Match` names.
pub(super) enum Matched {
    /// Whatever it is now.
    Any,
    /// These versions; what is no version of ours is 0, which none has.
    Versions(Vec<i32>),
}

impl Matched {
    /// The version that is named, if it is one alone.
    pub(super) fn only(&self) -> Option<i32> {
        match self {
            Self::Versions(versions) if versions.len() == 1 => versions.first().copied(),
            _ => None,
        }
    }

    /// The version to change, of what is at `now`: one that is not its own if `now` is not named.
    pub(super) fn at(&self, now: i32) -> i32 {
        match self {
            Self::Versions(versions) if !versions.contains(&now) => versions.first().copied().unwrap_or(0),
            _ => now,
        }
    }

    /// Whether `version` is one that is meant.
    pub(super) fn names(&self, version: i32) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

/// What the header says; it must be there.
pub(super) fn matched(headers: &HeaderMap) -> Result<Matched, Problem> {
    match tags(headers).trim() {
        "" => Err(Problem::new(Kind::PreconditionRequired)),
        "*" => Ok(Matched::Any),
        // Weak tags never match here (RFC 9110, 13.1.1): their `W/` is no part of a number.
        tags => {
            let version = |tag: &str| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse::<i32>().ok();
            Ok(Matched::Versions(tags.split(',').map(|tag| version(tag).filter(|it| *it > 0).unwrap_or(0)).collect()))
        }
    }
}

/// The same as it was sent: for an `Idempotency-Key` another version is another request.
pub(super) fn tags(headers: &HeaderMap) -> String {
    let lines = headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.collect::<Vec<_>>().join(",")
}

/// The version to change: the service checks in its transaction that it is still the newest.
async fn version(state: &AppState, who: &Principal, id: AppointmentId, matched: &Matched) -> Result<i32, Problem> {
    if let Some(only) = matched.only() {
        return Ok(only);
    }
    Ok(matched.at(state.services.bookings.appointment(who, id).await?.summary.version))
}
