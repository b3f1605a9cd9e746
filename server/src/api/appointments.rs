//! Listing, reading and making appointments.

use axum::{
    Extension, Json as Out,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::{
    appointment::{Detail, Kind, State as Standing},
    error::{Error, Fault},
    exchange::{Kept, Listing},
    ids::AppointmentId,
    principal::Principal,
};

use super::{
    input::{Json, Moment, Named, Parameters, Speaks},
    once::{Asked, once},
    pages,
    problem::Problem,
    wire::{
        appointment::{Appointment, AppointmentPage},
        asked::NewAppointment,
    },
};
use crate::state::AppState;

/// The usual number of appointments on a page, and the most.
const PAGE: (u16, u16) = (50, 200);

/// The agency's appointments
///
/// By start. The address of the next page is in the header `Link`; a page begins behind the last appointment of the page
/// before, so that none is missed or seen twice when others are booked meanwhile.
#[utoipa::path(
    get, path = "/api/v1/appointments", operation_id = "listAppointments", tag = "appointments",
    params(
        ("from" = Option<String>, Query, format = DateTime, description = "Those that start at this moment or later"),
        ("to" = Option<String>, Query, format = DateTime, description = "Those that start before it"),
        ("state" = Option<String>, Query, description = "Only in this state"),
        ("kind" = Option<String>, Query, description = "Only of this kind"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "The most on a page; usually 50"),
        ("cursor" = Option<String>, Query, description = "Where the page begins, as `next_cursor` or `Link` has it"),
    ),
    responses((status = 200, body = AppointmentPage, headers(("Link" = String, description = "The next page (RFC 8288)"))))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    uri: axum::http::Uri,
    mut given: Parameters,
) -> Result<Response, Problem> {
    let moment = |text: &str| Moment::read(text).map(|at| at.0);
    let which = Listing {
        from: given.take("from", moment, Fault::NotATime),
        to: given.take("to", moment, Fault::NotATime),
        state: given.take("state", Standing::from_code, Fault::UnknownChoice),
        kind: given.take("kind", Kind::from_code, Fault::UnknownChoice),
        after: given.take("cursor", pages::read, Fault::UnknownChoice),
        limit: given.limit(PAGE.0, PAGE.1),
    };
    given.end()?;
    let page = state.services.exchange.list(&who, which).await?;
    let next_cursor = page.next.map(pages::written);
    let link = next_cursor.as_ref().map(|cursor| pages::next(&uri, cursor));
    let items = page.items.into_iter().map(Into::into).collect();
    let mut response = Out(AppointmentPage { items, next_cursor }).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// One appointment
///
/// Its `ETag` is its version: send it as `If-Match` to change or cancel it.
#[utoipa::path(
    get, path = "/api/v1/appointments/{id}", operation_id = "readAppointment", tag = "appointments",
    params(("id" = uuid::Uuid, Path, description = "Its identifier")),
    responses((status = 200, body = Appointment, headers(("ETag" = String, description = "Its version"))))
)]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Named(id): Named,
) -> Result<Response, Problem> {
    let detail = state.services.bookings.appointment(&who, identifier(&id)?).await?;
    Ok(super::problem::answer(kept(200, detail)))
}

/// Book an appointment
///
/// One transaction, one effect: either everything is reserved and everybody invited, or nothing. With an
/// `Idempotency-Key` the same request may be sent again for 24 hours and is answered the same.
#[utoipa::path(
    post, path = "/api/v1/appointments", operation_id = "bookAppointment", tag = "appointments",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone")),
    request_body = NewAppointment,
    responses((status = 201, body = Appointment, headers(
        ("ETag" = String, description = "Its version"), ("Location" = String, description = "Its address")
    )))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Json<NewAppointment>,
) -> Result<Response, Problem> {
    let what = format!("POST appointments {}", body.digest);
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who, order) = (state.clone(), who.clone(), body.value.into());
    once(asked, async move |claim| {
        let id = state.services.exchange.book(&who, order, claim).await?;
        let detail = state.services.bookings.appointment(&who, id).await?;
        let mut kept = kept(201, detail);
        kept.headers.push((header::LOCATION.to_string(), format!("{}/appointments/{id}", super::ROOT)));
        Ok(kept)
    })
    .await
}

/// The identifier in an address. What is none names nothing.
pub(super) fn identifier(text: &str) -> Result<AppointmentId, Problem> {
    text.parse().map_err(|_| Error::NotFound.into())
}

/// An appointment as an answer, with its version.
pub(super) fn kept(status: u16, detail: Detail) -> Kept {
    let version = detail.summary.version;
    let body = serde_json::to_string(&Appointment::from(detail)).unwrap_or_default();
    let headers = vec![
        (header::CONTENT_TYPE.to_string(), "application/json".to_owned()),
        (header::ETAG.to_string(), format!("\"{version}\"")),
    ];
    Kept { status, headers, body }
}
