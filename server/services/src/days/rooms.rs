//! The rooms of a centre's day, for the timeline.

use std::collections::HashMap;

use entity::{room_hours, rooms};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::{
    appointment::{State, Summary},
    day::RoomDay,
    ids::{CentreId, RoomId},
    time::{LocalPeriod, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    bookings::window,
    db::{StoreError, reading},
};

/// Every room of `centre` on `date`, with what of `appointments` is in it: by the clock there, which need not be the one that
/// an appointment of several centres goes by.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    centre: CentreId,
    zone: &Zone,
    date: Date,
    appointments: &[Summary],
) -> Result<Vec<RoomDay>, StoreError> {
    let in_centre = rooms::Column::CentreId.eq(centre.0);
    let rows = rooms::Entity::find().filter(in_centre.clone()).order_by_asc(rooms::Column::Code).all(db).await?;
    let ids = rooms::Entity::find().select_only().column(rooms::Column::Id).filter(in_centre).into_query();
    let mut hours: HashMap<Uuid, Vec<WeeklyWindow>> = HashMap::new();
    for row in room_hours::Entity::find().filter(room_hours::Column::RoomId.in_subquery(ids)).all(db).await? {
        hours.entry(row.room_id).or_default().extend(window(&row));
    }
    let here = |told: LocalPeriod| LocalPeriod { start: zone.local(told.start.at), end: zone.local(told.end.at) };
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
            booked: held.map(|appointment| (appointment.id, here(appointment.period))).collect(),
        })
    };
    rows.into_iter().map(day).collect()
}
