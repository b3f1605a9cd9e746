//! Mending days that broke: what can no longer be held as it is booked, the least disturbing moves, and making them.

mod breaking;
mod supposing;

use async_trait::async_trait;
use entity::{appointments, centres};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use shared::{
    appointment::{Amendment, State},
    docket::planning::Wanted,
    draft::SlotView,
    error::{Error, Fault},
    ids::{AppointmentId, BlockId, CentreId, PersonId, RoomId},
    permission::UseCase,
    ports::{Answer, Repairs},
    principal::Principal,
    repair::{Accepted, Missing, Piece, Repair, RepairRow, RepairView, Supposed, repair},
    schedule::{Obstacle, Resource, Sitting, Slot},
    text::Name,
    time::{Instant, Period},
};

use super::{brought::Brought, moving::Move, within};
use crate::{
    bookings::{
        changing::{Target, changing_with},
        dockets::PLANNERS,
        drafts::{slot_view, wrong},
        needs::{Needs, Rooms, horizon, rather},
    },
    db::{StoreError, reading, transaction},
    facts::View,
    house::House,
    reach::Reach,
    reservations,
    rules::Absence,
};

/// So far ahead is looked.
const DAYS: i64 = 30;
/// So many appointments are looked at.
const MOST_LOOKED: u64 = 400;
/// So many others may make place.
const MOST_HELPERS: usize = 30;

/// Mending days that broke.
pub struct RepairsService {
    house: House,
}

impl RepairsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Repairs for RepairsService {
    async fn look(&self, who: &Principal, supposed: Option<Supposed>) -> Answer<RepairView> {
        Ok(look(&self.house, who, supposed).await?)
    }

    async fn accept(&self, who: &Principal, moves: Vec<Accepted>, with: Option<Supposed>) -> Answer<()> {
        Ok(accept(&self.house, who, moves, with).await?)
    }

    async fn broken(&self, who: &Principal) -> Answer<usize> {
        Ok(breaking::count(&self.house, who).await?)
    }
}

/// An appointment that was looked at.
struct Seen {
    target: Target,
    /// What it needs where it is.
    needs: Needs,
    now: Slot,
    /// The rooms that its other sites have.
    beside: Vec<RoomId>,
    /// It and its private meetings.
    ours: Vec<AppointmentId>,
    why: Vec<Obstacle>,
    /// What it needs with those who were transferred since brought from where they are held now, and the rooms that its
    /// other sites then have.
    there: Option<(Needs, Vec<RoomId>)>,
}

impl Seen {
    fn people(&self) -> impl Iterator<Item = PersonId> {
        self.needs.shape.people.iter().map(|(person, _)| *person)
    }

    /// The centre in which it is, and the one to which it would go.
    fn centres(&self) -> impl Iterator<Item = CentreId> {
        std::iter::once(self.needs.centre).chain(self.there.iter().map(|(needs, _)| needs.centre))
    }

    /// Whether moving one could make place for the other.
    fn meets(&self, other: &Self) -> bool {
        self.centres().any(|one| other.centres().any(|two| one == two))
            || self.people().any(|one| other.people().any(|two| one == two))
    }
}

async fn look(house: &House, who: &Principal, supposed: Option<Supposed>) -> Result<RepairView, StoreError> {
    let may_accept = Reach::of(who, UseCase::Repair).is_ok();
    let (all, pieces, supposed) = match supposed {
        None => {
            let (all, pieces) = gathered(&house.db, house, &of_agency(house, who)?, MOST_LOOKED, |_| true).await?;
            (all, pieces, None)
        }
        Some(of) => {
            let (all, pieces, supposition) = supposing::gathered_as_if(house, who, of).await?;
            (all, pieces, Some(supposition))
        }
    };
    if all.is_empty() {
        return Ok(RepairView { days: DAYS, supposed, may_accept, rows: Vec::new() });
    }
    // Seconds of a processor: as few at once as plans.
    let turn = PLANNERS.acquire().await.map_err(|_| StoreError::Unavailable)?;
    let found = tokio::task::spawn_blocking(move || repair(&pieces)).await;
    drop(turn);
    let found = found.map_err(|error| StoreError::Fault(error.to_string()))?;
    let mut rows = Vec::new();
    for (place, one) in all.iter().enumerate() {
        rows.extend(row(house, one, place, &found).await?);
    }
    rows.sort_by_key(|row| row.now.slot);
    Ok(RepairView { days: DAYS, supposed, may_accept, rows })
}

