//! Finding slots, days, and what an appointment refers to.
//!
//! People are looked up with `POST`: what is sought is personal, and addresses end up in logs.

use axum::{Extension, Json as Out, extract::State};
use shared::{
    appointment::Role,
    civil::{read_date, written_date},
    error::{Error, Fault, Problem as Wrong},
    exchange::Key,
    principal::{Grant, Principal},
};

use super::{
    input::{Json, Named, Parameters, Speaks},
    problem::Problem,
    wire::{
        appointment::Docket,
        asked::{DetaineeSearch, PersonSearch, SlotSearch},
        places::{CentreList, DetaineeList, PersonList, RoomList, Token},
        slots::Availability,
    },
};
use crate::state::AppState;

/// The usual number of slots, and the most.
const SLOTS: (u16, u16) = (10, 50);
/// The most characters that are sought.
const TEXT: usize = 120;

/// Find free slots
///
/// The first slots at which a room, the detainee and everybody are free at once; and for a start that is wished for,
/// everything that is in its way by the name of its rule, and the nearest that are possible. What an `appointment` that is to
/// be moved holds itself does not count.
#[utoipa::path(
    post, path = "/api/v1/availability", operation_id = "findSlots", tag = "availability",
    request_body = SlotSearch, responses((status = 200, body = Availability))
)]
pub(super) async fn availability(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    body: Json<SlotSearch>,
) -> Result<Out<Availability>, Problem> {
    let limit = body.value.limit.unwrap_or(SLOTS.0);
    if !(1..=SLOTS.1).contains(&limit) {
        let fault = Fault::NumberOutside { min: 1, max: i64::from(SLOTS.1) };
        return Err(Error::Invalid(vec![Wrong::new("limit", fault)]).into());
    }
    let found = state.services.exchange.availability(&who, body.value.limited(limit)).await?;
    Ok(Out(Availability::of(found, language)))
}

/// The agency's day
#[utoipa::path(
    get, path = "/api/v1/dockets/{date}", operation_id = "readDocket", tag = "dockets",
    params(("date" = String, Path, format = Date, description = "`YYYY-MM-DD`, in the agency's zone")),
    responses((status = 200, body = Docket))
)]
pub(super) async fn docket(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Named(date): Named,
) -> Result<Out<Docket>, Problem> {
    let date = read_date(&date).ok_or(Error::NotFound)?;
    let day = state.services.days.day(&who, Some(date)).await?;
    let appointments = day.appointments.into_iter().map(Into::into).collect();
    Ok(Out(Docket { date: written_date(day.date), zone: day.zone.0, appointments }))
}

/// The centres
#[utoipa::path(
    get, path = "/api/v1/centres", operation_id = "listCentres", tag = "directory",
    responses((status = 200, body = CentreList))
)]
pub(super) async fn centres(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
) -> Result<Out<CentreList>, Problem> {
    let places = state.services.exchange.places(&who, None).await?;
    Ok(Out(CentreList { items: places.centres.into_iter().map(Into::into).collect() }))
}

/// The rooms, with what they are fitted for and when they are open
#[utoipa::path(
    get, path = "/api/v1/rooms", operation_id = "listRooms", tag = "directory",
    params(("centre" = Option<String>, Query, max_length = 40, description = "Only of this centre, by identifier or code")),
    responses((status = 200, body = RoomList))
)]
pub(super) async fn rooms(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    mut given: Parameters,
) -> Result<Out<RoomList>, Problem> {
    let centre = given.take("centre", |text| Some(Key::from(text)), Fault::UnknownChoice);
    given.end()?;
    let places = state.services.exchange.places(&who, centre).await?;
    Ok(Out(RoomList { items: places.rooms.into_iter().map(Into::into).collect() }))
}

/// Look detainees up
///
/// By identifier or register code, or by the beginnings of words of the name; at most 10. Nobody is found by nothing.
#[utoipa::path(
    post, path = "/api/v1/detainees/search", operation_id = "findDetainees", tag = "directory",
    request_body = DetaineeSearch, responses((status = 200, body = DetaineeList))
)]
pub(super) async fn detainees(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    body: Json<DetaineeSearch>,
) -> Result<Out<DetaineeList>, Problem> {
    let DetaineeSearch { key, text } = body.value;
    let found = match sought(key, text)? {
        Sought::Key(key) => one(state.services.exchange.detainee(&who, key).await)?,
        Sought::Text(text) => state.services.bookings.find_detainees(&who, &text).await?,
    };
    Ok(Out(DetaineeList { items: found.into_iter().map(Into::into).collect() }))
}

/// Look professionals up
///
/// By identifier or e-mail address, or by part and the beginnings of words of the name; at most 20 of each part.
#[utoipa::path(
    post, path = "/api/v1/people/search", operation_id = "findPeople", tag = "directory",
    request_body = PersonSearch, responses((status = 200, body = PersonList))
)]
pub(super) async fn people(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    body: Json<PersonSearch>,
) -> Result<Out<PersonList>, Problem> {
    let PersonSearch { key, role, text } = body.value;
    let role = role.map(|code| Role::from_code(&code).ok_or(Wrong::new("role", Fault::UnknownChoice))).transpose();
    let role = role.map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let found = match sought(key, text)? {
        Sought::Key(key) => one(state.services.exchange.person(&who, key).await)?,
        Sought::Text(text) => state.services.exchange.people(&who, role, &text).await?,
    };
    let found = found.into_iter().filter(|person| role.is_none_or(|role| person.role == role));
    Ok(Out(PersonList { items: found.map(Into::into).collect() }))
}

/// The token that the request comes with: whether it serves, and what it may do
#[utoipa::path(
    get, path = "/api/v1/token", operation_id = "readToken", tag = "token",
    responses((status = 200, body = Token))
)]
pub(super) async fn token(Extension(who): Extension<Principal>) -> Result<Out<Token>, Problem> {
    let Principal::Program(program) = who else { return Err(Error::Unauthenticated.into()) };
    let grants = Grant::ALL.iter().filter(|grant| program.grants.holds(**grant));
    Ok(Out(Token {
        id: program.token.0,
        name: program.name.to_string(),
        agency: program.agency.0,
        grants: grants.map(|grant| grant.code().to_owned()).collect(),
    }))
}

enum Sought {
    Key(Key),
    Text(String),
}

fn sought(key: Option<String>, text: Option<String>) -> Result<Sought, Error> {
    match (key, text) {
        (Some(_), Some(_)) => Err(Error::Invalid(vec![Wrong::new("text", Fault::Duplicate)])),
        (Some(key), None) => Ok(Sought::Key(Key::from(key.as_str()))),
        (None, text) => {
            let text = text.unwrap_or_default();
            if text.chars().count() > TEXT {
                let limit = u16::try_from(TEXT).unwrap_or(u16::MAX);
                let fault = Fault::Text(shared::text::TextError::TooLong { limit });
                return Err(Error::Invalid(vec![Wrong::new("text", fault)]));
            }
            Ok(Sought::Text(text))
        }
    }
}

/// What was found by its key: a search that finds nothing is no fault.
fn one<T>(found: Result<T, Error>) -> Result<Vec<T>, Error> {
    match found {
        Ok(found) => Ok(vec![found]),
        Err(Error::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
