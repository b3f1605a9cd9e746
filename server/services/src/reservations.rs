//! Holding and freeing rooms, detainees and people. That two live reservations never overlap is refused by the database
//! itself; nothing here needs to look first.

use std::collections::{BTreeMap, BTreeSet};

use entity::reservations;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use shared::{
    ids::{AppointmentId, CentreId, DetaineeId, PersonId, RoomId},
    schedule::{Busy, Resource, ResourceKind, Side},
    time::Period,
};
use uuid::Uuid;

use crate::{
    db::{Batch, StoreError, reading},
    house::House,
};

/// Nothing is reserved for longer; [`shared::time::Minutes`] ends there.
const LONGEST_MINUTES: i64 = 24 * 60;

/// What an appointment holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) appointment: AppointmentId,
    pub(crate) resource: Resource,
    pub(crate) period: Period,
    /// Where a detainee is brought.
    pub(crate) centre: Option<CentreId>,
}

/// Makes the changes of `batch`, and reserves `holds`.
///
/// # Errors
/// [`StoreError::Overlap`] if any of them is taken.
pub(crate) async fn hold(
    txn: &DatabaseTransaction,
    house: &House,
    mut batch: Batch,
    holds: &[Held],
) -> Result<(), StoreError> {
    // Everybody takes locks in the same order, so that two bookings wait for each other in one direction only.
    let sorted: BTreeMap<_, _> =
        holds.iter().map(|held| ((held.resource, held.period, held.appointment), held)).collect();
    let row = |held: &Held| {
        let (kind, id) = key(held.resource);
        reservations::ActiveModel {
            id: Set(house.ids.next()),
            appointment_id: Set(held.appointment.0),
            resource_kind: Set(kind.to_owned()),
            resource_id: Set(id),
            starts_at: Set(held.period.start().0),
            ends_at: Set(held.period.end().0),
            live: Set(true),
            centre_id: Set(held.centre.map(|centre| centre.0)),
        }
    };
    let rows: Vec<_> = sorted.into_values().map(row).collect();
    let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    if rows.is_empty() {
        return batch.write(txn).await.map(|_| ());
    }
    // PostgreSQL waits for a competing transaction without the deadlock that two plain inserts can run into, and then
    // leaves the row out; SQLite's trigger raises an error.
    batch.insert_or_leave_out(rows);
    if batch.write(txn).await? == expected { Ok(()) } else { Err(StoreError::Overlap) }
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

/// Frees what the first appointment holds, and leaves to the second, which it adjoins, what it held around itself on the
/// other side: as much as that, and from there on.
///
/// # Errors
/// If the store refuses.
pub async fn hand_over(
    txn: &DatabaseTransaction,
    (from, its): (AppointmentId, Period),
    (to, other): (AppointmentId, Period),
) -> Result<(), StoreError> {
    let of = |id: AppointmentId| Condition::all().add(reservations::Column::AppointmentId.eq(id.0)).add(is_live());
    let held = reservations::Entity::find().filter(of(from)).all(txn).await?;
    free(txn, &[from]).await?;
    let longer = reservations::Entity::update_many().filter(of(to));
    for row in held {
        let (lead, trail) = (its.start().0 - row.starts_at, row.ends_at - its.end().0);
        let (edge, column, moved) = if its.start() == other.end() && trail > 0 {
            (other.end().0, reservations::Column::EndsAt, (other.end().0 + trail).min(row.ends_at))
        } else if its.end() == other.start() && lead > 0 {
            (other.start().0, reservations::Column::StartsAt, (other.start().0 - lead).max(row.starts_at))
        } else {
            continue;
        };
        longer
            .clone()
            .col_expr(column, Expr::value(moved))
            .filter(reservations::Column::ResourceKind.eq(row.resource_kind))
            .filter(reservations::Column::ResourceId.eq(row.resource_id))
            .filter(column.eq(edge))
            .exec(txn)
            .await?;
    }
    Ok(())
}

/// Lets the appointment hold nothing on `side` of itself any more, because another adjoins it there, which goes on in `room`:
/// neither the way of those who are brought nor, of that room, the time until it is ready.
///
/// # Errors
/// If the store refuses.
pub async fn draw_in(
    txn: &DatabaseTransaction,
    (appointment, its): (AppointmentId, Period),
    side: Side,
    room: RoomId,
) -> Result<(), StoreError> {
    let (column, edge, beyond) = match side {
        Side::Before => {
            let column = reservations::Column::StartsAt;
            (column, its.start().0, column.lt(its.start().0))
        }
        Side::After => {
            let column = reservations::Column::EndsAt;
            (column, its.end().0, column.gt(its.end().0))
        }
    };
    let detainee = reservations::Column::ResourceKind.eq(ResourceKind::Detainee.code());
    reservations::Entity::update_many()
        .col_expr(column, Expr::value(edge))
        .filter(reservations::Column::AppointmentId.eq(appointment.0))
        .filter(is_live())
        .filter(Condition::any().add(detainee).add(reservations::Column::ResourceId.eq(room.0)))
        .filter(beyond)
        .exec(txn)
        .await?;
    Ok(())
}

/// What of `resources` is held within `within` by others than `except`.
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
    let rows: Vec<(String, Uuid, i64, i64)> = reservations::Entity::find()
        .select_only()
        .columns([
            reservations::Column::ResourceKind,
            reservations::Column::ResourceId,
            reservations::Column::StartsAt,
            reservations::Column::EndsAt,
        ])
        .filter(held(resources, within, except))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(|(kind, id, starts_at, ends_at)| read(&kind, id, (starts_at, ends_at))).collect()
}

