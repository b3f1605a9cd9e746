//! What a change of time or room can be made to: the rooms that serve, and what becomes of a wish before it is tried.

use shared::{
    appointment::{Amendment, Choices, State},
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
};

use super::{keeps, moving::Move};
use crate::{
    bookings::{
        changing::{Target, changing_with},
        slots::{Wish, wished},
    },
    db::StoreError,
    house::House,
};

/// The rooms for the appointment, and, if `wish` moves it, whether that is possible and what else is.
pub(in crate::bookings) async fn choices(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    wish: &Amendment,
) -> Result<Choices, StoreError> {
    let db = &house.db;
    let target = Target::seen(db, who, UseCase::Amend, id).await?;
    let now = house.clock.now();
    let meetings = changing_with(&target, target.seen_meetings(db).await?, now);
    let staying = Move::staying(db, &target, meetings).await?;
    let from = staying.from;
    let facts = house.facts.seen(db).await?;
    let needs = staying.needs(db, &facts, &target, now).await?;
    let rooms = needs.room_choices(db, from.room).await?;
    // A private meeting is held where its hearing is, but for the room that is chosen by hand.
    let beside = match target.row.main_id {
        None => needs.choices_beside(db, &staying.rooms_beside).await?,
        Some(_) => Vec::new(),
    };
    let movable = matches!(target.state, State::Booked | State::Confirmed);
    let same_rooms = wish.room.is_none() && wish.rooms_beside.is_empty();
    let stays = wish.start.is_none() && wish.duration.is_none() && same_rooms;
    let moved = if stays && keeps(&target, wish.deadline).is_err() {
        // It may not stay where it is.
        Some(staying.under(wish))
    } else {
        staying.toward(wish, None, None)
    };
    let Some(moved) = moved.filter(|_| movable) else {
        return Ok(Choices { rooms, beside, wished: None });
    };
    let needs = moved.needs(db, &facts, &target, now).await?;
    // A room of another centre is refused here as it is when the change is made.
    needs.room_name(moved.to.room)?;
    let (horizon, not_before) = moved.bounds(&needs, now)?;
    let ours = moved.ours(&target);
    let (start, room) = (moved.to.start, Some(moved.to.room));
    let among = moved.beside(&needs)?;
    let wish = Wish { start, room, beside: &among, now_in: Some(from), horizon, not_before, except: &ours };
    Ok(Choices { rooms, beside, wished: Some(wished(house, &needs, &wish).await?) })
}
