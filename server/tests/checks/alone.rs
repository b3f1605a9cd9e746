//! When a room's own device checks itself: never while somebody is heard there.

use services::testing::World;
use shared::{appointment::State, check::CheckedFor, time::Instant};

use crate::bookings::confirm;

/// When the first room of Izalco checks itself next.
async fn next(world: &World) -> Option<Instant> {
    let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
    let place = world.services.checks.place(warden, room).await.unwrap();
    assert_eq!(place.now, world.now(), "the device waits by the server's clock");
    place.next_run.map(|next| next.at)
}

services::on_both_databases! {
    async fn a_room_does_not_check_itself_during_an_appointment(world) {
        world.clock.set(world.at(25, 6, 0));
        world.book(&world.hearing(world.at(25, 9, 0))).await;
        world.book(&world.hearing(world.at(25, 11, 0))).await;
        let afterwards = Some(world.at(25, 9, 45));
        for (hour, minute, expected) in [
            (8, 25, Some(world.at(25, 8, 25))),
            // It would not be over when the private meeting begins.
            (8, 26, afterwards),
            (8, 40, afterwards),
            (9, 0, afterwards),
            (9, 44, afterwards),
            (10, 25, Some(world.at(25, 10, 25))),
            (10, 26, None),
            (10, 40, None),
            (11, 20, None),
        ] {
            world.clock.set(world.at(25, hour, minute));
            assert_eq!(next(&world).await, expected, "at {hour}:{minute}");
        }
    }

    async fn nor_while_one_goes_on_longer_than_booked(world) {
        world.clock.set(world.at(25, 6, 0));
        let hearing = world.book(&world.hearing(world.at(25, 9, 0))).await;
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        let confirmed = confirm(&world, hearing).await;
        world.clock.set(world.at(25, 9, 0));
        let (judge, bookings) = (&world.seeds.accounts.judge, &world.services.bookings);
        let version = confirmed.summary.version;
        let running = bookings.advance(judge, hearing, version, State::InProgress, None, None).await.unwrap();
        world.clock.set(world.at(25, 12, 0));
        assert_eq!(next(&world).await, Some(world.at(25, 12, 5)), "and then the device asks again");
        let version = running.summary.version;
        let suspended = bookings.advance(judge, hearing, version, State::Suspended, None, None).await.unwrap();
        world.clock.set(world.at(25, 12, 30));
        assert_eq!(next(&world).await, Some(world.at(25, 12, 35)), "people wait there for it to go on");
        let version = suspended.summary.version;
        let running = bookings.advance(judge, hearing, version, State::InProgress, None, None).await.unwrap();
        let version = running.summary.version;
        bookings.advance(judge, hearing, version, State::Completed, None, None).await.unwrap();
        assert_eq!(next(&world).await, Some(world.at(25, 12, 30)), "at once: it is over");
    }

    async fn what_nobody_ended_keeps_no_room_from_the_next_day(world) {
        world.clock.set(world.at(25, 6, 0));
        let hearing = world.book(&world.hearing(world.at(25, 9, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        let version = confirm(&world, hearing).await.summary.version;
        world.clock.set(world.at(25, 9, 0));
        let judge = &world.seeds.accounts.judge;
        world.services.bookings.advance(judge, hearing, version, State::InProgress, None, None).await.unwrap();
        world.clock.set(world.at(26, 7, 0));
        assert_eq!(next(&world).await, Some(world.at(26, 7, 0)));
    }
}