/// The appointments of the agency within the days looked at.
fn of_agency(house: &House, who: &Principal) -> Result<Condition, StoreError> {
    let now = house.clock.now();
    Ok(Reach::of(who, UseCase::Repair)?
        .condition()
        .add(appointments::Column::StartsAt.lt(now.plus_minutes(DAYS * 24 * 60).0)))
}

/// The broken ones among those of `which` that are meant, and some that could make place for them, as the search takes them; nothing if
/// none is broken.
async fn gathered(
    db: &impl ConnectionTrait,
    house: &House,
    which: &Condition,
    most: u64,
    mut is_meant: impl FnMut(&mut Seen) -> bool,
) -> Result<(Vec<Seen>, Vec<Piece>), StoreError> {
    let mut all = seen(db, house, which, most).await?;
    all.retain_mut(|one| one.why.is_empty() || is_meant(one));
    let (mut broken, whole): (Vec<Seen>, Vec<Seen>) = all.into_iter().partition(|one| !one.why.is_empty());
    if broken.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let meets = |one: &Seen| broken.iter().any(|other| one.meets(other));
    let helpers: Vec<Seen> = whole.into_iter().filter(meets).take(MOST_HELPERS).collect();
    broken.extend(helpers);
    let pieces = pieces(db, house, &broken).await?;
    Ok((broken, pieces))
}

/// Those of `which` that are to come and can be moved.
fn movable(house: &House, which: &Condition) -> Select<appointments::Entity> {
    let states = [State::Booked, State::Confirmed].map(State::code);
    appointments::Entity::find()
        .filter(which.clone())
        .filter(appointments::Column::MainId.is_null())
        .filter(appointments::Column::State.is_in(states))
        .filter(appointments::Column::StartsAt.gt(house.clock.now().0))
}

/// The same, with what stands against them where they are.
async fn seen(db: &impl ConnectionTrait, house: &House, which: &Condition, most: u64) -> Result<Vec<Seen>, StoreError> {
    let now = house.clock.now();
    let rows = movable(house, which)
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let facts = house.facts.within(db).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let target = Target::of(row)?;
        let meetings = changing_with(&target, target.seen_meetings(db).await?, now);
        let staying = Move::staying(db, &target, meetings).await?;
        let needs = staying.needs(db, &facts, &target, now).await?;
        let (horizon, not_before) = staying.bounds(&needs, now)?;
        let (slot, ours) = (staying.from, staying.ours(&target));
        let why = match needs.judge(db, &staying.sitting_now(), horizon, not_before, &ours).await {
            Err(StoreError::Refused(Error::Refused(why))) => why.into_iter().filter(breaks).collect(),
            Ok(()) | Err(StoreError::Refused(_)) => Vec::new(),
            Err(other) => return Err(other),
        };
        let beside = staying.rooms_beside.clone();
        let there = if why.iter().any(left) { elsewhere(db, &facts, &target, staying, now).await? } else { None };
        all.push(Seen { target, needs, now: slot, beside, ours, why, there });
    }
    Ok(all)
}

/// Whether an obstacle is one that what is booked cannot outlive. What was booked by other rules than today's stays as it was:
/// more time between hearings, fewer escorts, longer notice.
fn breaks(obstacle: &Obstacle) -> bool {
    match obstacle {
        Obstacle::Blocked { .. }
        | Obstacle::Left { .. }
        | Obstacle::Holiday { .. }
        | Obstacle::Count { .. }
        | Obstacle::Closed { .. }
        | Obstacle::OffHours { .. } => true,
        Obstacle::At { what, .. } => breaks(what),
        _ => false,
    }
}

