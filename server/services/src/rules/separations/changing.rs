//! Keeping two apart, and no longer. Who books in the centre at the same time waits: incompatible people have no row of
//! their own that a constraint could guard.

use entity::{detainees, group_members, incompatibilities, separation_groups};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter};
use shared::{
    appointment::{Field, FieldChange},
    error::{Error, Fault},
    ids::{CentreId, DetaineeId, GroupId, SeparationId},
    principal::Principal,
    separation::{MemberForm, SeparationForm},
    text::Code,
};
use uuid::Uuid;

use super::{
    super::{blocking::wrong, standing::queue},
    showing::{DETAINEE, GROUP, sides_here},
};
use crate::{
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
};

/// Somebody who is held in the centre. Who is held elsewhere is not to be found out here: it is as if there were nobody.
async fn detainee(db: &impl ConnectionTrait, centre: Uuid, code: &Code) -> Result<Option<Uuid>, StoreError> {
    let found = detainees::Entity::find()
        .filter(detainees::Column::Code.eq(code.as_str()))
        .filter(detainees::Column::CentreId.eq(centre))
        .one(db)
        .await?;
    Ok(found.map(|row| row.id))
}

/// The kind and the id of a detainee of the centre, or of a group with members there.
pub(super) async fn side(
    db: &impl ConnectionTrait,
    centre: Uuid,
    field: &str,
    code: &Code,
) -> Result<(&'static str, Uuid), StoreError> {
    if let Some(id) = detainee(db, centre, code).await? {
        return Ok((DETAINEE, id));
    }
    let group =
        separation_groups::Entity::find().filter(separation_groups::Column::Code.eq(code.as_str())).one(db).await?;
    match group {
        Some(row) if sides_here(db, centre).await?.contains(&row.id) => Ok((GROUP, row.id)),
        _ => Err(wrong(field, Fault::UnknownChoice)),
    }
}

/// What the record says: the codes of the two, never why.
fn told(from: Option<String>, to: Option<String>, of: Option<String>) -> [FieldChange; 1] {
    [FieldChange { field: Field::Apart, of, from, to }]
}

/// Keeps two apart from now on.
pub(super) async fn add(
    house: &House,
    who: &Principal,
    centre: Uuid,
    form: &SeparationForm,
) -> Result<SeparationId, StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    let id = SeparationId(house.ids.next());
    let added = transaction!(house, |txn| {
        queue(txn, CentreId(centre)).await?;
        let one = side(txn, centre, "one", &wanted.one).await?;
        let other = side(txn, centre, "other", &wanted.other).await?;
        if one == other && one.0 == DETAINEE {
            return Err(wrong("other", Fault::Duplicate));
        }
        // The smaller id stands first, so that a pair stands once.
        let (one, other) = if one.1 <= other.1 { (one, other) } else { (other, one) };
        let row = incompatibilities::ActiveModel {
            id: Set(id.0),
            one_kind: Set(one.0.to_owned()),
            one_id: Set(one.1),
            other_kind: Set(other.0.to_owned()),
            other_id: Set(other.1),
            reason: Set(Some(wanted.reason.to_string())),
        };
        incompatibilities::Entity::insert(row).exec_without_returning(txn).await?;
        let changes = told(None, Some(wanted.other.to_string()), Some(wanted.one.to_string()));
        audit::record(txn, house, who, Subject::Separation(id), "separated", &changes, None).await
    });
    match added {
        Err(StoreError::Unique) => Err(wrong("other", Fault::Duplicate)),
        done => done.map(|()| id),
    }
}

/// Keeps them apart no longer.
pub(super) async fn end(
    house: &House,
    who: &Principal,
    centre: Uuid,
    separation: SeparationId,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        queue(txn, CentreId(centre)).await?;
        let row = incompatibilities::Entity::find_by_id(separation.0).one(txn).await?;
        let row = row.ok_or(StoreError::Refused(Error::NotFound))?;
        let here = sides_here(txn, centre).await?;
        match (here.contains(&row.one_id), here.contains(&row.other_id)) {
            (true, true) => {}
            (false, false) => return Err(Error::NotFound.into()),
            // Others rely on it where the other is held.
            _ => return Err(Error::Forbidden.into()),
        }
        let changes = told(
            Some(code_of(txn, &row.other_kind, row.other_id).await?),
            None,
            Some(code_of(txn, &row.one_kind, row.one_id).await?),
        );
        row.delete(txn).await?;
        audit::record(txn, house, who, Subject::Separation(separation), "separation_ended", &changes, None).await
    })
}

async fn code_of(db: &impl ConnectionTrait, kind: &str, id: Uuid) -> Result<String, StoreError> {
    let code = if kind == GROUP {
        separation_groups::Entity::find_by_id(id).one(db).await?.map(|row| row.code)
    } else {
        detainees::Entity::find_by_id(id).one(db).await?.map(|row| row.code)
    };
    code.ok_or(StoreError::Unreadable("side"))
}

/// Adds somebody to a group; a new code makes the group.
pub(super) async fn join(
    house: &House,
    who: &Principal,
    centre: Uuid,
    form: &MemberForm,
) -> Result<GroupId, StoreError> {
    let (code, who_joins) = form.read().map_err(Error::Invalid)?;
    let joined = transaction!(house, |txn| {
        queue(txn, CentreId(centre)).await?;
        let member = detainee(txn, centre, &who_joins).await?;
        let member = member.ok_or_else(|| wrong("detainee", Fault::UnknownChoice))?;
        let known = separation_groups::Entity::find()
            .filter(separation_groups::Column::Code.eq(code.as_str()))
            .one(txn)
            .await?;
        let group = if let Some(row) = known {
            row.id
        } else {
            let id = house.ids.next();
            let row = separation_groups::ActiveModel {
                id: Set(id),
                code: Set(code.to_string()),
                name: Set(code.to_string()),
            };
            separation_groups::Entity::insert(row).exec_without_returning(txn).await?;
            id
        };
        let row =
            group_members::ActiveModel { id: Set(house.ids.next()), group_id: Set(group), detainee_id: Set(member) };
        group_members::Entity::insert(row).exec_without_returning(txn).await?;
        let changes = told(None, Some(code.to_string()), Some(who_joins.to_string()));
        let subject = Subject::Separation(SeparationId(group));
        audit::record(txn, house, who, subject, "joined_group", &changes, None).await?;
        Ok(GroupId(group))
    });
    match joined {
        Err(StoreError::Unique) => Err(wrong("detainee", Fault::Duplicate)),
        done => done,
    }
}

/// Takes somebody out of a group.
pub(super) async fn leave(
    house: &House,
    who: &Principal,
    centre: Uuid,
    group: GroupId,
    detainee: DetaineeId,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        queue(txn, CentreId(centre)).await?;
        let held = detainees::Entity::find_by_id(detainee.0)
            .filter(detainees::Column::CentreId.eq(centre))
            .one(txn)
            .await?
            .ok_or(StoreError::Refused(Error::NotFound))?;
        let row = group_members::Entity::find()
            .filter(group_members::Column::GroupId.eq(group.0))
            .filter(group_members::Column::DetaineeId.eq(detainee.0))
            .one(txn)
            .await?
            .ok_or(StoreError::Refused(Error::NotFound))?;
        row.delete(txn).await?;
        let code = code_of(txn, GROUP, group.0).await?;
        let changes = told(Some(code), None, Some(held.code));
        let subject = Subject::Separation(SeparationId(group.0));
        audit::record(txn, house, who, subject, "left_group", &changes, None).await
    })
}
