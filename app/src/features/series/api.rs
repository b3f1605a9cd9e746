//! The server functions of trials over several days.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::{ids::AppointmentId, series::SeriesPlan};

use super::state::Planning;
use crate::error::ApiError;

/// A plan for the further days of a hearing.
#[server(prefix = "/do", endpoint = "series/plan", input = Json, output = crate::wire::Compact)]
pub async fn plan_days(id: String, asked: Planning) -> Result<SeriesPlan, ApiError> {
    use super::state::{lost_days, slots};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{error::Error, ports::Series};
    let id: AppointmentId = answer(id.parse().map_err(|_| Error::NotFound))?;
    let lost = slots(&kept::<String>(&lost_days(id)).unwrap_or_default());
    answer(port::<dyn Series>().plan(&principal(), id, asked.asked(&lost)).await)
}

/// Books the further days that somebody saw, all of them or none.
#[server(prefix = "/do", endpoint = "series/book", output = crate::wire::Compact)]
pub async fn book_days(
    id: AppointmentId,
    version: i32,
    #[server(default)] chosen: String,
    #[server(default)] asked: Planning,
) -> Result<(), ApiError> {
    use super::state::{lost_days, slots};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{
        draft::fields,
        error::{Error, Problem},
        ports::Series,
        series::SeriesOrder,
    };
    let outcome = match fields::duration(&asked.duration) {
        Ok(duration) => {
            let order = SeriesOrder { duration, slots: slots(&chosen) };
            port::<dyn Series>().book(&principal(), id, version, order).await
        }
        Err(fault) => Err(Error::Invalid(vec![Problem::new("duration", fault)])),
    };
    // The page then says of each day what refuses it.
    keep_if_refused(&lost_days(id), &chosen, &outcome);
    answer_form::<BookDays, _>(&asked.path(id), outcome)?;
    lead_to(&format!("/appointments/{id}?done=days"));
    Ok(())
}
