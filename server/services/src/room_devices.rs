//! The devices that stay in rooms. What they come with is stored only as a hash, serves for one room, is renewed when it is
//! used and ends at once when the device is sent away. It lets nobody in: a device checks its room, and that is all.

use std::collections::HashMap;

use async_trait::async_trait;
use entity::{accounts, centres, room_devices, rooms};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use shared::{
    check::{MOST_STAYING, STAYS_DAYS, StayingDevice},
    error::{Error, Fault, Problem},
    ids::{RoomDeviceId, RoomId},
    permission::UseCase,
    ports::{Answer, RoomDevices},
    principal::{Principal, RoomDevice},
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
    secrets,
};

/// Seconds to which the last use is kept: whether a device still checks its room is of interest, when it does is not.
const USE_STEP: i64 = 24 * 3600;

/// The devices that stay in rooms.
pub struct RoomDevicesService {
    house: House,
}

impl RoomDevicesService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    /// The room, if it is one whose devices `who` keeps.
    async fn kept(&self, who: &Principal, room: Uuid) -> Result<rooms::Model, StoreError> {
        let reach = Reach::of(who, UseCase::KeepRoomDevices)?;
        let row = rooms::Entity::find_by_id(room).one(&self.house.db).await?;
        let row = row.ok_or(StoreError::Refused(Error::NotFound))?;
        match reach {
            Reach::Everything => Ok(row),
            Reach::Centre(own) if own.0 == row.centre_id => Ok(row),
            _ => Err(StoreError::Refused(Error::NotFound)),
        }
    }

    async fn find(&self, secret: &str) -> Result<Principal, StoreError> {
        if !secrets::well_formed(secret) {
            return Ok(Principal::Anonymous);
        }
        let now = self.house.clock.now();
        let Some(row) = room_devices::Entity::find()
            .filter(room_devices::Column::SecretHash.eq(secrets::kept(secret)))
            .filter(room_devices::Column::ExpiresAt.gt(now.0))
            .one(&self.house.db)
            .await?
        else {
            return Ok(Principal::Anonymous);
        };
        if row.used_at.is_none_or(|used| now.0 - used >= USE_STEP) {
            self.note_use(&row, now).await?;
        }
        Ok(Principal::Device(RoomDevice { id: RoomDeviceId(row.id), room: RoomId(row.room_id) }))
    }

    /// Notes the day on which a device was used, and lets it serve anew.
    async fn note_use(&self, row: &room_devices::Model, now: Instant) -> Result<(), StoreError> {
        let room = rooms::Entity::find_by_id(row.room_id).one(&self.house.db).await?;
        let zone = self.zone(&room.ok_or(StoreError::Unreadable("room"))?).await?;
        let day = zone.day(zone.date(now)).map_or(now, Period::start);
        room_devices::Entity::update_many()
            .col_expr(room_devices::Column::UsedAt, Expr::value(day.0))
            .col_expr(room_devices::Column::ExpiresAt, Expr::value(serves_until(now).0))
            .filter(room_devices::Column::Id.eq(row.id))
            .exec(&self.house.db)
            .await?;
        Ok(())
    }

    async fn zone(&self, room: &rooms::Model) -> Result<Zone, StoreError> {
        let centre = centres::Entity::find_by_id(room.centre_id).one(&self.house.db).await?;
        reading::zone(&centre.ok_or(StoreError::Unreadable("centre"))?.zone)
    }

    async fn list(&self, room: &rooms::Model, here: Option<&str>) -> Result<Vec<StayingDevice>, StoreError> {
        let (db, zone) = (&self.house.db, self.zone(room).await?);
        let rows = room_devices::Entity::find()
            .filter(room_devices::Column::RoomId.eq(room.id))
            .filter(room_devices::Column::ExpiresAt.gt(self.house.clock.now().0))
            .order_by_desc(room_devices::Column::Since)
            .order_by_desc(room_devices::Column::Id)
            .all(db)
            .await?;
        let givers = accounts::Entity::find()
            .filter(accounts::Column::Id.is_in(rows.iter().filter_map(|row| row.account_id)))
            .all(db)
            .await?;
        let names: HashMap<Uuid, String> = givers.into_iter().map(|row| (row.id, row.name)).collect();
        let here = here.map(secrets::kept);
        let local = |at: i64| zone.local(Instant(at));
        rows.into_iter()
            .map(|row| {
                let by = row.account_id.and_then(|account| names.get(&account).cloned());
                Ok(StayingDevice {
                    id: RoomDeviceId(row.id),
                    since: local(row.since),
                    by: reading::text_or_none(by, "account name")?,
                    used: row.used_at.map(local),
                    until: local(row.expires_at),
                    here: here.as_deref() == Some(row.secret_hash.as_str()),
                })
            })
            .collect()
    }

    async fn admit(&self, who: &Principal, room: Uuid, here: Option<&str>) -> Result<String, StoreError> {
        let house = &self.house;
        let secret = secrets::fresh()?;
        transaction!(house, |txn| {
            // Locked, so that nobody counts at the same time.
            rooms::Entity::find_by_id(room).lock_exclusive().one(txn).await?;
            let now = house.clock.now();
            room_devices::Entity::delete_many()
                .filter(room_devices::Column::RoomId.eq(room))
                .filter(room_devices::Column::ExpiresAt.lte(now.0))
                .exec(txn)
                .await?;
            if let Some(here) = here {
                let before = room_devices::Column::SecretHash.eq(secrets::kept(here));
                // Locked, so that no check of it is kept between the end of its checks and its own.
                let before = room_devices::Entity::find().filter(before).lock_exclusive().one(txn).await?;
                if let Some(before) = before {
                    end(txn, house, who, &before).await?;
                }
            }
            let staying = room_devices::Entity::find().filter(room_devices::Column::RoomId.eq(room)).count(txn).await?;
            if staying >= u64::from(MOST_STAYING) {
                let fault = Fault::RoomFull { most: i64::from(MOST_STAYING) };
                return Err(Error::Invalid(vec![Problem::new("room", fault)]).into());
            }
            let id = house.ids.next();
            let row = room_devices::ActiveModel {
                id: Set(id),
                secret_hash: Set(secrets::kept(&secret)),
                room_id: Set(room),
                account_id: Set(who.account().map(|account| account.id.0)),
                since: Set(now.0),
                used_at: Set(None),
                expires_at: Set(serves_until(now).0),
            };
            let made = row.insert(txn).await?;
            let subject = Subject::RoomDevice(RoomDeviceId(id));
            audit::record_row(txn, house, who, subject, "device_stays", (None, Some(&made))).await
        })?;
        house.hub.wake();
        Ok(secret)
    }

    async fn dismiss(&self, who: &Principal, device: RoomDeviceId) -> Result<(), StoreError> {
        // Who keeps no devices is told so whether it is there or not.
        Reach::of(who, UseCase::KeepRoomDevices)?;
        let house = &self.house;
        let found = room_devices::Entity::find_by_id(device.0).one(&house.db).await?;
        let found = found.ok_or(StoreError::Refused(Error::NotFound))?;
        self.kept(who, found.room_id).await?;
        let ended: Result<(), StoreError> = transaction!(house, |txn| {
            let row = room_devices::Entity::find_by_id(device.0).lock_exclusive().one(txn).await?;
            match row {
                Some(row) => end(txn, house, who, &row).await,
                // Somebody else was quicker.
                None => Ok(()),
            }
        });
        ended?;
        house.hub.wake();
        Ok(())
    }
}

