//! A whole booking, or a change, in one request: what the wizard asks step by step, read by the same rules.

use entity::sites;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{Amendment, Detail, Role},
    cause::Cause,
    draft::{Booking, Draft, Invitee, MOST_DETAINEES},
    error::{Error, Fault, Problem},
    exchange::{Called, Change, Key, Order},
    ids::{AgencyId, AppointmentId, CentreId, ClaimId, DetaineeId, PersonId, RoomId},
    permission::UseCase,
    principal::Principal,
    schedule::{Obstacle, Slot},
    text::Note,
};

use uuid::Uuid;

use super::{
    amending, cancelling,
    changing::Target,
    detail,
    drafts::{MOST_INVITEES, without_slot, wrong},
    keys,
    making::{self, Way},
    needs::{brought, horizon, located, needs_of},
    slots::{Wish, possible},
};
use crate::{
    db::{StoreError, transaction},
    exchange::{bind, bound, made_under},
    facts::View,
    house::House,
};

/// How often another room is tried when somebody else was quicker.
const TRIES: usize = 3;

/// Books what was ordered.
pub(crate) async fn order(
    house: &House,
    who: &Principal,
    order: &Order,
    claim: Option<ClaimId>,
) -> Result<AppointmentId, StoreError> {
    let agency = keys::booking_agency(who)?;
    match book(house, who, agency, order, claim).await {
        // Booked before under the same claim: what it names may be called otherwise since, and what it takes is taken.
        Err(StoreError::Refused(refusal)) => made_under(&house.db, claim).await?.ok_or(StoreError::Refused(refusal)),
        booked => booked,
    }
}

async fn book(
    house: &House,
    who: &Principal,
    agency: AgencyId,
    order: &Order,
    claim: Option<ClaimId>,
) -> Result<AppointmentId, StoreError> {
    let (facts, (booking, room)) = known_and_read(house, order).await?;
    // The first run goes by what is known already, and holds nothing. Whatever came in its way, the next waits for it, and lets
    // others see meanwhile what it is about to take.
    let mut known = Some(facts);
    let mut way = Way::Alone;
    for left in (0..TRIES).rev() {
        let slot = match room {
            Some(room) => Slot { start: order.start, room },
            None => free_room(house, &booking, order).await?,
        };
        let booked = transaction!(house, |txn| {
            if let Some(claim) = claim
                && let Some(done) = bound(txn, claim).await?
            {
                return Ok(done);
            }
            let (facts, booking) = match known.take() {
                Some(facts) => (facts, Booking { slot, ..booking.clone() }),
                None => read_anew(txn, house, order, slot).await?,
            };
            let id =
                match making::place(txn, house, who, agency, &booking, std::mem::replace(&mut way, Way::Among), &facts)
                    .await
                {
                    // By what holds now it may be possible.
                    Err(StoreError::Refused(_)) if !facts.holds(txn).await? => return Err(StoreError::Again),
                    placed => placed?,
                };
            if let Some(claim) = claim {
                bind(txn, claim, id).await?;
            }
            Ok(id)
        });
        match booked {
            Err(StoreError::Refused(Error::Conflict(_))) if room.is_none() && left > 0 => {}
            booked => {
                house.hub.wake();
                return booked;
            }
        }
    }
    Err(StoreError::Again)
}

/// What is known, and by it the booking that was ordered, with its slot still open, and the room.
async fn known_and_read(house: &House, order: &Order) -> Result<(View, (Booking, Option<RoomId>)), StoreError> {
    // What was known last nearly always holds still, and whoever takes the slot looks; what is refused by it is looked at anew.
    // Without a room one is sought first, by what holds now.
    if let Some(facts) = house.facts.last().filter(|_| order.room.is_some()) {
        match with_room(&house.db, &facts, order).await {
            Err(StoreError::Refused(_)) => {}
            read => return Ok((facts, read?)),
        }
    }
    let facts = house.facts.seen(&house.db).await?;
    let read = with_room(&house.db, &facts, order).await?;
    Ok((facts, read))
}

/// The same by what is known now, in `slot`, or in the room that is called so now.
async fn read_anew(
    txn: &DatabaseTransaction,
    house: &House,
    order: &Order,
    slot: Slot,
) -> Result<(View, Booking), StoreError> {
    let facts = house.facts.within(txn).await?;
    let (booking, room) = with_room(txn, &facts, order).await?;
    let slot = room.map_or(slot, |room| Slot { room, ..slot });
    Ok((facts, Booking { slot, ..booking }))
}

