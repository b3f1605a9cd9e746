//! What of the separations touches a centre.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{centres, detainees, group_members, incompatibilities, separation_groups};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use shared::{
    directory::DetaineeSummary,
    ids::{CentreId, DetaineeId, GroupId, SeparationId},
    separation::{GroupView, SeparationBoard, SeparationView, SideView},
    text::Name,
};
use uuid::Uuid;

use crate::db::{StoreError, reading};

/// The kind of a side that is a detainee; the other is [`GROUP`].
pub(super) const DETAINEE: &str = "detainee";
/// The kind of a side that is a group.
pub(super) const GROUP: &str = "group";

/// Everything that touches `centre`.
pub(super) async fn board(db: &impl ConnectionTrait, centre: centres::Model) -> Result<SeparationBoard, StoreError> {
    let name: Name = reading::text(centre.name, "centre name")?;
    let (groups, pairs) = (groups(db, centre.id, &name).await?, pairs(db, centre.id).await?);
    Ok(SeparationBoard { centre: CentreId(centre.id), name, pairs, groups })
}

/// The ids of the detainees of the centre, and of the groups that have members there.
pub(super) async fn sides_here(db: &impl ConnectionTrait, centre: Uuid) -> Result<BTreeSet<Uuid>, StoreError> {
    let held = detainees::Entity::find().filter(detainees::Column::CentreId.eq(centre)).all(db).await?;
    let mut sides: BTreeSet<Uuid> = held.into_iter().map(|row| row.id).collect();
    let members = group_members::Entity::find().all(db).await?;
    let groups: Vec<Uuid> =
        members.into_iter().filter(|row| sides.contains(&row.detainee_id)).map(|row| row.group_id).collect();
    sides.extend(groups);
    Ok(sides)
}

async fn pairs(db: &impl ConnectionTrait, centre: Uuid) -> Result<Vec<SeparationView>, StoreError> {
    let here = sides_here(db, centre).await?;
    let rows: Vec<_> = incompatibilities::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .filter(|row| here.contains(&row.one_id) || here.contains(&row.other_id))
        .collect();
    let ids = || rows.iter().flat_map(|row| [row.one_id, row.other_id]);
    let mut known: HashMap<Uuid, (String, String)> = HashMap::new();
    for row in detainees::Entity::find().filter(detainees::Column::Id.is_in(ids())).all(db).await? {
        known.insert(row.id, (row.code, row.name));
    }
    for row in separation_groups::Entity::find().filter(separation_groups::Column::Id.is_in(ids())).all(db).await? {
        known.insert(row.id, (row.code, row.name));
    }
    let side = |kind: &str, id: Uuid| {
        let (code, name) = reading::known(known.get(&id).cloned(), "side")?;
        let here = here.contains(&id);
        let group = kind == GROUP;
        // Who is held elsewhere is the business of those who keep that centre: their code is enough to know them by.
        let name = (here && !group).then(|| reading::text(name, "name")).transpose()?;
        Ok::<_, StoreError>(SideView { group, code: reading::text(code, "code")?, name, here })
    };
    let mut pairs = Vec::with_capacity(rows.len());
    for row in &rows {
        let (mut one, mut other) = (side(&row.one_kind, row.one_id)?, side(&row.other_kind, row.other_id)?);
        if (other.here, &one.code) > (one.here, &other.code) {
            std::mem::swap(&mut one, &mut other);
        }
        let reason = reading::text_or_none(row.reason.clone(), "reason")?;
        pairs.push(SeparationView { id: SeparationId(row.id), one, other, reason });
    }
    pairs.sort_by(|a, b| (&a.one.code, &a.other.code).cmp(&(&b.one.code, &b.other.code)));
    Ok(pairs)
}

async fn groups(db: &impl ConnectionTrait, centre: Uuid, name: &Name) -> Result<Vec<GroupView>, StoreError> {
    let members = group_members::Entity::find().all(db).await?;
    let held = detainees::Entity::find()
        .filter(
            Condition::all()
                .add(detainees::Column::CentreId.eq(centre))
                .add(detainees::Column::Id.is_in(members.iter().map(|row| row.detainee_id))),
        )
        .all(db)
        .await?;
    let held: HashMap<Uuid, detainees::Model> = held.into_iter().map(|row| (row.id, row)).collect();
    let mut by_group: BTreeMap<Uuid, (Vec<DetaineeSummary>, usize)> = BTreeMap::new();
    for member in members {
        let group = by_group.entry(member.group_id).or_default();
        match held.get(&member.detainee_id) {
            None => group.1 += 1,
            Some(row) => group.0.push(DetaineeSummary {
                id: DetaineeId(row.id),
                code: reading::text(row.code.clone(), "detainee code")?,
                name: reading::text(row.name.clone(), "detainee name")?,
                centre: CentreId(centre),
                centre_name: name.clone(),
                module: reading::text_or_none(row.module.clone(), "module")?,
            }),
        }
    }
    by_group.retain(|_, (members, _)| !members.is_empty());
    let ids = by_group.keys().copied().collect::<Vec<_>>();
    let rows = separation_groups::Entity::find().filter(separation_groups::Column::Id.is_in(ids)).all(db).await?;
    let mut views = Vec::new();
    for row in rows {
        let (mut members, elsewhere) = by_group.remove(&row.id).unwrap_or_default();
        members.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
        views.push(GroupView { id: GroupId(row.id), code: reading::text(row.code, "code")?, members, elsewhere });
    }
    views.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(views)
}