/// Whether somebody who is brought has left.
fn left(obstacle: &Obstacle) -> bool {
    match obstacle {
        Obstacle::Left { .. } => true,
        Obstacle::At { what, .. } => left(what),
        _ => false,
    }
}

/// What it would need at another time. A new time must give the notice again.
async fn moved(
    db: &impl ConnectionTrait,
    facts: &View,
    target: &Target,
    staying: Move,
    brought: Option<&Brought>,
    now: Instant,
) -> Result<Needs, StoreError> {
    let later = Amendment { start: Some(staying.from.start.plus_minutes(15)), ..Amendment::default() };
    reading::known(staying.toward(&later, None, brought), "a move")?.needs(db, facts, target, now).await
}

/// The same with those who were transferred brought from where they are held now, and the rooms that its other sites then
/// have; `None` if nobody was.
async fn elsewhere(
    db: &impl ConnectionTrait,
    facts: &View,
    target: &Target,
    staying: Move,
    now: Instant,
) -> Result<Option<(Needs, Vec<RoomId>)>, StoreError> {
    let Some(brought) = Brought::transferred(db, target, &staying).await? else { return Ok(None) };
    let needs = moved(db, facts, target, staying, Some(&brought), now).await?;
    Ok(Some((needs, brought.rooms_beside)))
}

/// What each would need elsewhere, as if none of them were booked.
async fn pieces(db: &impl ConnectionTrait, house: &House, all: &[Seen]) -> Result<Vec<Piece>, StoreError> {
    let now = house.clock.now();
    let ours: Vec<AppointmentId> = all.iter().flat_map(|one| one.ours.iter().copied()).collect();
    let bookable = horizon(now)?;
    let facts = house.facts.within(db).await?;
    let mut pieces = Vec::with_capacity(all.len());
    for one in all {
        let here;
        let (needs, beside) = if let Some((needs, beside)) = &one.there {
            (needs, beside)
        } else {
            let meetings = changing_with(&one.target, one.target.seen_meetings(db).await?, now);
            let staying = Move::staying(db, &one.target, meetings).await?;
            here = moved(db, &facts, &one.target, staying, None, now).await?;
            (&here, &one.beside)
        };
        let until = one.now.start.plus_minutes(DAYS * 24 * 60).min(bookable.end());
        let period = reading::known(Period::new(now, until), "period")?;
        let rooms = Rooms { beside: &rather(beside), ..Rooms::ANY };
        let (first, beside) = needs.wanted(db, (period, now), rooms, &ours).await?;
        pieces.push(Piece {
            wanted: Wanted { first, beside, weight: 1, earliest: needs.zone.date(now), fixed: None },
            now: Sitting { slot: one.now, beside: one.beside.clone() },
            confirmed: one.target.state == State::Confirmed,
            broken: !one.why.is_empty(),
        });
    }
    Ok(pieces)
}

