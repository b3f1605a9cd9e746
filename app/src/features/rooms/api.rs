//! The server function of the rooms of a centre.

use leptos::prelude::*;
use shared::day::CentreDay;

use crate::error::ApiError;

/// How the rooms of `centre` are taken on `date` (`YYYY-MM-DD`); of the first centre and today, if they are empty.
/// Nothing while there are no centres.
#[server(name = ReadRooms, prefix = "/do", endpoint = "rooms", output = crate::wire::Compact)]
pub async fn rooms(centre: String, date: String) -> Result<Option<CentreDay>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{civil::read_date, error::Error, ports::Days};
    let centre = match centre.as_str() {
        "" => None,
        id => Some(answer(id.parse().map_err(|_| Error::NotFound))?),
    };
    answer(port::<dyn Days>().rooms(&principal(), centre, read_date(&date)).await)
}
