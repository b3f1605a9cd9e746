//! What stands against an appointment where it is, and what it would need elsewhere.

use entity::appointments;
use sea_orm::ConnectionTrait;
use shared::{
    appointment::{Amendment, State},
    docket::planning::Wanted,
    error::Error,
    ids::{AppointmentId, CentreId, PersonId, RoomId},
    repair::Piece,
    schedule::{Obstacle, Sitting, Slot},
    time::{Instant, Period},
};

use super::DAYS;
use crate::{
    bookings::{
        amending::{brought::Brought, moving::Move},
        changing::{Target, changing_with},
        needs::{Needs, Rooms, horizon, rather},
    },
    db::{StoreError, reading},
    facts::View,
    house::House,
    rules::AsIf,
};

/// An appointment that was looked at.
pub(super) struct Seen {
    pub(super) target: Target,
    /// What it needs where it is.
    pub(super) needs: Needs,
    pub(super) now: Slot,
    /// The rooms that its other sites have.
    pub(super) beside: Vec<RoomId>,
    /// It and its private meetings.
    ours: Vec<AppointmentId>,
    pub(super) why: Vec<Obstacle>,
    /// What it needs with those who were transferred since brought from where they are held now, and the rooms that its
    /// other sites then have.
    pub(super) there: Option<(Needs, Vec<RoomId>)>,
}

impl Seen {
    /// Those who take part from afar.
    pub(super) fn people(&self) -> impl Iterator<Item = PersonId> {
        self.needs.shape.people.iter().map(|(person, _)| *person)
    }

    /// The centre in which it is, and the one to which it would go.
    pub(super) fn centres(&self) -> impl Iterator<Item = CentreId> {
        std::iter::once(self.needs.centre).chain(self.there.iter().map(|(needs, _)| needs.centre))
    }
}

/// Each of `rows`, with what stands against it where it is, or would as if the block stood.
pub(super) async fn judged(
    house: &House,
    as_if: Option<&AsIf>,
    rows: Vec<appointments::Model>,
) -> Result<Vec<Seen>, StoreError> {
    let (db, now) = (&house.db, house.clock.now());
    let facts = house.facts.seen(db).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let target = Target::of(row)?;
        let meetings = changing_with(&target, target.seen_meetings(db).await?, now);
        let staying = Move::staying(db, &target, meetings).await?;
        let needs = staying.needs(db, &facts, &target, now).await?.supposing(as_if);
        let (horizon, not_before) = staying.bounds(&needs, now)?;
        let (slot, ours) = (staying.from, staying.ours(&target));
        let why = match needs.judge(db, &staying.sitting_now(), horizon, not_before, &ours).await {
            Err(StoreError::Refused(Error::Refused(why))) => why.into_iter().filter(breaks).collect(),
            Ok(()) | Err(StoreError::Refused(_)) => Vec::new(),
            Err(other) => return Err(other),
        };
        let beside = staying.rooms_beside.clone();
        let there = if why.iter().any(left) { elsewhere(db, &facts, &target, staying, now).await? } else { None };
        let there = there.map(|(needs, rooms)| (needs.supposing(as_if), rooms));
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

/// What each would need elsewhere, as if none of them were booked, and the block stood.
pub(super) async fn pieces(house: &House, as_if: Option<&AsIf>, all: &[Seen]) -> Result<Vec<Piece>, StoreError> {
    let (db, now) = (&house.db, house.clock.now());
    let ours: Vec<AppointmentId> = all.iter().flat_map(|one| one.ours.iter().copied()).collect();
    let bookable = horizon(now)?;
    let facts = house.facts.seen(db).await?;
    let mut pieces = Vec::with_capacity(all.len());
    for one in all {
        let here;
        let (needs, beside) = if let Some((needs, beside)) = &one.there {
            (needs, beside)
        } else {
            let meetings = changing_with(&one.target, one.target.seen_meetings(db).await?, now);
            let staying = Move::staying(db, &one.target, meetings).await?;
            here = moved(db, &facts, &one.target, staying, None, now).await?.supposing(as_if);
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
