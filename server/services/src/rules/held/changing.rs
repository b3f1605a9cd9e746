//! Recording that somebody leaves, or stays, and by what they are held apart. Who books in the centre at the same time waits.

use entity::{centres, departures, detainees};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, DatabaseTransaction, EntityTrait, ModelTrait, QueryFilter,
};
use shared::{
    appointment::{Field, FieldChange},
    error::Error,
    held::{CategoryForm, Leaving, LeavingForm, written},
    ids::{CentreId, DetaineeId},
    principal::Principal,
    schedule::waiting::{AgeGroup, LegalStatus, Sex},
    zone::Zone,
};

use super::{
    super::{standing::queue, waiting::category as category_of, week::as_seen},
    showing::{begin, departure, held},
};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
};

/// What is recorded of somebody's leaving, as it is stored and as it is read.
async fn recorded(
    txn: &DatabaseTransaction,
    centre: &centres::Model,
    zone: &Zone,
    detainee: DetaineeId,
) -> Result<Option<(departures::Model, Leaving)>, StoreError> {
    let found = departures::Entity::find()
        .filter(departures::Column::CentreId.eq(centre.id))
        .filter(departures::Column::DetaineeId.eq(detainee.0))
        .one(txn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let leaving = departure(&row, zone)?;
    Ok(Some((row, leaving)))
}

/// What the record says: whose, and the two as they are written.
fn told(field: Field, of: String, from: Option<String>, to: Option<String>) -> [FieldChange; 1] {
    [FieldChange { field, of: Some(of), from, to }]
}

/// They leave.
pub(super) async fn leave(
    house: &House,
    who: &Principal,
    centre: &centres::Model,
    detainee: DetaineeId,
    form: &LeavingForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    let zone = reading::zone(&centre.zone)?;
    let from = begin(&zone, wanted)?;
    let left = transaction!(house, |txn| {
        queue(txn, CentreId(centre.id)).await?;
        let person = held(txn, centre.id, detainee).await?;
        let standing = recorded(txn, centre, &zone, detainee).await?;
        let before = standing.as_ref().map(|(_, leaving)| leaving.written());
        as_seen(Field::Departure, &form.seen, before.as_deref().unwrap_or_default())?;
        let (why, from_at) = (Set(wanted.why.code().to_owned()), Set(from.0));
        match standing {
            Some((_, leaving)) if leaving == wanted => return Ok(()),
            Some((row, _)) => {
                let new = departures::ActiveModel { id: Unchanged(row.id), why, from_at, ..Default::default() };
                departures::Entity::update(new).exec(txn).await?;
            }
            None => {
                let row = departures::ActiveModel {
                    id: Set(house.ids.next()),
                    detainee_id: Set(detainee.0),
                    centre_id: Set(centre.id),
                    why,
                    from_at,
                };
                departures::Entity::insert(row).exec_without_returning(txn).await?;
            }
        }
        let changes = told(Field::Departure, person.code, before, Some(wanted.written()));
        audit::record(txn, house, who, Subject::Detainee(detainee), "leaves", &changes, None).await
    });
    match left {
        // An import recorded it first.
        Err(StoreError::Unique) => Err(Error::Outdated(Vec::new()).into()),
        done => done,
    }
}

/// They stay after all.
pub(super) async fn stay(
    house: &House,
    who: &Principal,
    centre: &centres::Model,
    detainee: DetaineeId,
    seen: &str,
) -> Result<(), StoreError> {
    let zone = reading::zone(&centre.zone)?;
    transaction!(house, |txn| {
        queue(txn, CentreId(centre.id)).await?;
        let person = held(txn, centre.id, detainee).await?;
        let Some((row, leaving)) = recorded(txn, centre, &zone, detainee).await? else { return Ok(()) };
        as_seen(Field::Departure, seen, &leaving.written())?;
        row.delete(txn).await?;
        let changes = told(Field::Departure, person.code, Some(leaving.written()), None);
        audit::record(txn, house, who, Subject::Detainee(detainee), "stays", &changes, None).await
    })
}

/// By what they are held apart.
pub(super) async fn category(
    house: &House,
    who: &Principal,
    centre: &centres::Model,
    detainee: DetaineeId,
    form: &CategoryForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        queue(txn, CentreId(centre.id)).await?;
        let person = held(txn, centre.id, detainee).await?;
        let standing = category_of(person.legal_status.as_deref(), person.sex.as_deref(), person.age_group.as_deref())?;
        as_seen(Field::Category, &form.seen, &written(standing))?;
        if standing == wanted {
            return Ok(());
        }
        let new = detainees::ActiveModel {
            id: Unchanged(detainee.0),
            legal_status: Set(wanted.status.map(LegalStatus::code).map(str::to_owned)),
            sex: Set(wanted.sex.map(Sex::code).map(str::to_owned)),
            age_group: Set(wanted.age.map(AgeGroup::code).map(str::to_owned)),
            ..Default::default()
        };
        detainees::Entity::update(new).exec(txn).await?;
        let changes = told(Field::Category, person.code, Some(written(standing)), Some(written(wanted)));
        audit::record(txn, house, who, Subject::Detainee(detainee), "category_changed", &changes, None).await
    })
}
