//! This day only, or this and the following days.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::{World, entity::reservations};
use shared::{
    appointment::{Event, State},
    cause::Cause,
    error::{Error, Fault, Problem},
    ids::AppointmentId,
    notice::MessageKind,
};

use super::of_days;
use crate::bookings::confirm;

async fn states(world: &World, id: AppointmentId) -> Vec<(State, Option<u16>)> {
    let who = &world.seeds.accounts.scheduler;
    let series = world.services.bookings.appointment(who, id).await.unwrap().series.unwrap();
    series.days.iter().map(|day| (day.state, day.number)).collect()
}

async fn live(world: &World) -> u64 {
    let live = reservations::Entity::find().filter(reservations::Column::Live.eq(true));
    live.count(&world.house.db).await.unwrap()
}

services::on_both_databases! {
    async fn this_and_the_following_days_are_cancelled_at_once(world) {
        let who = &world.seeds.accounts.scheduler;
        let (first, made) = of_days(&world, 3).await;
        // A day that is confirmed is cancelled too; one that was called off before stays as it was.
        world.services.bookings.cancel(who, made[1], 1, Cause::Illness, None).await.unwrap();
        confirm(&world, made[2]).await;
        let own = world.services.series.cancel_following(who, made[0], 7, Cause::CourtAgenda, None).await;
        assert!(matches!(own, Err(Error::Stale { .. })), "{own:?}");
        let vague = world.services.series.cancel_following(who, made[0], 1, Cause::Other, None).await;
        assert_eq!(vague, Err(Error::Invalid(vec![Problem::new("note", Fault::NeedsNote)])));
        let note = "Se reprograma".parse().unwrap();
        world.services.series.cancel_following(who, made[0], 1, Cause::CourtAgenda, Some(note)).await.unwrap();
        let over = (State::Cancelled, None);
        assert_eq!(states(&world, first).await, [(State::Booked, Some(1)), over, over, over]);
        assert_eq!(live(&world).await, 7, "only the first day and its meeting hold anything");
        for (id, cause) in [(made[0], Cause::CourtAgenda), (made[1], Cause::Illness), (made[2], Cause::CourtAgenda)] {
            let day = world.services.bookings.appointment(who, id).await.unwrap();
            assert_eq!(day.cause, Some(cause));
            let cancelled = day.timeline.iter().filter(|entry| entry.event == Event::Cancelled).count();
            assert_eq!(cancelled, 1);
            let meeting = world.services.bookings.appointment(who, day.linked[0].id).await.unwrap();
            assert_eq!(meeting.summary.state, State::Cancelled);
        }
    }

    async fn this_day_only_leaves_the_others_and_moves_their_numbers(world) {
        let who = &world.seeds.accounts.scheduler;
        let (first, made) = of_days(&world, 2).await;
        world.services.bookings.cancel(who, made[0], 1, Cause::CourtAgenda, None).await.unwrap();
        assert_eq!(
            states(&world, first).await,
            [(State::Booked, Some(1)), (State::Cancelled, None), (State::Booked, Some(2))]
        );
    }

    async fn the_last_day_and_one_without_a_series_are_told_of_as_ever(world) {
        let who = &world.seeds.accounts.scheduler;
        let (_, made) = of_days(&world, 1).await;
        world.services.series.cancel_following(who, made[0], 1, Cause::CourtAgenda, None).await.unwrap();
        let kinds: Vec<_> = world.messages(made[0]).await.into_iter().map(|message| message.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == MessageKind::Cancelled.code()).count(), 2);
        let alone = world.book(&world.hearing(world.at(26, 13, 0))).await;
        world.services.series.cancel_following(who, alone, 1, Cause::CourtAgenda, None).await.unwrap();
        assert_eq!(world.services.bookings.appointment(who, alone).await.unwrap().summary.state, State::Cancelled);
    }

    async fn if_one_cannot_be_cancelled_none_is(world) {
        let accounts = &world.seeds.accounts;
        let (first, made) = of_days(&world, 2).await;
        let ready = confirm(&world, made[1]).await;
        // Somebody moved the clock past the last day and began it, while the days before were never held.
        world.clock.set(world.at(25, 10, 0));
        let version = ready.summary.version;
        world.services.bookings.advance(&accounts.judge, made[1], version, State::InProgress, None, None).await.unwrap();
        let answer = world.services.series.cancel_following(&accounts.scheduler, first, 2, Cause::CourtAgenda, None).await;
        assert_eq!(answer, Err(Error::Transition { from: State::InProgress, to: State::Cancelled }));
        let states: Vec<_> = states(&world, first).await.into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, [State::Booked, State::Booked, State::InProgress]);
    }
}
