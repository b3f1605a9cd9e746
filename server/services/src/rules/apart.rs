//! Who must not meet whom. Nothing of it leaves the services but "incompatible".

use std::collections::BTreeSet;

use entity::{group_members, incompatibilities};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Query};
use shared::ids::DetaineeId;
use uuid::Uuid;

use crate::db::StoreError;

/// From whom people are kept apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart {
    /// Everybody else whom one of them must not meet.
    pub(crate) from: Vec<Uuid>,
    /// Whether two of them must not meet each other.
    pub(crate) each_other: bool,
}

/// Everybody whom one of `detainees` must not meet, themselves or through a group.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn partners(db: &impl ConnectionTrait, detainees: &[DetaineeId]) -> Result<Apart, StoreError> {
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
    let rows = incompatibilities::Entity::find().filter(with_us).all(db).await?;
    if rows.is_empty() {
        return Ok(Apart::default());
    }
    // An id is a detainee's or a group's, never both: those that are no group have no members.
    let sides: BTreeSet<Uuid> = rows.iter().flat_map(|row| [row.one_id, row.other_id]).collect();
    let members: Vec<(Uuid, Uuid)> = group_members::Entity::find()
        .select_only()
        .columns([group_members::Column::GroupId, group_members::Column::DetaineeId])
        .filter(group_members::Column::GroupId.is_in(sides))
        .into_tuple()
        .all(db)
        .await?;
    let of_ours = |side: Uuid| -> BTreeSet<Uuid> {
        let members = members.iter().filter(|(group, _)| *group == side).map(|(_, member)| member);
        own.get(&side).into_iter().chain(members).filter(|one| own.contains(one)).copied().collect()
    };
    let (mut against, mut each_other) = (BTreeSet::new(), false);
    for row in rows {
        let (one, other) = (of_ours(row.one_id), of_ours(row.other_id));
        if !one.is_empty() {
            against.insert(row.other_id);
        }
        if !other.is_empty() {
            against.insert(row.one_id);
        }
        // Nobody is kept apart from themselves, also not by a group that is kept apart from itself.
        each_other |= one.iter().any(|a| other.iter().any(|b| a != b));
    }
    let theirs: Vec<Uuid> =
        members.iter().filter(|(group, _)| against.contains(group)).map(|(_, member)| *member).collect();
    against.extend(theirs);
    Ok(Apart { from: against.difference(&own).copied().collect(), each_other })
}
