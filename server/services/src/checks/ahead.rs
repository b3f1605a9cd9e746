//! What lies ahead in a room, and whether it was checked for it.

use entity::{appointments, device_checks, sites};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use shared::{
    appointment::State,
    check::{Measurements, verdicts},
    ids::{AppointmentId, RoomId},
    time::{Instant, Period},
};
use uuid::Uuid;

use crate::db::{StoreError, reading};

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

/// Whether `room` need not check itself on `day` any more: a check that measured everything stands, or it did so already.
/// What a person skipped is not known.
pub(super) async fn stands(db: &impl ConnectionTrait, room: RoomId, day: Period) -> Result<bool, StoreError> {
    let standing = device_checks::Entity::find()
        .filter(device_checks::Column::RoomId.eq(room.0))
        .filter(device_checks::Column::MadeAt.gte(day.start().0))
        .filter(device_checks::Column::MadeAt.lt(day.end().0))
        .filter(device_checks::Column::ExpiresAt.gte(day.end().0))
        .all(db)
        .await?;
    for check in standing {
        // What an older version measured may be read otherwise now.
        let measured: Option<Measurements> = serde_json::from_value(check.measured).ok();
        let by_itself = measured.is_some_and(|measured| !measured.attended);
        if by_itself || verdicts::is_complete(&reading::structured(check.result)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When the first appointment in `room` from `from` on begins.
pub(super) async fn first_in(
    db: &impl ConnectionTrait,
    room: RoomId,
    from: Instant,
) -> Result<Option<Instant>, StoreError> {
    let start = appointments::Entity::find()
        .select_only()
        .column(appointments::Column::StartsAt)
        .filter(live_in(room))
        .filter(appointments::Column::StartsAt.gte(from.0))
        .order_by_asc(appointments::Column::StartsAt)
        .into_tuple::<i64>()
        .one(db)
        .await?;
    Ok(start.map(Instant))
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
