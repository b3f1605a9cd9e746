//! Slots that are being chosen: held for a draft for a few minutes, so that two who choose do not find out only when
//! they book. The database refuses two holds that overlap; that no hold meets an appointment is seen to by taking the hold
//! first and looking at the appointments afterwards, here and when something is booked. Who books at once, and so holds nothing
//! first, goes through a gate, and who chooses waits until nobody is on their way through it.

use std::collections::BTreeSet;

use entity::holds;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryTrait,
    Statement,
    sea_query::{DeleteStatement, Expr, OnConflict},
};
use shared::{
    ids::CentreId,
    schedule::{Busy, Resource, ResourceKind},
    time::{Instant, Period},
};
use uuid::Uuid;

use crate::{db::StoreError, house::House, reservations::key};

/// How long a chosen slot is held.
pub const HOLD_MINUTES: i64 = 10;

/// Who holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    /// Who may hold something already.
    Known(Uuid),
    /// Who never held anything.
    New(Uuid),
}

/// Holds `what`, each in its centre, for `holder`, in place of whatever it held.
///
/// # Errors
/// [`StoreError::Overlap`] if somebody else holds any of it.
pub(crate) async fn take(
    txn: &DatabaseTransaction,
    house: &House,
    holder: Holder,
    what: &[(CentreId, Busy)],
) -> Result<(), StoreError> {
    let now = house.clock.now();
    let mut wanted: Vec<_> = what.iter().collect();
    // Everybody takes locks in the same order.
    wanted.sort_unstable_by_key(|(_, hold)| (hold.resource, hold.period));
    let (Holder::Known(id) | Holder::New(id)) = holder;
    // Of what was never held nothing has to go first, unless what has lapsed turns out to be in the way. Only then are locks taken
    // out of order: should two come to wait for each other, the database ends one, which runs again.
    if matches!(holder, Holder::New(_)) && insert(txn, house, id, &wanted).await? {
        return Ok(());
    }
    let resources: BTreeSet<_> = what.iter().map(|(_, hold)| key(hold.resource).1).collect();
    // What has lapsed is in nobody's way, but the database does not know the time.
    let lapsed =
        Condition::all().add(holds::Column::ExpiresAt.lte(now.0)).add(holds::Column::ResourceId.is_in(resources));
    holds::Entity::delete_many()
        .filter(Condition::any().add(holds::Column::HolderId.eq(id)).add(lapsed))
        .exec(txn)
        .await?;
    if insert(txn, house, id, &wanted).await? { Ok(()) } else { Err(StoreError::Overlap) }
}

/// Puts in what nobody else holds; answers whether that is all.
async fn insert(
    txn: &DatabaseTransaction,
    house: &House,
    holder: Uuid,
    wanted: &[&(CentreId, Busy)],
) -> Result<bool, StoreError> {
    let expires_at = house.clock.now().plus_minutes(HOLD_MINUTES).0;
    let rows = wanted.iter().map(|(centre, hold)| {
        let (kind, id) = key(hold.resource);
        holds::ActiveModel {
            id: Set(house.ids.next()),
            holder_id: Set(holder),
            centre_id: Set(centre.0),
            resource_kind: Set(kind.to_owned()),
            resource_id: Set(id),
            starts_at: Set(hold.period.start().0),
            ends_at: Set(hold.period.end().0),
            expires_at: Set(expires_at),
        }
    });
    let done = holds::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await;
    match done.map_err(StoreError::from) {
        Ok(done) => Ok(done == u64::try_from(wanted.len()).unwrap_or(u64::MAX)),
        // SQLite's trigger refuses the whole statement.
        Err(StoreError::Overlap) => Ok(false),
        Err(other) => Err(other),
    }
}

/// What the gates are called among the locks of PostgreSQL that have two numbers.
const GATES: i32 = 7_411;
/// How long whoever goes through a gate may wait for others before they come back out: others wait for them.
const PASSING: &str = "1s";

/// Goes through the gates of `what`, for somebody who holds nothing and reserves it before the end of the transaction: nobody who
/// chooses comes between what they see now and what they then write. Many go through a gate at once. From now on the transaction waits
/// for nobody longer than [`PASSING`].
///
/// # Errors
/// [`StoreError::Again`] if that was not enough, or if the store refuses.
pub(crate) async fn pass(txn: &DatabaseTransaction, what: &[(CentreId, Busy)]) -> Result<(), StoreError> {
    let through =
        format!("set_config('lock_timeout', '{PASSING}', true), count(pg_advisory_xact_lock_shared($1, gate::int))");
    lock(txn, &through, what).await
}