/// The rows of what of `resources` is held within `within` by others than `except`.
pub(crate) fn held(resources: &[Resource], within: Period, except: &[AppointmentId]) -> Condition {
    // No identifier is of two kinds, so a list of them says what a pair for each resource would; but only with a list does an
    // index narrow down the times as well, for each of them.
    let ids: BTreeSet<_> = resources.iter().map(|resource| key(*resource).1).collect();
    Condition::all()
        .add(is_live())
        .add(reservations::Column::ResourceId.is_in(ids))
        .add(reservations::Column::StartsAt.lt(within.end().0))
        .add(reservations::Column::StartsAt.gt(within.start().plus_minutes(-LONGEST_MINUTES).0))
        .add(reservations::Column::EndsAt.gt(within.start().0))
        .add(reservations::Column::AppointmentId.is_not_in(except.iter().map(|id| id.0)))
}

/// What a row holds.
pub(crate) fn read(kind: &str, id: Uuid, (starts_at, ends_at): (i64, i64)) -> Result<Busy, StoreError> {
    let kind = reading::known(ResourceKind::from_code(kind), "resource kind")?;
    Ok(Busy::booked(resource(kind, id), reading::period(starts_at, ends_at)?))
}

/// Which appointments are in which of `rooms` within `within`, by start.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn in_rooms(
    db: &impl ConnectionTrait,
    rooms: &[RoomId],
    within: Period,
) -> Result<Vec<(AppointmentId, RoomId, Period)>, StoreError> {
    let rows: Vec<(Uuid, Uuid, i64, i64)> = reservations::Entity::find()
        .select_only()
        .columns([
            reservations::Column::AppointmentId,
            reservations::Column::ResourceId,
            reservations::Column::StartsAt,
            reservations::Column::EndsAt,
        ])
        .filter(is_live())
        .filter(reservations::Column::ResourceKind.eq(ResourceKind::Room.code()))
        .filter(reservations::Column::ResourceId.is_in(rooms.iter().map(|room| room.0)))
        .filter(reservations::Column::StartsAt.lt(within.end().0))
        .filter(reservations::Column::StartsAt.gt(within.start().plus_minutes(-LONGEST_MINUTES).0))
        .filter(reservations::Column::EndsAt.gt(within.start().0))
        .order_by_asc(reservations::Column::StartsAt)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(appointment, room, from, until)| {
            Ok((AppointmentId(appointment), RoomId(room), reading::period(from, until)?))
        })
        .collect()
}

/// When which of `these` detainees are occupied in `centre` within `within` through others than `except`.
///
/// # Errors
/// If the store refuses.
pub async fn occupied(
    db: &impl ConnectionTrait,
    centre: CentreId,
    these: &[Uuid],
    within: Period,
    except: &[AppointmentId],
) -> Result<Vec<(Uuid, Period)>, StoreError> {
    let rows: Vec<(Uuid, i64, i64)> = reservations::Entity::find()
        .select_only()
        .columns([reservations::Column::AppointmentId, reservations::Column::StartsAt, reservations::Column::EndsAt])
        .filter(out_of(centre, within, except))
        .filter(reservations::Column::ResourceId.is_in(these.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(|(appointment, from, until)| Ok((appointment, reading::period(from, until)?))).collect()
}

/// The periods in which detainees are out of their cells in `centre` within `within` through others than `except`, each with
/// for how many appointments: those who are brought to one together count once. A busy centre has thousands in the weeks of a
/// search, so the database counts them, from its index by centre alone.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn outings(
    db: &impl ConnectionTrait,
    centre: CentreId,
    within: Period,
    except: &[AppointmentId],
) -> Result<Vec<(Period, usize)>, StoreError> {
    let appointment = Expr::col((reservations::Entity, reservations::Column::AppointmentId));
    let rows: Vec<(i64, i64, i64)> = reservations::Entity::find()
        .select_only()
        .columns([reservations::Column::StartsAt, reservations::Column::EndsAt])
        .column_as(sea_orm::ExprTrait::count_distinct(appointment), "outings")
        .filter(out_of(centre, within, except))
        .group_by(reservations::Column::StartsAt)
        .group_by(reservations::Column::EndsAt)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(from, until, outings)| {
            Ok((reading::period(from, until)?, reading::known(usize::try_from(outings).ok(), "outings")?))
        })
        .collect()
}

/// Those that are out of their cells in `centre` within `within` through others than `except`.
pub(crate) fn out_of(centre: CentreId, within: Period, except: &[AppointmentId]) -> Condition {
    Condition::all()
        .add(is_live())
        .add(reservations::Column::CentreId.eq(centre.0))
        .add(reservations::Column::ResourceKind.eq(ResourceKind::Detainee.code()))
        .add(reservations::Column::StartsAt.lt(within.end().0))
        .add(reservations::Column::StartsAt.gt(within.start().plus_minutes(-LONGEST_MINUTES).0))
        .add(reservations::Column::EndsAt.gt(within.start().0))
        .add(reservations::Column::AppointmentId.is_not_in(except.iter().map(|id| id.0)))
}

/// The bare column, not a comparison with a parameter: only so do both databases use the index over live rows.
fn is_live() -> Expr {
    Expr::col((reservations::Entity, reservations::Column::Live))
}

pub(crate) const fn key(resource: Resource) -> (&'static str, Uuid) {
    let id = match resource {
        Resource::Room(RoomId(id)) | Resource::Detainee(DetaineeId(id)) | Resource::Person(PersonId(id)) => id,
    };
    (resource.kind().code(), id)
}

pub(crate) const fn resource(kind: ResourceKind, id: Uuid) -> Resource {
    match kind {
        ResourceKind::Room => Resource::Room(RoomId(id)),
        ResourceKind::Detainee => Resource::Detainee(DetaineeId(id)),
        ResourceKind::Person => Resource::Person(PersonId(id)),
    }
}
