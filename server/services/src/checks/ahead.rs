//! What lies ahead in a room, and whether it was checked for it.

use entity::{appointments, device_checks, room_devices, rooms, sites};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use shared::{
    appointment::State,
    check::{CheckResult, RUN_MINUTES, Turn, due_from},
    ids::{AppointmentId, CentreId, RoomDeviceId, RoomId},
    time::{Instant, Period},
};
use uuid::Uuid;

use super::keeping::made_at;
use crate::db::{StoreError, reading};

/// So many appointments of a room are looked at to find when its device checks itself: more than a room holds in weeks.
const MOST_AHEAD: u64 = 200;

/// The appointments in a room that are not over and begin before `until`.
pub(super) async fn ahead_in(
    txn: &DatabaseTransaction,
    room: RoomId,
    now: Instant,
    until: Instant,
) -> Result<Vec<AppointmentId>, StoreError> {
    let ids = appointments::Entity::find()
        .select_only()
        .column(appointments::Column::Id)
        .filter(live_in(room))
        .filter(appointments::Column::StartsAt.lt(until.0))
        .filter(appointments::Column::EndsAt.gt(now.0))
        .order_by_asc(appointments::Column::StartsAt)
        .into_tuple::<Uuid>()
        .all(txn)
        .await?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// From when on the `device` that stays in `room` is to check itself on `day`; `None` if it need not any more: see [`due_from`].
/// What another device measured says nothing of this one.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    room: RoomId,
    device: Option<RoomDeviceId>,
    day: Period,
) -> Result<Option<Instant>, StoreError> {
    let rows = device_checks::Entity::find()
        .filter(made_at(room, device))
        .filter(device_checks::Column::MadeAt.gte(day.start().0))
        .filter(device_checks::Column::MadeAt.lt(day.end().0))
        .filter(device_checks::Column::ExpiresAt.gte(day.end().0))
        .all(db)
        .await?;
    let mut standing: Vec<(Instant, CheckResult)> = Vec::with_capacity(rows.len());
    for row in rows {
        standing.push((Instant(row.made_at), reading::structured(row.result)?));
    }
    Ok(due_from(day, &standing))
}

/// The turn of a room's device among those of its centre, which share a line. Each that stays has its own, and so has a room where
/// none does; one that does not stay takes the first of its room.
pub(super) async fn turn_of(
    db: &impl ConnectionTrait,
    (room, device): (RoomId, Option<RoomDeviceId>),
    centre: CentreId,
) -> Result<Turn, StoreError> {
    let devices =
        rooms::Entity::belongs_to(room_devices::Entity).from(rooms::Column::Id).to(room_devices::Column::RoomId);
    let mut places = rooms::Entity::find()
        .select_only()
        .columns([rooms::Column::Code, rooms::Column::Id])
        .column_as(room_devices::Column::Id, "device")
        .join(JoinType::LeftJoin, devices.into())
        .filter(rooms::Column::CentreId.eq(centre.0))
        .into_tuple::<(String, Uuid, Option<Uuid>)>()
        .all(db)
        .await?;
    // By code, as people list them, and in a room by age. Not by the database: each has an order of its own for text.
    places.sort_unstable();
    let own = |(_, its_room, its_device): &(String, Uuid, Option<Uuid>)| {
        *its_room == room.0 && device.is_none_or(|device| *its_device == Some(device.0))
    };
    let place = places.iter().position(own).unwrap_or_default();
    Ok(Turn::new(place, places.len()))
}

/// The appointments in `room` that are not over at `now`, by start, and those begun on `day` that nobody has ended yet although
/// their time is over: nobody knows for how long they go on.
pub(super) async fn taken_in(
    db: &impl ConnectionTrait,
    room: RoomId,
    day: Period,
    now: Instant,
) -> Result<Vec<Period>, StoreError> {
    let under_way = [State::InProgress, State::Suspended].map(State::code);
    let unended = Condition::all()
        .add(appointments::Column::State.is_in(under_way))
        .add(appointments::Column::StartsAt.gte(day.start().0));
    let rows = appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::State, appointments::Column::StartsAt, appointments::Column::EndsAt])
        .filter(live_in(room))
        .filter(Condition::any().add(appointments::Column::EndsAt.gt(now.0)).add(unended))
        .order_by_asc(appointments::Column::StartsAt)
        .limit(MOST_AHEAD)
        .into_tuple::<(String, i64, i64)>()
        .all(db)
        .await?;
    let mut taken = Vec::with_capacity(rows.len());
    for (state, starts_at, ends_at) in rows {
        let known = reading::period(starts_at, ends_at)?;
        let (start, end) = if under_way.contains(&state.as_str()) {
            // It may have begun early, and it may be over at any moment: the device asks again.
            (known.start().min(now), known.end().max(now.plus_minutes(RUN_MINUTES)))
        } else {
            (known.start(), known.end())
        };
        taken.extend(Period::new(start, end));
    }
    taken.sort_unstable_by_key(|period| period.start());
    Ok(taken)
}

/// What is not over, in `room`.
fn live_in(room: RoomId) -> Condition {
    let there = sites::Entity::find()
        .select_only()
        .column(sites::Column::AppointmentId)
        .filter(sites::Column::RoomId.eq(room.0))
        .into_query();
    let live = State::ALL.iter().filter(|state| state.is_live()).map(|state| state.code());
    Condition::all().add(appointments::Column::Id.in_subquery(there)).add(appointments::Column::State.is_in(live))
}
