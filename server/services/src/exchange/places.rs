//! The centres and rooms that there are.

use std::collections::HashMap;

use entity::{centres, kits, room_hours, rooms};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    directory::{Centre, Kit, Room, RoomUse},
    exchange::{Key, Places},
    ids::{CentreId, KitId, RoomId},
    permission::UseCase,
    principal::Principal,
    time::WeeklyWindow,
};
use uuid::Uuid;

use crate::{
    bookings::{keys, window},
    db::{StoreError, reading},
    house::House,
    reach::Reach,
    rules::capacity,
};

pub(super) async fn all(house: &House, who: &Principal, centre: Option<&Key>) -> Result<Places, StoreError> {
    if Reach::of(who, UseCase::ReadPlaces)? == Reach::Nothing {
        return Ok(Places::default());
    }
    let db = &house.db;
    let which = match centre {
        Some(key) => keys::condition(key, centres::Column::Id, centres::Column::Code),
        None => Condition::all(),
    };
    let rows = centres::Entity::find().filter(which).order_by_asc(centres::Column::Code).all(db).await?;
    let centres: Vec<Centre> = rows
        .into_iter()
        .map(|row| {
            Ok(Centre {
                id: CentreId(row.id),
                code: reading::text(row.code, "centre code")?,
                name: reading::text(row.name, "centre name")?,
                zone: reading::zone(&row.zone)?.name().clone(),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    let rooms = rooms(db, &centres.iter().map(|centre| centre.id.0).collect::<Vec<_>>()).await?;
    Ok(Places { centres, rooms })
}

/// The rooms of `centres` with their hours and kits, in the order of the centres and by code.
pub(crate) async fn rooms(db: &impl ConnectionTrait, centres: &[Uuid]) -> Result<Vec<Room>, StoreError> {
    let mut found = rooms::Entity::find()
        .filter(rooms::Column::CentreId.is_in(centres.iter().copied()))
        .order_by_asc(rooms::Column::Code)
        .all(db)
        .await?;
    found.sort_by_key(|room| centres.iter().position(|centre| *centre == room.centre_id));
    let ids: Vec<Uuid> = found.iter().map(|room| room.id).collect();
    let mut hours: HashMap<Uuid, Vec<WeeklyWindow>> = HashMap::new();
    for row in room_hours::Entity::find().filter(room_hours::Column::RoomId.is_in(ids.iter().copied())).all(db).await? {
        hours.entry(row.room_id).or_default().extend(window(&row));
    }
    let mut sets: HashMap<Uuid, Vec<Kit>> = HashMap::new();
    for row in
        kits::Entity::find().filter(kits::Column::RoomId.is_in(ids)).order_by_asc(kits::Column::Code).all(db).await?
    {
        let kit = Kit {
            id: KitId(row.id),
            code: reading::text(row.code, "kit code")?,
            description: reading::text(row.description, "kit")?,
        };
        sets.entry(row.room_id).or_default().push(kit);
    }
    let rooms = found.into_iter().map(|row| {
        let mut hours = hours.remove(&row.id).unwrap_or_default();
        hours.sort_unstable_by_key(|window| (window.weekday, window.from));
        Ok(Room {
            id: RoomId(row.id),
            centre: CentreId(row.centre_id),
            code: reading::text(row.code, "room code")?,
            name: reading::text(row.name, "room name")?,
            uses: row.uses.split_whitespace().filter_map(RoomUse::from_code).collect(),
            capacity: capacity(row.capacity)?,
            waiting_area: row.waiting_area.map(|area| reading::text(area, "waiting area")).transpose()?,
            hours,
            kits: sets.remove(&row.id).unwrap_or_default(),
        })
    });
    rooms.collect()
}
