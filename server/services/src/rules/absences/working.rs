//! When a professional works, a weekday at a time, in the civil time of their agency; of those without one, in that of
//! the place of each appointment. Who has no hours at all can be had at any hour.

use entity::{people, working_hours};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    appointment::Field,
    error::Error,
    hours::{HoursForm, sorted, written},
    ids::PersonId,
    principal::Principal,
    time::WeeklyWindow,
};

use super::{
    super::{
        standing::weekly,
        week::{as_seen, change, stored},
    },
    AbsencesService, Kept,
};
use crate::{
    audit::{self, Subject},
    db::{StoreError, transaction},
};

/// The hours of `person`, Monday first.
pub(super) async fn hours_of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<WeeklyWindow>, StoreError> {
    let rows = working_hours::Entity::find().filter(working_hours::Column::PersonId.eq(person.0)).all(db).await?;
    let windows = rows.into_iter().map(|row| weekly(row.weekday, row.from_minute, row.to_minute));
    Ok(sorted(&windows.collect::<Result<Vec<_>, _>>()?))
}

/// Changes the hours of the days that `form` names. What is booked already stays booked.
pub(super) async fn set_hours(
    of: &AbsencesService,
    who: &Principal,
    person: PersonId,
    form: &HoursForm,
) -> Result<(), StoreError> {
    let house = &of.house;
    let Kept { row, .. } = of.kept(who, person).await?;
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        // Two who change the hours of the same person at once follow each other.
        people::Entity::find_by_id(person.0).lock_exclusive().one(txn).await?;
        let standing = hours_of(txn, person).await?;
        as_seen(Field::Hours, &form.seen, &written(&standing))?;
        let week = wanted.over(&standing);
        let (from, to) = (written(&standing), written(&week));
        if from == to {
            return Ok(());
        }
        let theirs = working_hours::Column::PersonId.eq(person.0);
        working_hours::Entity::delete_many().filter(theirs).exec(txn).await?;
        let mut new = Vec::new();
        for window in week {
            let (weekday, from_minute, to_minute) = stored(window)?;
            new.push(working_hours::ActiveModel {
                id: Set(house.ids.next()),
                person_id: Set(person.0),
                weekday: Set(weekday),
                from_minute: Set(from_minute),
                to_minute: Set(to_minute),
            });
        }
        if !new.is_empty() {
            working_hours::Entity::insert_many(new).exec_without_returning(txn).await?;
        }
        let changes = change(Field::Hours, Some(row.name.clone()), from, to);
        audit::record(txn, house, who, Subject::Person(person), "hours_changed", &changes, None).await
    })
}
