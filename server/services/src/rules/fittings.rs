//! What the rooms of a centre offer, as it is stored.

use std::{collections::HashSet, num::NonZeroU16};

use entity::{kits, rooms};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Query};
use shared::{ids::CentreId, schedule::fitting::Fitting};
use uuid::Uuid;

use crate::db::{StoreError, reading};

/// The rooms of the centre in which equipment stands.
pub(crate) async fn equipped(db: &impl ConnectionTrait, centre: CentreId) -> Result<HashSet<Uuid>, StoreError> {
    let mut its = Query::select();
    its.column(rooms::Column::Id).from(rooms::Entity).and_where(rooms::Column::CentreId.eq(centre.0));
    let rooms: Vec<Uuid> = kits::Entity::find()
        .select_only()
        .column(kits::Column::RoomId)
        .filter(kits::Column::RoomId.in_subquery(its))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rooms.into_iter().collect())
}

/// What the room of `row` offers, where equipment stands in the rooms `equipped` of its centre. A centre without any keeps
/// no list, and nothing is known of its rooms.
///
/// # Errors
/// As [`capacity`].
pub(crate) fn fitting(row: &rooms::Model, equipped: &HashSet<Uuid>) -> Result<Fitting, StoreError> {
    let bare = !equipped.is_empty() && !equipped.contains(&row.id);
    Ok(Fitting { holds: capacity(row.capacity)?, bare })
}

/// How many people a room holds, as it is stored.
///
/// # Errors
/// [`StoreError::Unreadable`] if it holds nobody: it is no room then, and none without end.
pub(crate) fn capacity(stored: Option<i16>) -> Result<Option<NonZeroU16>, StoreError> {
    reading::limit(stored, "capacity")
}
