//! The calendar file of an invitation.

use axum::{
    Extension,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use shared::{directory::Language, error::Error, principal::Principal};

use super::refusal::Refusal;
use crate::state::AppState;

/// `GET /confirm/{token}/calendar.ics`: the invitation, for a calendar program.
pub async fn file(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Path(token): Path<String>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
) -> Response {
    match read(&state, &token).await {
        Ok(calendar) => {
            let disposition = "attachment; filename=\"telesala.ics\"";
            let kind = "text/calendar; charset=utf-8";
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], calendar).into_response()
        }
        Err(error) => refusal(&error).answer_in(language, &uri, &headers),
    }
}

async fn read(state: &AppState, token: &str) -> Result<String, Error> {
    let who = state.services.accounts.by_link(token).await?;
    let Principal::Invited(invited) = &who else { return Err(Error::NotFound) };
    state.services.attendances.calendar(&who, invited.appointment).await
}

const fn refusal(error: &Error) -> Refusal {
    match error {
        Error::LinkEnded(_) => Refusal::Gone,
        Error::Unavailable | Error::Internal => Refusal::Unavailable,
        Error::TooMany { seconds } => Refusal::TooMany { seconds: *seconds },
        _ => Refusal::NotFound,
    }
}