async fn with_room(
    db: &impl ConnectionTrait,
    facts: &View,
    order: &Order,
) -> Result<(Booking, Option<RoomId>), StoreError> {
    let (booking, centre) = read(db, facts, order).await?;
    let room = match (&order.room, centre) {
        (Some(key), Some(centre)) => {
            let room = keys::room(db, facts, centre, key).await?;
            Some(room.ok_or_else(|| wrong("room", Fault::UnknownChoice))?)
        }
        _ => None,
    };
    Ok((booking, room))
}

/// The booking that was ordered, with its slot still open, and the centre of its first site: everything that is wrong with it
/// at once.
async fn read(
    db: &impl ConnectionTrait,
    facts: &View,
    order: &Order,
) -> Result<(Booking, Option<CentreId>), StoreError> {
    let mut problems = Vec::new();
    let field = if order.detainees.len() > 1 { "detainees" } else { "detainee" };
    let found = located(db, facts, field, &order.detainees, &mut problems).await?;
    let centre = found.first().map(|(detainee, _)| detainee.centre);
    let mut detainees: Vec<_> = found.into_iter().map(|(detainee, _)| detainee.id).collect();
    if detainees.is_empty() && !problems.is_empty() {
        // Somebody unknown stands in for those who were not found, so that this is not said twice.
        detainees.push(DetaineeId(Uuid::nil()));
    }
    let invitees = invitees(db, facts, &order.people, &mut problems).await?;
    let draft = Draft { what: order.what.clone(), detainees, invitees, ..Draft::default() };
    match without_slot(&draft) {
        Ok(booking) if problems.is_empty() => Ok((booking, centre)),
        read => {
            problems.extend(read.err().into_iter().flatten().map(|(_, problem)| problem));
            Err(Error::Invalid(problems).into())
        }
    }
}

