//! Booking, on both databases.

mod after;
mod blocking;
mod changes;
mod choices;
mod clashes;
mod continuing;
mod days;
mod drafts;
mod elsewhere;
mod far;
mod fitting;
mod holds;
mod leaving;
mod life;
mod live;
mod meetings;
mod outings;
mod passing;
mod paths;
mod people;
mod permissions;
mod pool;
mod property;
mod record;
mod redaction;
mod refusals;
mod requests;
mod rules;
mod sites;
mod slots;
mod store;
mod zones;

use services::testing::World;
use shared::{
    appointment::{Attendance, Detail, Event, State, TimelineEntry},
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
};

/// The appointment as its scheduler sees it.
async fn detail(world: &World, who: &Principal, id: AppointmentId) -> Detail {
    world.services.bookings.appointment(who, id).await.expect("the appointment is there")
}

/// What happened to the appointment itself, without who was told of it.
fn happened(detail: &Detail) -> Vec<TimelineEntry> {
    detail.timeline.iter().filter(|entry| entry.event != Event::Notified).cloned().collect()
}

/// The judge and the lawyer of the usual hearing accept.
async fn all_accept(world: &World, id: AppointmentId) {
    let accounts = &world.seeds.accounts;
    for who in [&accounts.judge, &accounts.lawyer] {
        let form = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
        world.answer(who, id, form).await.expect("the answer counts");
    }
}

/// Takes the usual hearing to `Confirmed`.
pub(crate) async fn confirm(world: &World, id: AppointmentId) -> Detail {
    all_accept(world, id).await;
    let who = &world.seeds.accounts.scheduler;
    let seen = detail(world, who, id).await;
    assert!(seen.summary.participants.iter().all(|person| person.attendance == Attendance::Accepted));
    advance(world, who, &seen, State::Confirmed).await
}

/// Moves an appointment on, from the version in `seen`.
async fn advance(world: &World, who: &Principal, seen: &Detail, to: State) -> Detail {
    let (id, version) = (seen.summary.id, seen.summary.version);
    let moved = world.services.bookings.advance(who, id, version, to, None, None).await;
    moved.unwrap_or_else(|error| panic!("to {to:?}: {error:?}"))
}
