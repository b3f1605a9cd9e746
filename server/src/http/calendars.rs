//! The calendar file of a person: posted by a plain form, because it is a file, and answered by leading to what it would
//! bring. (The calendars that Telesala gives out are in `calendar.rs`.)

use axum::{
    Extension,
    extract::{Multipart, OriginalUri, State, multipart::MultipartRejection},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use shared::{directory::Language, error::Error, ids::PersonId, principal::Principal};

use super::refusal::Refusal;
use crate::state::AppState;

/// `POST /absences/calendar`: a form with `person` and `file`.
pub async fn upload(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(who): Extension<Principal>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(form) = form else { return Refusal::WrongType.answer_in(language, &uri, &headers) };
    let Some((person, file)) = read(form).await else { return Refusal::Unreadable.answer_in(language, &uri, &headers) };
    match state.services.absences.upload(&who, person, file).await {
        Ok(Ok(calendar)) => Redirect::to(&format!("/absences?calendar={calendar}")).into_response(),
        Ok(Err(wrong)) => Redirect::to(&format!("/absences?person={person}&wrong={}", wrong.code())).into_response(),
        Err(Error::Unauthenticated) => Redirect::to("/sign-in?back=/absences").into_response(),
        Err(Error::Unavailable | Error::Internal) => Refusal::Unavailable.answer_in(language, &uri, &headers),
        Err(_) => Refusal::NotFound.answer_in(language, &uri, &headers),
    }
}

/// The fields of the form; `None` if it is none that a browser sends. A form without a file holds an empty one.
async fn read(mut form: Multipart) -> Option<(PersonId, Vec<u8>)> {
    let (mut person, mut file) = (None, Vec::new());
    while let Some(field) = form.next_field().await.ok()? {
        match field.name() {
            Some("file") => file = field.bytes().await.ok()?.to_vec(),
            Some("person") => person = field.text().await.ok()?.parse().ok(),
            _ => {}
        }
    }
    Some((person?, file))
}
