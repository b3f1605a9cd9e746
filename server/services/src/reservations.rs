//! Holding and freeing rooms, detainees and people. That two live reservations never overlap is refused by the database
//! itself; nothing here needs to look first.

use std::collections::BTreeMap;

use entity::reservations;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use shared::{
    ids::{AppointmentId, DetaineeId, PersonId, RoomId},
    schedule::{Busy, Resource, ResourceKind},
    time::Period,
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    house::House,
};

/// Nothing is reserved for longer; [`shared::time::Minutes`] ends there.
const LONGEST_MINUTES: i64 = 24 * 60;

/// Reserves `holds` for `appointment`.
///
/// # Errors
/// [`StoreError::Overlap`] if any of them is taken.
pub async fn hold(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    holds: &[Busy],
) -> Result<(), StoreError> {
    // Everybody takes locks in the same order, so that two bookings wait for each other in one direction only.
    let sorted: BTreeMap<_, _> = holds.iter().map(|hold| ((hold.resource, hold.period), hold)).collect();
    let expected = u64::try_from(sorted.len()).unwrap_or(u64::MAX);
    let rows = sorted.into_values().map(|hold| {
        let (kind, id) = key(hold.resource);
        reservations::ActiveModel {
            id: Set(house.ids.next()),
            appointment_id: Set(appointment.0),
            resource_kind: Set(kind.to_owned()),
            resource_id: Set(id),
            starts_at: Set(hold.period.start().0),
            ends_at: Set(hold.period.end().0),
            live: Set(true),
        }
    });
    // PostgreSQL waits for a competing transaction without the deadlock that two plain inserts can run into, and then
    // leaves the row out; SQLite's trigger raises an error.
    let done = reservations::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if done == expected { Ok(()) } else { Err(StoreError::Overlap) }
}

/// Frees what `appointments` hold.
///
/// # Errors
/// If the store refuses.
pub async fn free(txn: &DatabaseTransaction, appointments: &[AppointmentId]) -> Result<(), StoreError> {
    reservations::Entity::update_many()
        .col_expr(reservations::Column::Live, Expr::value(false))
        .filter(reservations::Column::AppointmentId.is_in(appointments.iter().map(|id| id.0)))
        .filter(is_live())
        .exec(txn)
        .await?;
    Ok(())
}

/// What of `resources` is held within `within` by others than `except`, by start.
///
/// # Errors
/// If the store refuses.
pub async fn busy(
    db: &impl ConnectionTrait,
    resources: &[Resource],
    within: Period,
    except: &[AppointmentId],
) -> Result<Vec<Busy>, StoreError> {
    if resources.is_empty() {
        return Ok(Vec::new());
    }
    let mut by_kind: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for resource in resources {
        let (kind, id) = key(*resource);
        by_kind.entry(kind).or_default().push(id);
    }
    let any = by_kind.into_iter().fold(Condition::any(), |any, (kind, ids)| {
        any.add(
            Condition::all()
                .add(reservations::Column::ResourceKind.eq(kind))
                .add(reservations::Column::ResourceId.is_in(ids)),
        )
    });
    let rows: Vec<(String, Uuid, i64, i64)> = reservations::Entity::find()
        .select_only()
        .columns([
            reservations::Column::ResourceKind,
            reservations::Column::ResourceId,
            reservations::Column::StartsAt,
            reservations::Column::EndsAt,
        ])
        .filter(is_live())
        .filter(any)
        .filter(reservations::Column::StartsAt.lt(within.end().0))
        .filter(reservations::Column::StartsAt.gt(within.start().plus_minutes(-LONGEST_MINUTES).0))
        .filter(reservations::Column::EndsAt.gt(within.start().0))
        .filter(reservations::Column::AppointmentId.is_not_in(except.iter().map(|id| id.0)))
        .order_by_asc(reservations::Column::StartsAt)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(kind, id, starts_at, ends_at)| {
            let kind = reading::known(ResourceKind::from_code(&kind), "resource kind")?;
            Ok(Busy { resource: resource(kind, id), period: reading::period(starts_at, ends_at)? })
        })
        .collect()
}

/// The bare column, not a comparison with a parameter: only so do both databases use the index over live rows.
fn is_live() -> Expr {
    Expr::col((reservations::Entity, reservations::Column::Live))
}

const fn key(resource: Resource) -> (&'static str, Uuid) {
    let id = match resource {
        Resource::Room(RoomId(id)) | Resource::Detainee(DetaineeId(id)) | Resource::Person(PersonId(id)) => id,
    };
    (resource.kind().code(), id)
}

const fn resource(kind: ResourceKind, id: Uuid) -> Resource {
    match kind {
        ResourceKind::Room => Resource::Room(RoomId(id)),
        ResourceKind::Detainee => Resource::Detainee(DetaineeId(id)),
        ResourceKind::Person => Resource::Person(PersonId(id)),
    }
}
