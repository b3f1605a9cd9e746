//! The server functions of trials over several days.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::ids::AppointmentId;

use super::state::{DaysView, Planning};
use crate::error::ApiError;

/// A plan for the further days of a hearing.
#[server(prefix = "/do", endpoint = "series/plan", input = Json, output = crate::wire::Compact)]
pub async fn plan_days(id: String, asked: Planning) -> Result<DaysView, ApiError> {
    use super::state::{KeptDays, lost_days, slots};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{error::Error, ports::Series};
    let id: AppointmentId = answer(id.parse().map_err(|_| Error::NotFound))?;
    let KeptDays { chosen, notice_reason } = kept(&lost_days(id)).unwrap_or_default();
    let plan = answer(port::<dyn Series>().plan(&principal(), id, asked.asked(&slots(&chosen))).await)?;
    Ok(DaysView { plan, notice_reason })
}

/// Books the further days that somebody saw, all of them or none.
#[server(prefix = "/do", endpoint = "series/book", output = crate::wire::Compact)]
pub async fn book_days(
    id: AppointmentId,
    version: i32,
    #[server(default)] chosen: String,
    #[server(default)] asked: Planning,
    #[server(default)] notice_reason: String,
) -> Result<(), ApiError> {
    use super::state::{KeptDays, lost_days, slots};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{draft::fields, error::Error, ports::Series, series::SeriesOrder};
    let mut problems = Vec::new();
    let duration = fields::keep(&mut problems, "duration", fields::duration(&asked.duration));
    let reason = if asked.short.is_empty() { Ok(None) } else { fields::text(&notice_reason).map(Some) };
    let outcome = match (duration, fields::keep(&mut problems, "notice_reason", reason)) {
        (Some(duration), Some(notice_reason)) => {
            let order = SeriesOrder { duration, slots: slots(&chosen), notice_reason };
            port::<dyn Series>().book(&principal(), id, version, order).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    // The page then says of each day what refuses it.
    keep_if_refused(&lost_days(id), &KeptDays { chosen, notice_reason }, &outcome);
    answer_form::<BookDays, _>(&asked.path(id), outcome)?;
    lead_to(&format!("/appointments/{id}?done=days"));
    Ok(())
}
