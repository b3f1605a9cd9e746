//! Changing what a centre keeps to. Each change names what it was made on: who saw something else is refused.

use std::num::NonZeroU16;

use entity::{centre_rules, centres, counts, holidays, room_hours, rooms};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use shared::{
    appointment::{Field, FieldChange},
    centre::{AreaForm, CapacityForm, HolidayForm, RulesForm},
    civil::written_date,
    error::{Error, Fault},
    hours::{HoursForm, written},
    ids::{CentreId, RoomId},
    principal::Principal,
    schedule::CountKind,
};

use super::{
    super::{
        blocking::wrong,
        fittings,
        standing::queue,
        week::{as_seen, change, small, stored},
    },
    showing,
};
use crate::{
    audit::{self, Subject},
    bookings::window,
    db::{StoreError, reading, transaction},
    house::House,
};

/// When a room is open.
pub(super) async fn hours(
    house: &House,
    who: &Principal,
    centre: CentreId,
    room: RoomId,
    form: &HoursForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        queue(txn, centre).await?;
        let found = rooms::Entity::find_by_id(room.0).filter(rooms::Column::CentreId.eq(centre.0)).one(txn).await?;
        let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
        let of_room = room_hours::Column::RoomId.eq(room.0);
        let standing: Vec<_> =
            room_hours::Entity::find().filter(of_room.clone()).all(txn).await?.iter().filter_map(window).collect();
        as_seen(Field::Hours, &form.seen, &written(&standing))?;
        let week = wanted.over(&standing);
        let (from, to) = (written(&standing), written(&week));
        if from == to {
            return Ok(());
        }
        room_hours::Entity::delete_many().filter(of_room).exec(txn).await?;
        let mut new = Vec::new();
        for window in week {
            let (weekday, from_minute, to_minute) = stored(window)?;
            new.push(room_hours::ActiveModel {
                id: Set(house.ids.next()),
                room_id: Set(room.0),
                weekday: Set(weekday),
                from_minute: Set(from_minute),
                to_minute: Set(to_minute),
            });
        }
        if !new.is_empty() {
            room_hours::Entity::insert_many(new).exec_without_returning(txn).await?;
        }
        let changes = change(Field::Hours, Some(row.name), from, to);
        audit::record(txn, house, who, Subject::Room(room), "hours_changed", &changes, None).await
    })
}

/// Where people wait for a room.
pub(super) async fn waiting_area(
    house: &House,
    who: &Principal,
    centre: CentreId,
    room: RoomId,
    form: &AreaForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?.map(|area| area.to_string());
    transaction!(house, |txn| {
        queue(txn, centre).await?;
        let found = rooms::Entity::find_by_id(room.0).filter(rooms::Column::CentreId.eq(centre.0)).one(txn).await?;
        let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
        as_seen(Field::WaitingArea, &form.seen, row.waiting_area.as_deref().unwrap_or_default())?;
        if row.waiting_area == wanted {
            return Ok(());
        }
        let new = rooms::ActiveModel { id: Unchanged(room.0), waiting_area: Set(wanted.clone()), ..Default::default() };
        rooms::Entity::update(new).exec(txn).await?;
        let (from, to) = (row.waiting_area.unwrap_or_default(), wanted.clone().unwrap_or_default());
        let changes = change(Field::WaitingArea, Some(row.name), from, to);
        audit::record(txn, house, who, Subject::Room(room), "waiting_area_changed", &changes, None).await
    })
}

/// How many people a room holds.
pub(super) async fn capacity(
    house: &House,
    who: &Principal,
    centre: CentreId,
    room: RoomId,
    form: &CapacityForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        queue(txn, centre).await?;
        let found = rooms::Entity::find_by_id(room.0).filter(rooms::Column::CentreId.eq(centre.0)).one(txn).await?;
        let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
        let standing = fittings::capacity(row.capacity)?;
        let written = |people: Option<NonZeroU16>| people.map(|people| people.to_string()).unwrap_or_default();
        as_seen(Field::Capacity, &form.seen, &written(standing))?;
        if standing == wanted {
            return Ok(());
        }
        let stored = wanted.map(|people| small(people.get())).transpose()?;
        let new = rooms::ActiveModel { id: Unchanged(room.0), capacity: Set(stored), ..Default::default() };
        rooms::Entity::update(new).exec(txn).await?;
        let changes = change(Field::Capacity, Some(row.name), written(standing), written(wanted));
        audit::record(txn, house, who, Subject::Room(room), "capacity_changed", &changes, None).await
    })
}

