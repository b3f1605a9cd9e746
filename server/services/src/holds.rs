//! Slots that are being chosen: held for a draft for a few minutes, so that two who choose do not find out only when
//! they book. The database refuses two holds that overlap; that no hold meets an appointment is seen to by taking the hold
//! first and looking at the appointments afterwards, here and when something is booked.

use std::collections::BTreeSet;

use entity::holds;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{OnConflict, SelectStatement},
};
use shared::{
    ids::CentreId,
    schedule::{Busy, ResourceKind},
    time::{Instant, Period},
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    house::House,
    reservations::{key, resource},
};

/// How long a chosen slot is held.
pub const HOLD_MINUTES: i64 = 10;

/// Holds `what`, each in its centre, for `holder`, in place of whatever it held.
///
/// # Errors
/// [`StoreError::Overlap`] if somebody else holds any of it.
pub async fn take(
    txn: &DatabaseTransaction,
    house: &House,
    holder: Uuid,
    what: &[(CentreId, Busy)],
) -> Result<(), StoreError> {
    let now = house.clock.now();
    let resources: BTreeSet<_> = what.iter().map(|(_, hold)| key(hold.resource)).collect();
    // What has lapsed is in nobody's way, but the database does not know the time.
    let lapsed = Condition::all()
        .add(holds::Column::ExpiresAt.lte(now.0))
        .add(holds::Column::ResourceId.is_in(resources.iter().map(|(_, id)| *id)));
    holds::Entity::delete_many()
        .filter(Condition::any().add(holds::Column::HolderId.eq(holder)).add(lapsed))
        .exec(txn)
        .await?;
    let mut rows: Vec<_> = what.iter().collect();
    // Everybody takes locks in the same order.
    rows.sort_unstable_by_key(|(_, hold)| (hold.resource, hold.period));
    let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let rows = rows.into_iter().map(|(centre, hold)| {
        let (kind, id) = key(hold.resource);
        holds::ActiveModel {
            id: Set(house.ids.next()),
            holder_id: Set(holder),
            centre_id: Set(centre.0),
            resource_kind: Set(kind.to_owned()),
            resource_id: Set(id),
            starts_at: Set(hold.period.start().0),
            ends_at: Set(hold.period.end().0),
            expires_at: Set(now.plus_minutes(HOLD_MINUTES).0),
        }
    });
    let done = holds::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if done == expected { Ok(()) } else { Err(StoreError::Overlap) }
}

/// Lets go of what `holder` holds.
///
/// # Errors
/// If the store refuses.
pub async fn release(db: &impl ConnectionTrait, holder: Uuid) -> Result<(), StoreError> {
    holds::Entity::delete_many().filter(holds::Column::HolderId.eq(holder)).exec(db).await?;
    Ok(())
}

/// Lets go of what any of `holders` holds.
///
/// # Errors
/// If the store refuses.
pub async fn release_all(db: &impl ConnectionTrait, holders: SelectStatement) -> Result<(), StoreError> {
    holds::Entity::delete_many().filter(holds::Column::HolderId.in_subquery(holders)).exec(db).await?;
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

/// The rows of what others than `holder` are choosing in `centre` within `within`.
pub(crate) async fn of_others(
    db: &impl ConnectionTrait,
    centre: CentreId,
    holder: Option<Uuid>,
    within: Period,
    now: Instant,
) -> Result<Vec<holds::Model>, StoreError> {
    let mut others = holds::Entity::find()
        .filter(holds::Column::ExpiresAt.gt(now.0))
        .filter(holds::Column::StartsAt.lt(within.end().0))
        .filter(holds::Column::EndsAt.gt(within.start().0));
    // People are held in whatever centre.
    let person = holds::Column::ResourceKind.eq(ResourceKind::Person.code());
    others = others.filter(Condition::any().add(holds::Column::CentreId.eq(centre.0)).add(person));
    if let Some(holder) = holder {
        others = others.filter(holds::Column::HolderId.ne(holder));
    }
    Ok(others.all(db).await?)
}

/// What a row holds.
pub(crate) fn busy(row: &holds::Model) -> Result<Busy, StoreError> {
    let kind = reading::known(ResourceKind::from_code(&row.resource_kind), "resource kind")?;
    let period = reading::period(row.starts_at, row.ends_at)?;
    Ok(Busy { resource: resource(kind, row.resource_id), period, until: Some(Instant(row.expires_at)) })
}
