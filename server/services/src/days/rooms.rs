//! The rooms of a centre's day, for the timeline.

use std::collections::HashMap;

use entity::{room_hours, rooms};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::{
    appointment::{State, Summary},
    day::RoomDay,
    ids::{CentreId, RoomId},
    time::{Period, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

use super::shut::Shutters;
use crate::{
    bookings::window,
    db::{StoreError, reading},
};

/// Every room of `centre` on `date`, which is the period `whole`, with what of `appointments` is in it; and what shuts
/// them.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    centre: CentreId,
    zone: &Zone,
    (date, whole): (Date, Period),
    appointments: &[Summary],
) -> Result<(Vec<RoomDay>, Shutters), StoreError> {
    let in_centre = rooms::Column::CentreId.eq(centre.0);
    let rows = rooms::Entity::find().filter(in_centre.clone()).order_by_asc(rooms::Column::Code).all(db).await?;
    let ids = rooms::Entity::find().select_only().column(rooms::Column::Id).filter(in_centre).into_query();
    let mut hours: HashMap<Uuid, Vec<WeeklyWindow>> = HashMap::new();
    for row in room_hours::Entity::find().filter(room_hours::Column::RoomId.in_subquery(ids)).all(db).await? {
        hours.entry(row.room_id).or_default().extend(window(&row));
    }
    let all: Vec<RoomId> = rows.iter().map(|row| RoomId(row.id)).collect();
    let shutters = Shutters::of(db, centre, &all, zone, whole).await?;
    let day = |room: rooms::Model| {
        let id = RoomId(room.id);
        let open = hours.get(&room.id).map(|hours| zone.windows(hours, date, date)).unwrap_or_default();
        let held = appointments.iter().filter(|appointment| {
            !matches!(appointment.state, State::Requested | State::Cancelled | State::NotHeld)
                && appointment.sites.iter().any(|site| site.room == id)
        });
        Ok(RoomDay {
            id,
            name: reading::text(room.name, "room name")?,
            open: open.into_iter().map(|window| zone.local_period(window)).collect(),
            shut: shutters.room(id, whole),
            booked: held.map(|appointment| (appointment.id, appointment.period)).collect(),
        })
    };
    let days = rows.into_iter().map(day).collect::<Result<_, StoreError>>()?;
    Ok((days, shutters))
}
