//! The file of a list of hearings: posted by a plain form, because it is a file, and answered by leading to its page.

use std::fmt::Write as _;

use app::features::docket::template;
use axum::{
    Extension,
    extract::{Multipart, OriginalUri, State, multipart::MultipartRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use shared::{
    directory::Language,
    error::{Error, Fault, Problem},
    ports::{Upload, Uploaded},
    principal::Principal,
};

use super::refusal::Refusal;
use crate::state::AppState;

/// The form's page.
const FORM: &str = "/dockets/new";

/// `POST /dockets/upload`: a form with `file`, `first` and `last`.
pub async fn upload(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(who): Extension<Principal>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(form) = form else { return Refusal::WrongType.answer_in(language, &uri, &headers) };
    let Some(file) = read(form).await else { return Refusal::Unreadable.answer_in(language, &uri, &headers) };
    let typed = (file.first.clone(), file.last.clone());
    match state.services.dockets.upload(&who, file).await {
        Ok(Uploaded::Docket(id)) => Redirect::to(&format!("/dockets/{id}")).into_response(),
        Ok(Uploaded::Unreadable(wrong)) => back(&typed, wrong.iter().map(|one| ("wrong", one.code()))),
        Err(Error::Invalid(problems)) => back(&typed, problems.iter().map(|one| ("problem", code(one)))),
        Err(Error::Unauthenticated) => Redirect::to(&format!("/sign-in?back={FORM}")).into_response(),
        Err(Error::Unavailable | Error::Internal) => Refusal::Unavailable.answer_in(language, &uri, &headers),
        Err(_) => Refusal::NotFound.answer_in(language, &uri, &headers),
    }
}

/// `GET /dockets/template.csv`: a list to begin with.
pub async fn template_file(Extension(language): Extension<Language>) -> Response {
    let disposition = match language {
        Language::Es => "attachment; filename=\"plantilla-audiencias.csv\"",
        Language::En => "attachment; filename=\"hearings-template.csv\"",
    };
    let kind = "text/csv; charset=utf-8; header=present";
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], template(language)).into_response()
}

/// The fields of the form; `None` if it is none that a browser sends. A form without a file holds an empty one.
async fn read(mut form: Multipart) -> Option<Upload> {
    let mut file = Upload::default();
    while let Some(field) = form.next_field().await.ok()? {
        match field.name() {
            Some("file") => {
                field.file_name().unwrap_or_default().clone_into(&mut file.name);
                file.bytes = field.bytes().await.ok()?.to_vec();
            }
            Some("first") => file.first = field.text().await.ok()?,
            Some("last") => file.last = field.text().await.ok()?,
            _ => {}
        }
    }
    Some(file)
}

/// Back to the form, with what is wrong and the days as they were typed: a file cannot be sent back.
fn back(typed: &(String, String), wrong: impl Iterator<Item = (&'static str, String)>) -> Response {
    let mut address = format!("{FORM}?first={}&last={}", escaped(&typed.0), escaped(&typed.1));
    for (key, code) in wrong {
        // Writing to a text never fails.
        let _ = write!(address, "&{key}={}", escaped(&code));
    }
    Redirect::to(&address).into_response()
}

fn code(problem: &Problem) -> String {
    let fault = match problem.fault {
        Fault::NotADate => "not_a_date",
        Fault::InThePast => "in_the_past",
        Fault::EndBeforeStart => "end_before_start",
        Fault::TooFarAhead => "too_far_ahead",
        _ => "missing",
    };
    format!("{}:{fault}", problem.field)
}

/// `text` as a value of an address, cut to what a date or a column's name may need.
fn escaped(text: &str) -> String {
    let mut value = String::new();
    for byte in text.chars().take(60).collect::<String>().bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing to a text never fails.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use shared::docket::reading::Unreadable;

    use super::*;

    #[test]
    fn what_is_wrong_survives_an_address() {
        for wrong in [Unreadable::UnknownColumn("Número & <b>".to_owned()), Unreadable::TooMany(500)] {
            let escaped = escaped(&wrong.code());
            assert!(!escaped.contains(['&', '<', ' ', ':']), "{escaped}");
            assert_eq!(Unreadable::from_code(&wrong.code()), Some(wrong));
        }
    }
}