/// How one stands after the repair; `None` if it stays, and could.
async fn row(house: &House, one: &Seen, place: usize, found: &Repair) -> Result<Option<RepairRow>, StoreError> {
    let needs = &one.needs;
    let there = one.there.as_ref().map_or(needs, |(there, _)| there);
    let to = found.moves.iter().find(|(moved, _)| *moved == place).map(|(_, sitting)| sitting);
    if to.is_none() && one.why.is_empty() {
        return Ok(None);
    }
    let lengths = (needs.shape.duration, needs.shape.meetings);
    let view = |needs: &Needs, sitting: &Sitting| -> Result<SlotView, StoreError> {
        let room = needs.room_name(sitting.slot.room)?.clone();
        let mut view = slot_view(sitting.slot, room, lengths, &needs.zone);
        view.beside = needs.beside_names(&sitting.beside)?;
        Ok(view)
    };
    let brought = |site: &Needs| -> Vec<Name> {
        let names = site.shape.detainees.iter().filter_map(|id| site.name(Resource::Detainee(*id)));
        names.cloned().collect()
    };
    let now = Sitting { slot: one.now, beside: one.beside.clone() };
    let to_centre = if to.is_some() && there.centre != needs.centre {
        Some((centre(house, there.centre).await?, there.zone.name().clone()))
    } else {
        None
    };
    Ok(Some(RepairRow {
        id: one.target.id,
        version: one.target.row.version,
        case_number: reading::text_or_none(one.target.row.case_number.clone(), "case number")?,
        detainees: needs.sites().flat_map(brought).collect(),
        centre: centre(house, needs.centre).await?,
        zone: needs.zone.name().clone(),
        now: view(needs, &now)?,
        confirmed: one.target.state == State::Confirmed,
        why: one.why.clone(),
        to: to.map(|sitting| view(there, sitting)).transpose()?,
        to_centre,
        to_beside: to.map(|sitting| sitting.beside.clone()).unwrap_or_default(),
    }))
}

async fn centre(house: &House, id: CentreId) -> Result<Name, StoreError> {
    let row = centres::Entity::find_by_id(id.0).one(&house.db).await?;
    reading::text(reading::known(row, "centre")?.name, "centre name")
}

/// Makes these moves as single changes are made, all in one transaction.
async fn accept(
    house: &House,
    who: &Principal,
    moves: Vec<Accepted>,
    with: Option<Supposed>,
) -> Result<(), StoreError> {
    Reach::of(who, UseCase::Repair)?;
    let absence = match with {
        None => None,
        Some(Supposed { missing: Missing::Person(person), form }) => {
            Some((BlockId(house.ids.next()), Absence::read(house, who, person, &form).await?))
        }
        // Rooms and centres are blocked by those who keep them, and moved away from by those who booked.
        Some(Supposed { missing: Missing::Centre(_), .. }) => return Err(Error::Forbidden.into()),
    };
    let mut moves = moves;
    // Everybody locks in the same order.
    moves.sort_unstable();
    moves.dedup_by_key(|one| one.id);
    if moves.is_empty() && absence.is_none() {
        return Err(wrong("moves", Fault::Missing));
    }
    transaction!(house, |txn| {
        if let Some((id, absence)) = &absence {
            absence.enter(txn, house, who, *id).await?;
        }
        let (mut ours, mut changes) = (Vec::new(), Vec::new());
        for one in &moves {
            let target = Target::take(txn, who, UseCase::Repair, one.id, one.version).await?;
            let meetings = changing_with(&target, target.meetings(txn).await?, house.clock.now());
            let staying = Move::staying(txn, &target, meetings).await?;
            let transferred = Brought::transferred(txn, &target, &staying).await?;
            let beside: Vec<CentreId> = match &transferred {
                Some(brought) => brought.beside.iter().map(|part| part.centre).collect(),
                None => staying.sites().skip(1).map(|(part, _)| part.centre).collect(),
            };
            let change = Amendment {
                start: Some(one.to.slot.start),
                room: Some(one.to.slot.room),
                rooms_beside: beside.into_iter().zip(one.to.beside.iter().copied()).collect(),
                ..Amendment::default()
            };
            // What stays where it is lets go of nothing: it would take nothing again.
            let goes = staying.toward(&change, None, transferred.as_ref());
            ours.extend(goes.iter().flat_map(|goes| goes.ours(&target)));
            changes.push((change, transferred.is_some()));
        }
        // One may go where another is that goes as well.
        reservations::free(txn, &ours).await?;
        for (one, (change, transferred)) in moves.iter().zip(&changes) {
            within(txn, house, who, one.id, one.version, change, *transferred).await?;
        }
        Ok(())
    })?;
    house.hub.wake();
    Ok(())
}
