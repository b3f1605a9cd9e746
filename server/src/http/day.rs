//! The file of a day, for spreadsheets.

use app::features::day::{Which, csv};
use axum::{
    Extension,
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{directory::Language, error::Error, principal::Principal};

use super::refusal::Refusal;
use crate::state::AppState;

/// What of the day, in which order: as in the address of its page.
#[derive(Debug, Deserialize)]
pub struct Shown {
    show: Option<String>,
    sort: Option<String>,
}

/// `GET /day/{date}/day.csv?show=&sort=`: the table of the day, as far as whoever asks sees it on the page.
pub async fn file(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Path(date): Path<String>,
    Query(Shown { show, sort }): Query<Shown>,
    Extension(who): Extension<Principal>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
) -> Response {
    let asked = match Which::from_address(&date) {
        Which::Today => Ok(None),
        Which::On(date) => Ok(Some(date)),
        Which::Unknown => Err(Error::NotFound),
    };
    let day = match asked {
        Ok(date) => state.services.days.day(&who, date).await,
        Err(error) => Err(error),
    };
    match day {
        Ok(day) => {
            let text = csv(language, &day, who.account(), show.as_deref(), sort.as_deref());
            let disposition = format!("attachment; filename=\"telesala-{}.csv\"", day.date);
            let kind = "text/csv; charset=utf-8; header=present".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
        }
        Err(error) => refusal(&error).answer_in(language, &uri, &headers),
    }
}

const fn refusal(error: &Error) -> Refusal {
    match error {
        Error::Unauthenticated => Refusal::Unauthenticated,
        Error::Unavailable | Error::Internal => Refusal::Unavailable,
        _ => Refusal::NotFound,
    }
}
