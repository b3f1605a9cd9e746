//! Blocking a room or a centre: what that hits is known before, what is booked stays booked, and the record tells of it.

use async_trait::async_trait;
use entity::{blocks, centres, rooms};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::{
    appointment::{Field, FieldChange, RoomChoice},
    block::{BlockBoard, BlockForm, BlockView, Extent, Hit, NewBlock},
    civil::written_date_time,
    error::{Error, Fault, Problem},
    ids::{BlockId, CentreId, RoomId},
    ports::{Answer, Blocks},
    principal::Principal,
    schedule::{BlockCause, Movement, ResourceKind},
    text::Name,
    time::{Instant, LocalPeriod, Period, ZoneName},
    zone::Zone,
};
use uuid::Uuid;

use super::{hits, keeping::kept, standing::Standing};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
};

/// The record's codes.
pub(crate) const BLOCKED: &str = "blocked";
pub(crate) const LIFTED: &str = "lifted";
/// What is blocked, when it is no resource of its own.
const CENTRE: &str = "centre";

/// Blocking rooms and centres.
pub struct BlocksService {
    house: House,
}

/// A centre whose rules somebody keeps.
struct Ground {
    row: centres::Model,
    zone: Zone,
    rooms: Vec<RoomChoice>,
}

/// A block before its cause is given: what it is over and when, and what that touches.
pub(crate) struct Planned {
    /// The kind and the identifier of what is blocked, as stored.
    pub(crate) over: (&'static str, Uuid),
    /// The centre whose it is; none for people.
    pub(crate) centre: Option<CentreId>,
    /// What is blocked, in words.
    pub(crate) name: Name,
    pub(crate) period: Period,
    pub(crate) local: LocalPeriod,
    /// The zone of that time.
    pub(crate) zone: ZoneName,
    /// The appointments that it hits.
    pub(crate) touched: Condition,
}

/// A block of `centre`, or of one of its rooms.
pub(crate) async fn planned(
    house: &House,
    who: &Principal,
    centre: CentreId,
    form: &BlockForm,
) -> Result<Planned, StoreError> {
    let ground = Ground::of(house, who, Some(centre)).await?;
    let (extent, period) = ground.extent(form.read_extent())?;
    let room = extent.room.and_then(|room| ground.room(room.0)).cloned();
    // While a whole centre is blocked nobody is on the way either; a room is blocked for itself alone.
    let way = match extent.room {
        None => Standing::of(&house.db, centre).await?.movement,
        Some(_) => Movement::default(),
    };
    let touched = hits::on_the_way(period, way).add(hits::to_come(house.clock.now()));
    Ok(Planned {
        over: extent.room.map_or((CENTRE, centre.0), |room| (ResourceKind::Room.code(), room.0)),
        centre: Some(centre),
        name: match room {
            Some(room) => room,
            None => reading::text(ground.row.name.clone(), "centre name")?,
        },
        local: ground.zone.local_period(period),
        zone: ground.zone.name().clone(),
        touched: touched.add(hits::at(centre, extent.room)),
        period,
    })
}

impl Ground {
    async fn of(house: &House, who: &Principal, centre: Option<CentreId>) -> Result<Self, StoreError> {
        let theirs = kept(house, who).await?;
        let found = theirs.into_iter().find(|row| centre.is_none_or(|centre| row.id == centre.0));
        let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
        let of_centre = rooms::Entity::find().filter(rooms::Column::CentreId.eq(row.id));
        let rooms = of_centre.order_by_asc(rooms::Column::Code).all(&house.db).await?;
        let choice =
            |room: rooms::Model| Ok(RoomChoice { id: RoomId(room.id), name: reading::text(room.name, "room name")? });
        let rooms = rooms.into_iter().map(choice).collect::<Result<_, StoreError>>()?;
        Ok(Self { zone: reading::zone(&row.zone)?, row, rooms })
    }
}

impl BlocksService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn ground(&self, who: &Principal, centre: Option<CentreId>) -> Result<Ground, StoreError> {
        Ground::of(&self.house, who, centre).await
    }