async fn invitees(
    db: &impl ConnectionTrait,
    facts: &View,
    called: &[Called],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Invitee>, StoreError> {
    if called.len() > MOST_INVITEES {
        let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
        problems.push(Problem::new("participants", Fault::NumberOutside { min: 0, max }));
        return Ok(Vec::new());
    }
    let mut invitees = Vec::with_capacity(called.len());
    let known = keys::known_people(db, facts, called.iter().map(|one| &one.person)).await?;
    for (place, (Called { required, .. }, known)) in called.iter().zip(known).enumerate() {
        match known {
            Some(found) => invitees.push(Invitee {
                person: found.id,
                role: found.role,
                required: required.unwrap_or(found.role != Role::Guest),
            }),
            None => problems.push(Problem::new(format!("participants/{place}/person"), Fault::UnknownChoice)),
        }
    }
    Ok(invitees)
}

/// The first room that serves and is free at the start that was ordered.
async fn free_room(house: &House, booking: &Booking, order: &Order) -> Result<Slot, StoreError> {
    let now = house.clock.now();
    let facts = house.facts.seen(&house.db).await?;
    let needs = needs_of(&house.db, &facts, (now, Uuid::nil()), booking).await?;
    let wish = Wish {
        start: order.start,
        room: None,
        beside: &[],
        now_in: None,
        horizon: horizon(now)?,
        not_before: now,
        except: &[],
    };
    let (slot, obstacles) = possible(house, &needs, &wish).await?;
    slot.map(|view| view.slot).ok_or_else(|| refusal(obstacles))
}

/// The refusal with these obstacles: a conflict if only others are in the way.
pub(super) fn refusal(obstacles: Vec<Obstacle>) -> StoreError {
    let clashes: Option<Vec<_>> = obstacles
        .iter()
        .map(|obstacle| match obstacle {
            Obstacle::Taken(clash) => Some(clash.clone()),
            _ => None,
        })
        .collect();
    clashes.map_or(Error::Refused(obstacles), Error::Conflict).into()
}

/// The people who are called so in `field`.
async fn called(
    house: &House,
    facts: &View,
    field: &str,
    keys: &[Key],
    problems: &mut Vec<Problem>,
) -> Result<Vec<PersonId>, StoreError> {
    if keys.len() > MOST_INVITEES {
        let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
        problems.push(Problem::new(field, Fault::NumberOutside { min: 0, max }));
        return Ok(Vec::new());
    }
    let mut people = Vec::with_capacity(keys.len());
    for (place, known) in keys::known_people(&house.db, facts, keys).await?.into_iter().enumerate() {
        match known {
            Some(found) => people.push(found.id),
            None => problems.push(Problem::new(format!("{field}/{place}"), Fault::UnknownChoice)),
        }
    }
    Ok(people)
}

/// Changes an appointment; the room may be named by its code.
pub(crate) async fn amend(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    change: Change,
    claim: Option<ClaimId>,
) -> Result<Detail, StoreError> {
    match carry_out(house, who, id, version, change, claim).await {
        // Changed before under the same claim: what it names may be called otherwise since.
        Err(StoreError::Refused(refusal)) => match made_under(&house.db, claim).await? {
            Some(id) => detail::appointment(house, who, id).await,
            None => Err(StoreError::Refused(refusal)),
        },
        changed => changed,
    }
}

async fn carry_out(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    change: Change,
    claim: Option<ClaimId>,
) -> Result<Detail, StoreError> {
    let db = &house.db;
    // Whoever may not change it learns nothing of rooms and people either.
    let target = Target::seen(db, who, UseCase::Amend, id).await?;
    let facts = house.facts.seen(db).await?;
    let (room, rooms_beside) = rooms(house, &facts, &target, &change).await?;
    let mut problems = Vec::new();
    let join = called(house, &facts, "join", &change.join, &mut problems).await?;
    let leave = called(house, &facts, "leave", &change.leave, &mut problems).await?;
    let there = brought(db, &facts, "bring", &change.bring, &mut problems).await?;
    let back = brought(db, &facts, "leave_there", &change.leave_there, &mut problems).await?;
    if !problems.is_empty() {
        return Err(Error::Invalid(problems).into());
    }
    let Change { start, duration, case_number, hearing_type, legal_basis, deadline, notice_reason, .. } = change;
    let amendment = Amendment {
        start,
        duration,
        room,
        rooms_beside,
        case_number,
        hearing_type,
        legal_basis,
        deadline,
        notice_reason,
        join,
        leave,
        bring: there,
        leave_there: back,
    };
    amending::amend(house, who, id, version, &amendment, claim).await?;
    detail::appointment(house, who, id).await
}

/// Cancels an appointment.
pub(crate) async fn cancel(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    why: (Cause, Option<&Note>),
    claim: Option<ClaimId>,
) -> Result<Detail, StoreError> {
    cancelling::cancel(house, who, id, version, why, claim).await?;
    detail::appointment(house, who, id).await
}

/// The rooms that are asked for: at the first centre, and at others.
async fn rooms(
    house: &House,
    facts: &View,
    target: &Target,
    change: &Change,
) -> Result<(Option<RoomId>, Vec<(CentreId, RoomId)>), StoreError> {
    let db = &house.db;
    if change.room.is_none() && change.rooms.is_empty() {
        return Ok((None, Vec::new()));
    }
    let first = sites::Entity::find()
        .filter(sites::Column::AppointmentId.eq(target.id.0))
        .order_by_asc(sites::Column::Id)
        .one(db)
        .await?;
    let first = CentreId(crate::db::reading::known(first, "site")?.centre_id);
    let mut room = None;
    if let Some(key) = &change.room {
        room = Some(keys::room(db, facts, first, key).await?.ok_or_else(|| wrong("room", Fault::UnknownChoice))?);
    }
    let mut beside: Vec<(CentreId, RoomId)> = Vec::new();
    for (place, (centre, key)) in change.rooms.iter().take(MOST_DETAINEES).enumerate() {
        let refused = |field: &str, fault| wrong(&format!("rooms/{place}/{field}"), fault);
        let Some(centre) = facts.centre_called(db, centre).await? else {
            return Err(refused("centre", Fault::UnknownChoice));
        };
        let centre = centre.id;
        let Some(there) = keys::room(db, facts, centre, key).await? else {
            return Err(refused("room", Fault::UnknownChoice));
        };
        if beside.iter().any(|(known, _)| *known == centre) || (centre == first && room.is_some()) {
            return Err(refused("centre", Fault::Duplicate));
        }
        if centre == first { room = Some(there) } else { beside.push((centre, there)) }
    }
    Ok((room, beside))
}
