//! Dockets as their pages show them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{centres, dockets, room_hours, rooms};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    directory::DetaineeSummary,
    docket::{DocketSummary, DocketView, Dockets, Line, LineView, RoomOfDay, RoomsOfDay, Stage, Standing},
    draft::{Booking, MOST_DETAINEES},
    ids::{CentreId, DetaineeId, DocketId, PersonId, RoomId},
    schedule::Resource,
    text::Name,
    time::{LocalPeriod, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::{
    super::{
        directory,
        drafts::{slot_view, without_slot},
        needs::window,
    },
    reading as days,
    store::{Shelf, read},
};
use crate::{
    db::{StoreError, reading},
    house::House,
    reservations,
};

/// So many dockets are listed.
const MOST_LISTED: u64 = 50;

pub(super) async fn list(shelf: &Shelf<'_>) -> Result<Dockets, StoreError> {
    let zone = shelf.zone().await?;
    let rows = dockets::Entity::find()
        .filter(dockets::Column::AgencyId.eq(shelf.agency.0))
        .order_by_desc(dockets::Column::CreatedAt)
        .order_by_desc(dockets::Column::Id)
        .limit(MOST_LISTED)
        .all(&shelf.house.db)
        .await?;
    let summary = |row: dockets::Model| {
        let kept = read(row)?;
        Ok(DocketSummary {
            id: DocketId(kept.row.id),
            name: reading::text(kept.row.name, "docket name")?,
            stage: kept.stage,
            lines: u32::try_from(kept.content.lines.len()).unwrap_or(u32::MAX),
            made: zone.local(shared::time::Instant(kept.row.created_at)),
        })
    };
    let dockets = rows.into_iter().map(summary).collect::<Result<_, StoreError>>()?;
    let (first, last) = days::usual(zone.date(shelf.house.clock.now()));
    Ok(Dockets { dockets, first, last })
}

pub(super) async fn docket(shelf: &Shelf<'_>, id: DocketId) -> Result<DocketView, StoreError> {
    let kept = shelf.kept(&shelf.house.db, id).await?;
    let interrupted = shelf.is_interrupted(&kept) || kept.content.given_up;
    let mut picture = Picture::default();
    let names = Names::of(shelf, &kept.content.lines).await?;
    let mut lines = Vec::with_capacity(kept.content.lines.len());
    for line in &kept.content.lines {
        let (view, booking) = seen(&names, line);
        if let (Some(booking), Some(_)) = (booking, &view.slot) {
            picture.propose(&names, &booking, line);
        }
        lines.push(view);
    }
    // What is booked is no proposal: the days show it themselves. Programs look at no pictures.
    let is_drawn = kept.stage != Stage::Booked && shelf.who.account().is_some();
    let pictures = if is_drawn { picture.drawn(shelf.house).await? } else { Vec::new() };
    Ok(DocketView {
        id,
        version: kept.row.version,
        name: reading::text(kept.row.name, "docket name")?,
        stage: kept.stage,
        progress: shelf.work.progress(id).filter(|_| kept.stage.is_busy()),
        interrupted,
        zone: shelf.zone().await?.name().clone(),
        first: kept.content.first,
        last: kept.content.last,
        lines,
        days: pictures,
    })
}

pub(super) async fn line(shelf: &Shelf<'_>, line: &Line) -> Result<LineView, StoreError> {
    let names = Names::of(shelf, std::slice::from_ref(line)).await?;
    Ok(seen(&names, line).0)
}

/// What people and rooms of a list are called: the same stand in many of its lines.
struct Names {
    people: HashMap<PersonId, Name>,
    detainees: HashMap<DetaineeId, (DetaineeSummary, Zone)>,
    rooms: HashMap<RoomId, (Name, CentreId)>,
    centres: HashMap<CentreId, (Name, Zone)>,
}

impl Names {
    async fn of(shelf: &Shelf<'_>, lines: &[Line]) -> Result<Self, StoreError> {
        let db = &shelf.house.db;
        let people = lines.iter().flat_map(|line| line.draft.invitees.iter().map(|invitee| invitee.person));
        let people: Vec<PersonId> = people.collect::<BTreeSet<_>>().into_iter().collect();
        let brought: BTreeSet<_> = lines.iter().flat_map(|line| &line.draft.detainees).map(|id| id.0).collect();
        let brought: Vec<Uuid> = brought.into_iter().collect();
        let mut detainees = HashMap::new();
        for some in brought.chunks(MOST_DETAINEES) {
            let these = entity::detainees::Column::Id.is_in(some.iter().copied());
            let found = directory::detainees(db, Condition::all().add(these)).await?;
            detainees.extend(found.into_iter().map(|known| (known.0.id, known)));
        }
        let of_line = |line: &Line| line.draft.slot.map(|slot| slot.room).into_iter().chain(line.draft.beside.clone());
        let ids: BTreeSet<_> = lines.iter().flat_map(of_line).map(|room| room.0).collect();
        let rooms = rooms::Entity::find().filter(rooms::Column::Id.is_in(ids)).all(db).await?;
        let centres: BTreeSet<_> = rooms.iter().map(|room| room.centre_id).collect();
        let centres = centres::Entity::find().filter(centres::Column::Id.is_in(centres)).all(db).await?;
        let room =
            |row: rooms::Model| Ok((RoomId(row.id), (reading::text(row.name, "room name")?, CentreId(row.centre_id))));
        let centre = |row: centres::Model| {
            Ok((CentreId(row.id), (reading::text(row.name, "centre name")?, reading::zone(&row.zone)?)))
        };
        Ok(Self {
            people: directory::people(db, &people).await?.into_iter().map(|one| (one.id, one.name)).collect(),
            detainees,
            rooms: rooms.into_iter().map(room).collect::<Result<_, StoreError>>()?,
            centres: centres.into_iter().map(centre).collect::<Result<_, StoreError>>()?,
        })
    }

    /// The name of a room with that of its centre.
    fn there(&self, room: RoomId) -> Option<(Name, Name)> {
        let (name, centre) = self.rooms.get(&room)?;
        Some((self.centres.get(centre)?.0.clone(), name.clone()))
    }
}

fn seen(names: &Names, line: &Line) -> (LineView, Option<Booking>) {
    let brought: Vec<_> = line.draft.detainees.iter().filter_map(|id| names.detainees.get(id)).collect();
    let people = line.draft.invitees.iter().filter_map(|invitee| names.people.get(&invitee.person).cloned()).collect();
    let booking = without_slot(&line.draft).ok().filter(|_| !brought.is_empty());
    let slot = match (&booking, line.draft.slot, brought.first()) {
        (Some(booking), Some(slot), Some((_, zone))) => names.rooms.get(&slot.room).map(|(room, _)| {
            let mut view = slot_view(slot, room.clone(), (booking.duration, booking.meetings), zone);
            view.beside = line.draft.beside.iter().filter_map(|room| names.there(*room)).collect();
            view
        }),
        _ => None,
    };
    let detainees = if booking.is_some() { brought } else { Vec::new() };
    let view = LineView {
        number: line.number,
        typed: line.typed.clone(),
        mistakes: line.mistakes.clone(),
        detainees: detainees.into_iter().map(|(one, _)| (one.name.clone(), one.centre_name.clone())).collect(),
        people,
        standing: line.standing,
        slot,
        why: line.why.clone(),
        refused: line.refused.clone(),
        booked: line.booked,
    };
    (view, booking)
}

/// A proposal in a room: of which line, when, whether it stays there.
type Proposed = (u32, RoomId, Period, bool);

/// The rooms with the proposals, by date and centre.
#[derive(Default)]
struct Picture(BTreeMap<(Date, CentreId), (Name, Zone, Vec<Proposed>)>);

impl Picture {
    fn propose(&mut self, names: &Names, booking: &Booking, line: &Line) {
        let Some(slot) = line.draft.slot else { return };
        let length = i64::from(booking.duration.get()) + booking.meetings.trail();
        let begin = slot.start.plus_minutes(-booking.meetings.lead());
        let Some(period) = Period::new(begin, slot.start.plus_minutes(length)) else { return };
        let fixed = line.standing == Standing::Fixed;
        for room in std::iter::once(slot.room).chain(line.draft.beside.iter().copied()) {
            let Some((_, centre)) = names.rooms.get(&room) else { continue };
            let Some((name, zone)) = names.centres.get(centre) else { continue };
            let day = self.0.entry((zone.date(slot.start), *centre));
            let (_, _, proposed) = day.or_insert_with(|| (name.clone(), zone.clone(), Vec::new()));
            proposed.push((line.number, room, period, fixed));
        }
    }

    async fn drawn(self, house: &House) -> Result<Vec<RoomsOfDay>, StoreError> {
        let db = &house.db;
        let mut days = Vec::with_capacity(self.0.len());
        for ((date, centre), (centre_name, zone, proposed)) in self.0 {
            let Some(whole) = zone.day(date) else { continue };
            let of_centre = rooms::Entity::find().filter(rooms::Column::CentreId.eq(centre.0));
            let serving = of_centre.order_by_asc(rooms::Column::Code).all(db).await?.into_iter().filter(|room| {
                let hearing = shared::directory::RoomUse::Hearing.code();
                room.uses.split_whitespace().any(|code| code == hearing)
                    || proposed.iter().any(|(_, used, _, _)| used.0 == room.id)
            });
            let mut drawn = Vec::new();
            for room in serving {
                let id = RoomId(room.id);
                let hours = room_hours::Entity::find().filter(room_hours::Column::RoomId.eq(room.id)).all(db).await?;
                let hours: Vec<_> = hours.iter().filter_map(window).collect();
                let local = |period: Period| -> LocalPeriod { zone.local_period(period) };
                let taken = reservations::busy(db, &[Resource::Room(id)], whole, &[]).await?;
                let here = proposed.iter().filter(|(_, used, _, _)| *used == id);
                drawn.push(RoomOfDay {
                    id,
                    name: reading::text(room.name, "room name")?,
                    open: zone.windows(&hours, date, date).into_iter().map(local).collect(),
                    taken: taken.into_iter().map(|busy| local(busy.period)).collect(),
                    proposed: here.map(|(line, _, period, fixed)| (*line, local(*period), *fixed)).collect(),
                });
            }
            days.push(RoomsOfDay { date, centre, centre_name, rooms: drawn });
        }
        Ok(days)
    }
}