    async fn board_of(&self, who: &Principal, centre: Option<CentreId>) -> Result<BlockBoard, StoreError> {
        let ground = self.ground(who, centre).await?;
        let now = self.house.clock.now();
        let rows = blocks::Entity::find()
            .filter(blocks::Column::CentreId.eq(ground.row.id))
            .filter(blocks::Column::EndsAt.gt(now.0))
            .order_by_asc(blocks::Column::StartsAt)
            .order_by_asc(blocks::Column::Id)
            .all(&self.house.db)
            .await?;
        let named = |row: centres::Model| Ok((CentreId(row.id), reading::text(row.name, "centre name")?));
        let centres = kept(&self.house, who).await?.into_iter().map(named).collect::<Result<_, StoreError>>()?;
        Ok(BlockBoard {
            centre: CentreId(ground.row.id),
            name: reading::text(ground.row.name.clone(), "centre name")?,
            zone: ground.zone.name().clone(),
            today: ground.zone.date(now),
            centres,
            blocks: rows.into_iter().map(|row| ground.view(row)).collect::<Result<_, _>>()?,
            rooms: ground.rooms,
        })
    }

    async fn weigh_form(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Result<Vec<Hit>, StoreError> {
        let which = planned(&self.house, who, centre, form).await?.touched;
        hits::hits(&self.house, who, which, Some(centre)).await
    }

    async fn put(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Result<BlockId, StoreError> {
        let ground = self.ground(who, Some(centre)).await?;
        let (block, period) = ground.read(form, self.house.clock.now())?;
        let id = BlockId(self.house.ids.next());
        let over = block.extent.room.map_or((CENTRE, centre.0), |room| (ResourceKind::Room.code(), room.0));
        let changes = ground.told(&block);
        transaction!(&self.house, |txn| {
            let row = row_of(&self.house, who, id, &block, period);
            let row = blocks::ActiveModel {
                over_kind: Set(over.0.to_owned()),
                over_id: Set(over.1),
                centre_id: Set(Some(centre.0)),
                ..row
            };
            blocks::Entity::insert(row).exec_without_returning(txn).await?;
            audit::record(txn, &self.house, who, Subject::Block(id), BLOCKED, &changes, None).await
        })?;
        Ok(id)
    }

    async fn take_away(&self, who: &Principal, block: BlockId) -> Result<CentreId, StoreError> {
        let theirs: Vec<Uuid> = kept(&self.house, who).await?.into_iter().map(|row| row.id).collect();
        transaction!(&self.house, |txn| {
            let found = blocks::Entity::find_by_id(block.0)
                .filter(blocks::Column::CentreId.is_in(theirs.iter().copied()))
                .lock_exclusive()
                .one(txn)
                .await?;
            let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
            let centre = reading::known(row.centre_id, "centre")?;
            audit::record_row(txn, &self.house, who, Subject::Block(block), LIFTED, (Some(&row), None)).await?;
            row.delete(txn).await?;
            Ok(CentreId(centre))
        })
    }
}

impl Ground {
    fn room(&self, id: Uuid) -> Option<&Name> {
        self.rooms.iter().find(|room| room.id.0 == id).map(|room| &room.name)
    }

    /// The block as typed, and its period, which is not over at `now`.
    fn read(&self, form: &BlockForm, now: Instant) -> Result<(NewBlock, Period), StoreError> {
        let block = form.read().map_err(Error::Invalid)?;
        let (_, period) = self.extent(Ok(block.extent))?;
        not_over(period, now)?;
        Ok((block, period))
    }

    /// What is meant, and its period here.
    fn extent(&self, read: Result<Extent, Vec<Problem>>) -> Result<(Extent, Period), StoreError> {
        let extent = read.map_err(Error::Invalid)?;
        if extent.room.is_some_and(|room| self.room(room.0).is_none()) {
            return Err(wrong("room", Fault::OtherCentre));
        }
        Ok((extent, period_of(&self.zone, &extent)?))
    }

    fn view(&self, row: blocks::Model) -> Result<BlockView, StoreError> {
        let room = self.room(row.over_id).cloned();
        view(row, &self.zone, room)
    }

    /// What the record says of it.
    fn told(&self, block: &NewBlock) -> Vec<FieldChange> {
        let what = block.extent.room.and_then(|room| self.room(room.0)).map_or(&self.row.name[..], Name::as_str);
        let room = FieldChange { field: Field::Room, of: None, from: None, to: Some(what.to_owned()) };
        std::iter::once(room).chain(told(block)).collect()
    }
}

/// A block as its list shows it.
pub(super) fn view(row: blocks::Model, zone: &Zone, room: Option<Name>) -> Result<BlockView, StoreError> {
    let period = reading::period(row.starts_at, row.ends_at)?;
    Ok(BlockView {
        id: BlockId(row.id),
        room,
        period: zone.local_period(period),
        cause: reading::known(BlockCause::from_code(&row.cause), "block cause")?,
        note: reading::text_or_none(row.note, "note")?,
    })
}

/// The period of `extent` in `zone`.
pub(super) fn period_of(zone: &Zone, extent: &Extent) -> Result<Period, StoreError> {
    let from = zone.typed_bound(extent.from).map_err(|fault| wrong("from_time", fault))?;
    let until = zone.typed_bound(extent.until).map_err(|fault| wrong("until_time", fault))?;
    // Where the clock skips an hour, both ends may be the same moment.
    Period::new(from, until).ok_or_else(|| wrong("until_date", Fault::EndBeforeStart))
}

/// Nothing that is over is blocked.
pub(super) fn not_over(period: Period, now: Instant) -> Result<(), StoreError> {
    if period.end() <= now { Err(wrong("until_date", Fault::InThePast)) } else { Ok(()) }
}

/// The row of `block`, but for what it is over.
pub(super) fn row_of(
    house: &House,
    who: &Principal,
    id: BlockId,
    block: &NewBlock,
    period: Period,
) -> blocks::ActiveModel {
    blocks::ActiveModel {
        id: Set(id.0),
        starts_at: Set(period.start().0),
        ends_at: Set(period.end().0),
        cause: Set(block.cause.code().to_owned()),
        note: Set(block.note.as_ref().map(ToString::to_string)),
        created_by: Set(who.account().map(|account| account.id.0)),
        created_at: Set(house.clock.now().0),
        ..Default::default()
    }
}

/// When and why, as the record says it.
pub(super) fn told(block: &NewBlock) -> [FieldChange; 3] {
    let change = |field, to| FieldChange { field, of: None, from: None, to: Some(to) };
    [
        change(Field::Start, written_date_time(block.extent.from)),
        change(Field::End, written_date_time(block.extent.until)),
        change(Field::Cause, block.cause.code().to_owned()),
    ]
}

pub(super) fn wrong(field: &str, fault: Fault) -> StoreError {
    Error::Invalid(vec![Problem::new(field, fault)]).into()
}

#[async_trait]
impl Blocks for BlocksService {
    async fn board(&self, who: &Principal, centre: Option<CentreId>) -> Answer<BlockBoard> {
        Ok(self.board_of(who, centre).await?)
    }

    async fn weigh(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Answer<Vec<Hit>> {
        Ok(self.weigh_form(who, centre, form).await?)
    }

    async fn block(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Answer<BlockId> {
        Ok(self.put(who, centre, form).await?)
    }

    async fn lift(&self, who: &Principal, block: BlockId) -> Answer<CentreId> {
        Ok(self.take_away(who, block).await?)
    }
}