/// Waits until everybody who went through a gate of `what` has come out, and lets nobody in before the end of the transaction.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn wait_for_those_who_pass(
    txn: &DatabaseTransaction,
    what: &[(CentreId, Busy)],
) -> Result<(), StoreError> {
    lock(txn, "count(pg_advisory_xact_lock($1, gate::int))", what).await
}

/// Locks the gates of `what`, in the same order as everybody. A resource's gate is the last byte of its identifier: with so few
/// nobody has many locks, and with so many few wait for no reason.
async fn lock(txn: &DatabaseTransaction, how: &str, what: &[(CentreId, Busy)]) -> Result<(), StoreError> {
    // SQLite has one writer.
    if txn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let gates: BTreeSet<u8> = what.iter().map(|(_, hold)| key(hold.resource).1.as_bytes()[15]).collect();
    let gates: Vec<_> = gates.iter().map(ToString::to_string).collect();
    let sql = format!("SELECT {how} FROM unnest(string_to_array($2, ',')) gate");
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [GATES.into(), gates.join(",").into()]);
    txn.execute_raw(statement).await?;
    Ok(())
}

/// What `holder` holds.
pub(crate) fn of(holder: Uuid) -> DeleteStatement {
    holds::Entity::delete_many().filter(holds::Column::HolderId.eq(holder)).into_query()
}

/// Lets go of what `holder` holds.
///
/// # Errors
/// If the store refuses.
pub async fn release(db: &impl ConnectionTrait, holder: Uuid) -> Result<(), StoreError> {
    holds::Entity::delete_many().filter(holds::Column::HolderId.eq(holder)).exec(db).await?;
    Ok(())
}

/// Lets what `holder` holds lapse at `until`.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn shorten(db: &impl ConnectionTrait, holder: Uuid, until: Instant) -> Result<(), StoreError> {
    holds::Entity::update_many()
        .col_expr(holds::Column::ExpiresAt, Expr::value(until.0))
        .filter(holds::Column::HolderId.eq(holder))
        .exec(db)
        .await?;
    Ok(())
}

/// Clears away what has lapsed.
///
/// # Errors
/// If the store refuses.
pub async fn clear(db: &impl ConnectionTrait, now: Instant) -> Result<(), StoreError> {
    holds::Entity::delete_many().filter(holds::Column::ExpiresAt.lte(now.0)).exec(db).await?;
    Ok(())
}

/// When the hold of `holder` lapses, if it has one.
///
/// # Errors
/// If the store refuses.
pub async fn until(db: &impl ConnectionTrait, holder: Uuid, now: Instant) -> Result<Option<Instant>, StoreError> {
    let standing = holds::Entity::find()
        .filter(holds::Column::HolderId.eq(holder))
        .filter(holds::Column::ExpiresAt.gt(now.0))
        .one(db)
        .await?;
    Ok(standing.map(|hold| Instant(hold.expires_at)))
}

/// What somebody is choosing.
pub(crate) struct Choosing {
    /// Who.
    pub(crate) holder: Uuid,
    /// Where.
    pub(crate) centre: Uuid,
    pub(crate) resource: Resource,
    pub(crate) period: Period,
    /// When it lapses.
    pub(crate) until: Instant,
}

impl Choosing {
    /// What others are told of it.
    pub(crate) const fn busy(&self) -> Busy {
        Busy { resource: self.resource, period: self.period, until: Some(self.until) }
    }
}

/// The rows of what others than `holder` are choosing in `centre` within `within`.
pub(crate) fn of_others(centre: CentreId, holder: Uuid, within: Period, now: Instant) -> Condition {
    // People are held in whatever centre.
    let person = holds::Column::ResourceKind.eq(ResourceKind::Person.code());
    Condition::all()
        .add(holds::Column::ExpiresAt.gt(now.0))
        .add(holds::Column::StartsAt.lt(within.end().0))
        .add(holds::Column::EndsAt.gt(within.start().0))
        .add(Condition::any().add(holds::Column::CentreId.eq(centre.0)).add(person))
        .add(holds::Column::HolderId.ne(holder))
}
