//! Who must not meet whom. Nothing of it leaves the services but "incompatible".

use std::collections::{BTreeSet, HashMap};

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

impl Apart {
    /// From whom those are kept apart of whom each has these others whom they must not meet.
    pub(crate) fn of<'a>(each: impl Iterator<Item = (DetaineeId, &'a [Uuid])> + Clone) -> Self {
        let own: BTreeSet<Uuid> = each.clone().map(|(id, _)| id.0).collect();
        let others: BTreeSet<Uuid> = each.flat_map(|(_, apart)| apart.iter().copied()).collect();
        // Nobody is among those whom they must not meet themselves.
        let each_other = !others.is_disjoint(&own);
        Self { from: others.difference(&own).copied().collect(), each_other }
    }
}

/// Everybody whom `detainee` must not meet, themselves or through a group.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn partners(db: &impl ConnectionTrait, detainee: DetaineeId) -> Result<BTreeSet<Uuid>, StoreError> {
    Ok(partners_of_each(db, &[detainee.0]).await?.remove(&detainee.0).unwrap_or_default())
}

/// The same of each of `detainees`, as far as there is anybody whom they must not meet.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn partners_of_each(
    db: &impl ConnectionTrait,
    detainees: &[Uuid],
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>, StoreError> {
    let own: BTreeSet<Uuid> = detainees.iter().copied().collect();
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
        return Ok(HashMap::new());
    }
    // An id is a detainee's or a group's, never both: those that are no group have no members.
    let sides: BTreeSet<Uuid> = rows.iter().flat_map(|row| [row.one_id, row.other_id]).collect();
    let found: Vec<(Uuid, Uuid)> = group_members::Entity::find()
        .select_only()
        .columns([group_members::Column::GroupId, group_members::Column::DetaineeId])
        .filter(group_members::Column::GroupId.is_in(sides))
        .into_tuple()
        .all(db)
        .await?;
    let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (group, member) in found {
        members.entry(group).or_default().push(member);
    }
    // What is on a side: the one whose id it is, or the group and its members.
    let on = |side: Uuid| std::iter::once(side).chain(members.get(&side).into_iter().flatten().copied());
    let mut apart: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for row in rows {
        for (these, others) in [(row.one_id, row.other_id), (row.other_id, row.one_id)] {
            for one in on(these).filter(|one| own.contains(one)) {
                // Nobody is kept apart from themselves, also not by a group that is kept apart from itself.
                apart.entry(one).or_default().extend(on(others).filter(|other| *other != one));
            }
        }
    }
    Ok(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_come_together_are_kept_apart_from_others_and_from_each_other() {
        let id = |number| DetaineeId(Uuid::from_u128(number));
        let (mine, theirs) = ([id(3).0, id(4).0], [id(4).0, id(5).0]);
        let apart = Apart::of([(id(1), mine.as_slice()), (id(2), theirs.as_slice())].into_iter());
        assert_eq!(apart.from, [id(3).0, id(4).0, id(5).0]);
        assert!(!apart.each_other);
        let apart = Apart::of([(id(1), mine.as_slice()), (id(3), [].as_slice())].into_iter());
        assert_eq!(apart.from, [id(4).0]);
        assert!(apart.each_other);
    }
}
