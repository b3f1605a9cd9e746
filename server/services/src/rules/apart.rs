//! Who must not meet whom. Nothing of it leaves the services but "incompatible".

use std::collections::BTreeSet;

use entity::{group_members, incompatibilities};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Query};
use shared::ids::DetaineeId;
use uuid::Uuid;

use crate::db::StoreError;

/// Everybody whom one of `detainees` must not meet, themselves or through a group.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn partners(db: &impl ConnectionTrait, detainees: &[DetaineeId]) -> Result<Vec<Uuid>, StoreError> {
    let own: BTreeSet<Uuid> = detainees.iter().map(|id| id.0).collect();
    let mut ours = Query::select();
    ours.column(group_members::Column::GroupId)
        .from(group_members::Entity)
        .and_where(group_members::Column::DetaineeId.is_in(own.iter().copied()));
    let side = |column: incompatibilities::Column| {
        Condition::any().add(column.is_in(own.iter().copied())).add(column.in_subquery(ours.clone()))
    };
    let with_us =
        Condition::any().add(side(incompatibilities::Column::OneId)).add(side(incompatibilities::Column::OtherId));
    let groups = group_members::Entity::find()
        .select_only()
        .column(group_members::Column::GroupId)
        .filter(group_members::Column::DetaineeId.is_in(own.iter().copied()))
        .into_tuple::<Uuid>();
    let rows = incompatibilities::Entity::find().filter(with_us);
    let (groups, rows) = futures::try_join!(groups.all(db), rows.all(db))?;
    let sides: BTreeSet<Uuid> = own.iter().copied().chain(groups).collect();
    let mut against: BTreeSet<Uuid> = BTreeSet::new();
    for row in rows {
        if sides.contains(&row.one_id) {
            against.insert(row.other_id);
        }
        if sides.contains(&row.other_id) {
            against.insert(row.one_id);
        }
    }
    if against.is_empty() {
        return Ok(Vec::new());
    }
    // An id is a detainee's or a group's, never both; those that are no group have no members.
    let members: Vec<Uuid> = group_members::Entity::find()
        .select_only()
        .column(group_members::Column::DetaineeId)
        .filter(group_members::Column::GroupId.is_in(against.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    against.extend(members);
    Ok(against.difference(&own).copied().collect())
}