/// Until when a device serves that is used `now`.
const fn serves_until(now: Instant) -> Instant {
    now.plus_minutes(STAYS_DAYS * 24 * 60)
}

/// Ends what a device comes with, and what was checked at it: a broken one that is taken away stands in nobody's way.
async fn end(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    row: &room_devices::Model,
) -> Result<(), StoreError> {
    let subject = Subject::RoomDevice(RoomDeviceId(row.id));
    audit::record_row(txn, house, who, subject, "device_sent_away", (Some(row), None)).await?;
    let device = RoomDevice { id: RoomDeviceId(row.id), room: RoomId(row.room_id) };
    crate::checks::end_at(txn, house, who, device).await?;
    room_devices::Entity::delete_by_id(row.id).exec(txn).await?;
    Ok(())
}

#[async_trait]
impl RoomDevices for RoomDevicesService {
    async fn by_secret(&self, secret: &str) -> Answer<Principal> {
        Ok(self.find(secret).await?)
    }

    async fn staying(&self, who: &Principal, room: RoomId, here: Option<&str>) -> Answer<Vec<StayingDevice>> {
        let room = self.kept(who, room.0).await?;
        Ok(self.list(&room, here).await?)
    }

    async fn stay(&self, who: &Principal, room: RoomId, here: Option<&str>) -> Answer<String> {
        let room = self.kept(who, room.0).await?;
        Ok(self.admit(who, room.id, here).await?)
    }

    async fn send_away(&self, who: &Principal, device: RoomDeviceId) -> Answer<()> {
        Ok(self.dismiss(who, device).await?)
    }
}
