//! What a change can be made to: the rooms that serve, and what becomes of a wish, of another time or room or of others who
//! take part or are brought, before it is tried; and what it gives up for that.

use shared::{
    appointment::{Amendment, Choices, Kind, State},
    draft::{GRID_MINUTES, Wished},
    error::Error,
    exchange::Key,
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    schedule::Slot,
};

use super::{brought::Brought, keeps, moving::Move, people::People};
use crate::{
    bookings::{
        changing::{Target, changing_with},
        slots::{ALTERNATIVES, Wish, wished},
    },
    db::StoreError,
    facts::View,
    house::House,
};

/// The rooms for the appointment, and, if `wish` moves it or is for others, whether that is possible and what else is.
pub(in crate::bookings) async fn choices(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    wish: &Amendment,
) -> Result<Choices, StoreError> {
    let db = &house.db;
    let target = Target::seen(db, who, UseCase::Amend, id).await?;
    let staying = staying(house, &target).await?;
    let facts = house.facts.seen(db).await?;
    let needs = staying.needs(db, &facts, &target, house.clock.now()).await?;
    let rooms = needs.room_choices(db, staying.from.room).await?;
    // A private meeting is held where its hearing is, but for the room that is chosen by hand.
    let beside = match target.row.main_id {
        None => needs.choices_beside(db, &staying.rooms_beside).await?,
        Some(_) => Vec::new(),
    };
    let moved = if movable(&target) { Box::pin(toward(house, &target, staying, wish)).await? } else { None };
    let Some(moved) = moved else {
        return Ok(Choices { rooms, beside, wished: None });
    };
    let wished = Box::pin(weighed(house, &facts, &target, &moved, wish)).await?;
    Ok(Choices { rooms, beside, wished: Some(wished) })
}

/// What an appointment gives up when it moves.
#[derive(Debug, Default)]
pub(in crate::bookings) struct GivenUp {
    /// Where it is now.
    pub(in crate::bookings) slot: Option<Slot>,
    /// Whose reservations go: its own, and those of the private meetings that move along.
    pub(in crate::bookings) ours: Vec<AppointmentId>,
    /// As what it is held, if not as what it is.
    pub(in crate::bookings) held_as: Option<Kind>,
}

/// What the appointment that `key` means gives up when it moves; `None` if there is none that `who` may change.
///
/// # Errors
/// [`Error::Transition`] if its state does not let it be moved.
pub(in crate::bookings) async fn given_up(
    house: &House,
    who: &Principal,
    key: &Key,
) -> Result<Option<GivenUp>, StoreError> {
    // An appointment has no code.
    let Key::Id(id) = key else { return Ok(None) };
    let target = match Target::seen(&house.db, who, UseCase::Amend, AppointmentId(*id)).await {
        Err(StoreError::Refused(Error::NotFound | Error::Forbidden)) => return Ok(None),
        seen => seen?,
    };
    if !movable(&target) {
        return Err(target.refuse(State::Booked));
    }
    let staying = staying(house, &target).await?;
    // A private meeting is held in the room of its hearing.
    let held_as = target.row.main_id.map(|_| Kind::Hearing);
    Ok(Some(GivenUp { slot: Some(staying.from), ours: staying.ours(&target), held_as }))
}

/// Whether its state lets it have another time, another room or other people.
fn movable(target: &Target) -> bool {
    matches!(target.state, State::Booked | State::Confirmed)
}

/// It where it is, with the private meetings that change with it.
async fn staying(house: &House, target: &Target) -> Result<Move, StoreError> {
    let db = &house.db;
    let meetings = changing_with(target, target.seen_meetings(db).await?, house.clock.now());
    Move::staying(db, target, meetings).await
}

/// The move that `wish` asks for; `None` if it may stay as it is.
async fn toward(house: &House, target: &Target, staying: Move, wish: &Amendment) -> Result<Option<Move>, StoreError> {
    let people = People::of(&house.db, target, wish).await?;
    let brought = Brought::of(&house.db, target, &staying, wish).await?;
    let same_people = people.is_none() && brought.is_none();
    let same_rooms = wish.room.is_none() && wish.rooms_beside.is_empty();
    let stays = wish.start.is_none() && wish.duration.is_none() && same_rooms && same_people;
    Ok(if stays && keeps(target, wish.deadline).is_err() {
        // It may not stay where it is.
        Some(staying.under(wish))
    } else {
        staying.toward(wish, people.as_ref(), brought.as_ref())
    })
}

/// What becomes of `moved`, and what is nearest to it.
async fn weighed(
    house: &House,
    facts: &View,
    target: &Target,
    moved: &Move,
    wish: &Amendment,
) -> Result<Wished, StoreError> {
    let start = moved.to.start;
    let mut found = Box::pin(looked_at(house, facts, target, (moved, moved.to))).await?;
    if found.slot.is_some() || start != moved.from.start {
        return Ok(found);
    }
    // Only at its own start it asks for no notice, and may have begun: any other is judged as the new start that it would be.
    let later = start.plus_minutes(i64::from(GRID_MINUTES));
    let wish = Amendment { start: Some(later), ..wish.clone() };
    let staying = staying(house, target).await?;
    let Some(later) = Box::pin(toward(house, target, staying, &wish)).await? else { return Ok(found) };
    let others = Box::pin(looked_at(house, facts, target, (&later, moved.to))).await?.nearest;
    found.nearest.retain(|other| other.slot.start == start);
    found.nearest.extend(others.into_iter().filter(|other| other.slot.start != start));
    found.nearest.truncate(ALTERNATIVES);
    Ok(found)
}

/// What becomes of `to`, and what is nearest to it, for what moves as `moved` does.
async fn looked_at(
    house: &House,
    facts: &View,
    target: &Target,
    (moved, to): (&Move, Slot),
) -> Result<Wished, StoreError> {
    let now = house.clock.now();
    let needs = moved.needs(&house.db, facts, target, now).await?;
    // A room of another centre is refused here as it is when the change is made.
    needs.room_name(to.room)?;
    let (horizon, not_before) = moved.bounds(&needs, now)?;
    let (ours, among) = (moved.ours(target), moved.beside(&needs)?);
    // For others it may well be where it is.
    let now_in = moved.is_for_the_same().then_some(moved.from);
    let (start, room) = (to.start, Some(to.room));
    let wish = Wish { start, room, beside: &among, now_in, horizon, not_before, except: &ours };
    wished(house, &needs, &wish).await
}
