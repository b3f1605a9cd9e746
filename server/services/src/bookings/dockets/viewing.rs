//! Dockets as their pages show them.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use entity::{centres, dockets, room_hours, rooms};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    directory::{DetaineeSummary, RoomUse},
    docket::{DocketSummary, DocketView, Dockets, Line, LineView, RoomOfDay, RoomsOfDay, Stage, Standing},
    draft::{Booking, MOST_DETAINEES},
    ids::{CentreId, DetaineeId, DocketId, PersonId, RoomId},
    text::Name,
    time::{LocalPeriod, Period, WeeklyWindow},
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
    days::shut::Shutters,
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
            let found = directory::held_with_category(db, Condition::all().add(these)).await?;
            detainees.extend(found.into_iter().map(|(detainee, zone, _)| (detainee.id, (detainee, zone))));
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
    let zone = brought.first().filter(|_| slot.is_some()).map(|(_, zone)| zone.name().clone());
    let detainees = if booking.is_some() { brought } else { Vec::new() };
    let view = LineView {
        number: line.number,
        typed: line.typed.clone(),
        mistakes: line.mistakes.clone(),
        detainees: detainees.into_iter().map(|(one, _)| (one.name.clone(), one.centre_name.clone())).collect(),
        people,
        standing: line.standing,
        slot,
        zone,
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

    /// However many days and rooms there are, the store is asked for each thing once, or once a centre.
    async fn drawn(self, house: &House) -> Result<Vec<RoomsOfDay>, StoreError> {
        let db = &house.db;
        let days = self.0.iter().filter_map(|((date, _), (_, zone, _))| zone.day(*date));
        let Some(within) = days.reduce(spanning) else { return Ok(Vec::new()) };
        let proposed = self.0.values().flat_map(|(_, _, proposed)| proposed);
        let used: BTreeSet<RoomId> = proposed.map(|(_, room, _, _)| *room).collect();
        let centres: BTreeSet<Uuid> = self.0.keys().map(|(_, centre)| centre.0).collect();
        let of_centres = rooms::Entity::find().filter(rooms::Column::CentreId.is_in(centres));
        let mut serving = of_centres.order_by_asc(rooms::Column::Code).all(db).await?;
        serving.retain(|room| is_for_hearings(room) || used.contains(&RoomId(room.id)));
        let ids: Vec<RoomId> = serving.iter().map(|room| RoomId(room.id)).collect();
        let of_rooms = room_hours::Column::RoomId.is_in(ids.iter().map(|id| id.0));
        let mut open: HashMap<Uuid, Vec<WeeklyWindow>> = HashMap::new();
        for row in room_hours::Entity::find().filter(of_rooms).all(db).await? {
            open.entry(row.room_id).or_default().extend(window(&row));
        }
        let taken = reservations::in_rooms(db, &ids, within).await?;
        let mut shutters = HashMap::new();
        for ((_, centre), (_, zone, _)) in &self.0 {
            if let Entry::Vacant(place) = shutters.entry(*centre) {
                place.insert(Shutters::of(db, *centre, &ids, zone, within).await?);
            }
        }
        let mut days = Vec::with_capacity(self.0.len());
        for ((date, centre), (centre_name, zone, proposed)) in self.0 {
            let Some(whole) = zone.day(date) else { continue };
            let local = |period: Period| -> LocalPeriod { zone.local_period(period) };
            let mut drawn = Vec::new();
            for room in serving.iter().filter(|room| room.centre_id == centre.0) {
                let id = RoomId(room.id);
                let here: Vec<_> = proposed.iter().filter(|(_, used, _, _)| *used == id).collect();
                if here.is_empty() && !is_for_hearings(room) {
                    continue;
                }
                let hours = open.get(&room.id).map(|hours| zone.windows(hours, date, date)).unwrap_or_default();
                let of_day = taken.iter().filter(|(_, room, period)| *room == id && period.overlaps(whole));
                drawn.push(RoomOfDay {
                    id,
                    name: reading::text(room.name.clone(), "room name")?,
                    open: hours.into_iter().map(local).collect(),
                    shut: shutters.get(&centre).map(|known| known.room(id, whole)).unwrap_or_default(),
                    taken: of_day.map(|(_, _, period)| local(*period)).collect(),
                    proposed: here.iter().map(|(line, _, period, fixed)| (*line, local(*period), *fixed)).collect(),
                });
            }
            days.push(RoomsOfDay { date, centre, centre_name, zone: zone.name().clone(), rooms: drawn });
        }
        Ok(days)
    }
}

/// Whether hearings are held in it.
fn is_for_hearings(room: &rooms::Model) -> bool {
    room.uses.split_whitespace().any(|code| code == RoomUse::Hearing.code())
}

/// From the start of the earlier to the end of the later.
fn spanning(one: Period, other: Period) -> Period {
    Period::new(one.start().min(other.start()), one.end().max(other.end())).unwrap_or(one)
}
