//! Centres: their rooms, what they keep to, and the notice that their country asks for.

use std::{collections::HashMap, sync::Arc};

use entity::{centres, notice_periods, room_hours, rooms};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use shared::{
    appointment::HearingType,
    directory::RoomUse,
    exchange::Key,
    ids::{CentreId, RoomId},
    schedule::fitting::Fitting,
    text::{Code, Name},
    time::WeeklyWindow,
    zone::Zone,
};
use uuid::Uuid;

use super::{View, shelf::Weight};
use crate::{
    bookings::window,
    db::{StoreError, reading},
    rules::{Standing, equipped, fitting},
};

/// A centre.
#[derive(Debug)]
pub(crate) struct Centre {
    pub(crate) id: CentreId,
    code: String,
    pub(crate) name: Name,
    pub(crate) zone: Zone,
    pub(crate) standing: Standing,
    /// By code.
    pub(crate) rooms: Vec<Room>,
    /// The hours of notice that are due before a hearing, by the code of its type.
    notices: HashMap<String, i64>,
}

/// A room of a centre.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) id: RoomId,
    code: String,
    pub(crate) name: Name,
    uses: Vec<RoomUse>,
    /// Its waiting area, if it has one.
    pub(crate) area: Option<Code>,
    pub(crate) fitting: Fitting,
    pub(crate) hours: Vec<WeeklyWindow>,
}

impl Room {
    /// Whether it is meant for that.
    pub(crate) fn serves(&self, needed: RoomUse) -> bool {
        self.uses.contains(&needed)
    }
}

impl Centre {
    /// The room that `key` means.
    pub(crate) fn room(&self, key: &Key) -> Option<&Room> {
        match key {
            Key::Id(id) => self.rooms.iter().find(|room| room.id.0 == *id),
            Key::Code(text) => {
                let code: Code = text.parse().ok()?;
                self.rooms.iter().find(|room| room.code == code.as_str())
            }
        }
    }

    /// The hours of notice that people are due before such a hearing.
    pub(crate) fn notice(&self, hearing: HearingType) -> Option<i64> {
        self.notices.get(hearing.code()).copied()
    }

    async fn of(db: &impl ConnectionTrait, row: centres::Model) -> Result<Self, StoreError> {
        let id = CentreId(row.id);
        let all = rooms::Entity::find().filter(rooms::Column::CentreId.eq(row.id)).order_by_asc(rooms::Column::Code);
        let hours = room_hours::Entity::find().filter(of_centre(room_hours::Column::RoomId, id));
        let notices = notice_periods::Entity::find().filter(notice_periods::Column::Country.eq(row.country.as_str()));
        // A database server answers several questions at once.
        let (all, hours, notices, equipped, standing) = futures::try_join!(
            async { Ok(all.all(db).await?) },
            async { Ok(hours.all(db).await?) },
            async { Ok(notices.all(db).await?) },
            equipped(db, id),
            Standing::of(db, id),
        )?;
        let mut rooms = Vec::with_capacity(all.len());
        for room in all {
            let hours = hours.iter().filter(|hours| hours.room_id == room.id).filter_map(window).collect();
            rooms.push(Room {
                id: RoomId(room.id),
                uses: room.uses.split_whitespace().filter_map(RoomUse::from_code).collect(),
                fitting: fitting(&room, &equipped)?,
                code: room.code,
                name: reading::text(room.name, "room name")?,
                area: reading::text_or_none(room.waiting_area, "waiting area")?,
                hours,
            });
        }
        Ok(Self {
            id,
            code: row.code,
            name: reading::text(row.name, "centre name")?,
            zone: reading::zone(&row.zone)?,
            standing,
            rooms,
            notices: notices.into_iter().map(|due| (due.hearing_type, i64::from(due.hours))).collect(),
        })
    }
}

impl Weight for Centre {
    fn bytes(&self) -> usize {
        let rooms: usize = self.rooms.iter().map(Weight::bytes).sum();
        let notices: usize = self.notices.keys().map(|code| code.len() + 48).sum();
        size_of::<Self>() + self.code.len() + self.name.as_str().len() + self.standing.bytes() + rooms + notices
    }
}

impl Weight for Room {
    fn bytes(&self) -> usize {
        let texts =
            self.code.len() + self.name.as_str().len() + self.area.as_ref().map_or(0, |area| area.as_str().len());
        size_of::<Self>() + texts + self.uses.len() + self.hours.len() * size_of::<WeeklyWindow>()
    }
}

/// The rows whose `room` is one of `centre`.
pub(crate) fn of_centre(room: impl ColumnTrait, centre: CentreId) -> Expr {
    let mut its = Query::select();
    its.column(rooms::Column::Id).from(rooms::Entity).and_where(rooms::Column::CentreId.eq(centre.0));
    room.in_subquery(its)
}

impl View {
    /// The centre, if there is one.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn centre(
        &self,
        db: &impl ConnectionTrait,
        id: CentreId,
    ) -> Result<Option<Arc<Centre>>, StoreError> {
        let known = self.kept().centres.get(id.0);
        match known {
            Some(known) => Ok(Some(known)),
            None => self.find_centre(db, id.0).await,
        }
    }

    /// The centre that `key` means.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn centre_called(
        &self,
        db: &impl ConnectionTrait,
        key: &Key,
    ) -> Result<Option<Arc<Centre>>, StoreError> {
        let code: Code = match key {
            Key::Id(id) => return self.centre(db, CentreId(*id)).await,
            Key::Code(text) => match text.parse() {
                Ok(code) => code,
                Err(_) => return Ok(None),
            },
        };
        let known = self.kept().centres.called(code.as_str());
        if known.is_some() {
            return Ok(known);
        }
        let id: Option<Uuid> = centres::Entity::find()
            .select_only()
            .column(centres::Column::Id)
            .filter(centres::Column::Code.eq(code.as_str()))
            .into_tuple()
            .one(db)
            .await?;
        match id {
            Some(id) => self.find_centre(db, id).await,
            None => Ok(None),
        }
    }

    async fn find_centre(&self, db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Arc<Centre>>, StoreError> {
        let Some(row) = centres::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
        let found = Arc::new(Box::pin(Centre::of(db, row)).await?);
        self.kept().centres.put(id, Some(&found.code), &found);
        Ok(Some(found))
    }
}
