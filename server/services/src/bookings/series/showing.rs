//! The days of a series on the page of one of them.

use std::collections::HashSet;

use entity::appointments;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    appointment::State,
    ids::AppointmentId,
    series::{Series, SeriesDay},
};
use uuid::Uuid;

use super::{numbered_days, series_of};
use crate::{
    db::{StoreError, reading},
    reach::Reach,
};

/// The days of the series that `id` belongs to, as far as the reader reaches them; each keeps the number that it has among
/// all. `None` if it belongs to none.
pub(in crate::bookings) async fn series(
    db: &impl ConnectionTrait,
    reach: Reach,
    id: AppointmentId,
) -> Result<Option<Series>, StoreError> {
    let Some(series) = series_of(db, id).await? else { return Ok(None) };
    let (days, of) = numbered_days(db, series).await?;
    let reached: HashSet<Uuid> = appointments::Entity::find()
        .select_only()
        .column(appointments::Column::Id)
        .filter(appointments::Column::Id.is_in(days.iter().map(|(row, _)| row.id)))
        .filter(reach.condition())
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let days = days.into_iter().filter(|(row, _)| reached.contains(&row.id)).map(|(row, number)| {
        let zone = reading::zone(&row.zone)?;
        Ok(SeriesDay {
            id: AppointmentId(row.id),
            state: reading::known(State::from_code(&row.state), "state")?,
            period: zone.local_period(reading::period(row.starts_at, row.ends_at)?),
            number,
        })
    });
    Ok(Some(Series { days: days.collect::<Result<_, StoreError>>()?, of }))
}
