//! Bookings that rules forbid.

use services::testing::{Plan, World};
use shared::{
    draft::WhoChange,
    error::{Error, Fault, Problem},
    ids::DetaineeId,
    schedule::{Obstacle, Slot},
    time::Minutes,
};
use uuid::Uuid;

services::on_both_databases! {
    async fn the_past_is_refused(world) {
        let answer = world.try_book(&world.hearing(world.at(19, 10, 0))).await;
        let Err(Error::Refused(obstacles)) = answer else { panic!("{answer:?}") };
        assert!(matches!(obstacles[..], [Obstacle::TooEarly { .. }]), "{obstacles:?}");
        // At nine a hearing at nine has begun, and one at 9:15 would begin its private meeting before now.
        for (hour, minute) in [(9, 0), (9, 15)] {
            let answer = world.try_book(&world.hearing(world.at(20, hour, minute))).await;
            assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        }
        world.book(&world.hearing(world.at(20, 9, 30))).await;
    }

    async fn closed_hours_are_refused(world) {
        for start in [world.at(23, 8, 0), world.at(23, 15, 30), world.at(23, 18, 0), world.at(22, 10, 0)] {
            let answer = world.try_book(&world.hearing(start)).await;
            let Err(Error::Refused(obstacles)) = answer else { panic!("{answer:?}") };
            assert!(matches!(&obstacles[..], [Obstacle::Closed { room }] if room.as_str() == "Sala virtual 1"));
        }
        // 8:30 is the first start that leaves half an hour of open room for the private meeting.
        world.book(&world.hearing(world.at(23, 8, 30))).await;
    }

    async fn beyond_the_horizon_is_refused(world) {
        let far = world.at(23, 10, 0).plus_minutes(26 * 7 * 24 * 60);
        let answer = world.try_book(&world.hearing(far)).await;
        assert_eq!(answer, Err(Error::Refused(vec![Obstacle::OutsideHorizon])));
    }

    async fn a_start_off_the_grid_is_refused(world) {
        let answer = world.try_book(&world.hearing(world.at(23, 10, 7))).await;
        let grid = Minutes::new(15).expect("a length");
        assert_eq!(answer, Err(Error::Refused(vec![Obstacle::OffGrid { grid }])));
    }

    async fn a_room_that_does_not_serve_is_refused(world) {
        let plan = World::in_room(world.hearing(world.at(23, 10, 0)), world.seeds.izalco.clinic);
        assert_eq!(world.try_book(&plan).await, Err(Error::Refused(vec![Obstacle::NoRoom])));
        let plan = World::in_room(world.teleconsultation(world.at(23, 10, 0)), world.seeds.izalco.hearing);
        assert_eq!(world.try_book(&plan).await, Err(Error::Refused(vec![Obstacle::NoRoom])));
    }

    async fn a_detainee_is_heard_where_they_are_held(world) {
        let elsewhere = vec![Problem::new("slot", Fault::OtherCentre)];
        let plan = Plan { detainee: world.seeds.mariona.detainees[0], ..world.hearing(world.at(23, 10, 0)) };
        assert_eq!(world.try_book(&plan).await, Err(Error::Invalid(elsewhere)));
        // Choosing somebody of another centre lets go of the slot that was chosen before.
        let who = &world.seeds.accounts.scheduler;
        let draft = world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("the draft is filled in");
        let (bookings, izalco, mariona) = (&world.services.bookings, &world.seeds.izalco, &world.seeds.mariona);
        let other = WhoChange::Detainee(mariona.detainees[0]);
        let view = bookings.change_who(who, draft, other).await.expect("they can be chosen");
        assert_eq!((view.slot, view.draft.slot), (None, None));
        bookings.change_who(who, draft, WhoChange::NoDetainee(izalco.detainees[0])).await.expect("the first stays away");
        let answer = world.services.bookings.book(who, draft).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("slot", Fault::Missing)])));
    }

    async fn a_transfer_between_draft_and_booking_is_noticed(world) {
        use sea_orm::ConnectionTrait;
        let who = &world.seeds.accounts.scheduler;
        let draft = world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("the draft is filled in");
        let sql = "UPDATE detainees SET centre_id = (SELECT id FROM centres WHERE code = 'CP-MAR') \
            WHERE code = 'DEMO-CP-IZA-0'";
        world.house.db.execute_unprepared(sql).await.expect("they are transferred");
        let answer = world.services.bookings.book(who, draft).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)])));
    }

    async fn what_does_not_exist_is_refused(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let draft = bookings.begin(who).await.expect("a draft").id;
        let nobody = DetaineeId(Uuid::nil());
        let answer = bookings.change_who(who, draft, WhoChange::Detainee(nobody)).await;
        assert_eq!(answer.err(), Some(Error::Invalid(vec![Problem::new("detainee", Fault::UnknownChoice)])));
        let answer = bookings.change_who(who, draft, WhoChange::Add(shared::ids::PersonId(Uuid::nil()))).await;
        assert_eq!(answer.err(), Some(Error::Invalid(vec![Problem::new("people", Fault::UnknownChoice)])));
        bookings.change_who(who, draft, WhoChange::Detainee(world.seeds.izalco.detainees[0])).await.expect("known");
        let slot = Slot { start: world.at(23, 10, 0), room: shared::ids::RoomId(Uuid::nil()) };
        let answer = bookings.choose_slot(who, draft, slot).await;
        assert_eq!(answer.err(), Some(Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)])));
        let answer = bookings.book(who, draft).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }

    async fn a_second_submit_has_no_second_effect(world) {
        let who = &world.seeds.accounts.scheduler;
        let draft = world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("the draft is filled in");
        let clicks: Vec<_> = (0..8).map(|_| {
            let (bookings, who) = (std::sync::Arc::clone(&world.services.bookings), who.clone());
            tokio::spawn(async move { bookings.book(&who, draft).await })
        }).collect();
        let mut ids = std::collections::BTreeSet::new();
        for click in clicks {
            ids.insert(click.await.expect("no click panics").expect("every click is answered"));
        }
        ids.insert(world.services.bookings.book(who, draft).await.expect("later too"));
        assert_eq!(ids.len(), 1);
        let day = world.services.days.day(who, Some(jiff::civil::date(2026, 11, 23))).await.expect("the docket");
        assert_eq!(day.appointments.len(), 2, "the hearing and its private meeting, once");
        let view = world.services.bookings.draft(who, draft).await.expect("the draft stays");
        assert_eq!(view.booked, ids.first().copied());
    }
}