/// When nobody moves.
pub(super) async fn counts(
    house: &House,
    who: &Principal,
    centre: CentreId,
    kind: CountKind,
    form: &HoursForm,
) -> Result<(), StoreError> {
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        queue(txn, centre).await?;
        let standing = showing::hours_of(txn, centre, kind).await?;
        as_seen(Field::Hours, &form.seen, &written(&standing))?;
        let week = wanted.over(&standing);
        let (from, to) = (written(&standing), written(&week));
        if from == to {
            return Ok(());
        }
        counts::Entity::delete_many()
            .filter(counts::Column::CentreId.eq(centre.0))
            .filter(counts::Column::Kind.eq(kind.code()))
            .exec(txn)
            .await?;
        let mut new = Vec::new();
        for window in week {
            let (weekday, from_minute, to_minute) = stored(window)?;
            new.push(counts::ActiveModel {
                id: Set(house.ids.next()),
                centre_id: Set(centre.0),
                kind: Set(kind.code().to_owned()),
                weekday: Set(weekday),
                from_minute: Set(from_minute),
                to_minute: Set(to_minute),
            });
        }
        if !new.is_empty() {
            counts::Entity::insert_many(new).exec_without_returning(txn).await?;
        }
        let changes = change(Field::Hours, Some(kind.code().to_owned()), from, to);
        audit::record(txn, house, who, Subject::Centre(centre), "counts_changed", &changes, None).await
    })
}

/// Movement, turnover and escorts.
pub(super) async fn rules(
    house: &House,
    who: &Principal,
    centre: CentreId,
    form: &RulesForm,
) -> Result<(), StoreError> {
    use centre_rules::Column;
    let wanted = form.read().map_err(Error::Invalid)?;
    transaction!(house, |txn| {
        queue(txn, centre).await?;
        let standing = showing::rules_of(txn, centre).await?;
        as_seen(Field::CentreRules, &form.seen, &standing.written())?;
        if wanted == standing {
            return Ok(());
        }
        let row = centre_rules::ActiveModel {
            id: Set(centre.0),
            move_before: Set(small(wanted.movement.before)?),
            move_after: Set(small(wanted.movement.after)?),
            turnover: Set(small(wanted.turnover)?),
            teams: Set(wanted.teams.map(|teams| small(teams.get())).transpose()?),
        };
        let columns = [Column::MoveBefore, Column::MoveAfter, Column::Turnover, Column::Teams];
        let replaced = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        centre_rules::Entity::insert(row).on_conflict(replaced).exec_without_returning(txn).await?;
        let changes = change(Field::CentreRules, None, standing.written(), wanted.written());
        audit::record(txn, house, who, Subject::Centre(centre), "rules_changed", &changes, None).await
    })
}

/// One holiday more.
pub(super) async fn add_holiday(
    house: &House,
    who: &Principal,
    centre: &centres::Model,
    form: &HolidayForm,
) -> Result<(), StoreError> {
    let today = reading::zone(&centre.zone)?.date(house.clock.now());
    let wanted = form.read(today).map_err(Error::Invalid)?;
    let date = written_date(wanted.date);
    let added = transaction!(house, |txn| {
        let row = holidays::ActiveModel {
            id: Set(house.ids.next()),
            centre_id: Set(centre.id),
            date: Set(date.clone()),
            name: Set(wanted.name.to_string()),
        };
        holidays::Entity::insert(row).exec_without_returning(txn).await?;
        told_of_holiday(house, who, txn, CentreId(centre.id), "holiday_added", [None, Some(date.clone())]).await
    });
    match added {
        Err(StoreError::Unique) => Err(wrong("date", Fault::Duplicate)),
        done => done,
    }
}

/// One holiday less.
pub(super) async fn drop_holiday(
    house: &House,
    who: &Principal,
    centre: CentreId,
    date: jiff::civil::Date,
) -> Result<(), StoreError> {
    let date = written_date(date);
    transaction!(house, |txn| {
        let gone = holidays::Entity::delete_many()
            .filter(holidays::Column::CentreId.eq(centre.0))
            .filter(holidays::Column::Date.eq(date.as_str()))
            .exec(txn)
            .await?;
        if gone.rows_affected == 0 {
            return Ok(());
        }
        told_of_holiday(house, who, txn, centre, "holiday_dropped", [Some(date.clone()), None]).await
    })
}

async fn told_of_holiday(
    house: &House,
    who: &Principal,
    txn: &DatabaseTransaction,
    centre: CentreId,
    event: &'static str,
    [from, to]: [Option<String>; 2],
) -> Result<(), StoreError> {
    let changes = [FieldChange { field: Field::Holiday, of: None, from, to }];
    audit::record(txn, house, who, Subject::Centre(centre), event, &changes, None).await
}
