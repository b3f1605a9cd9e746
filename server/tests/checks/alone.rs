//! When a room's own device checks itself: never while somebody is heard there.

use services::testing::World;
use shared::{
    appointment::State,
    check::{CheckedFor, Measurements, Microphone, Quality, Speaker, Taken, Unmeasured},
    ids::RoomId,
    time::Instant,
};

use super::sound;
use crate::bookings::confirm;

/// What the room's device measures alone where everything is well: nobody speaks, and it hears its own chirp.
fn alone() -> Measurements {
    let mut measured = Measurements { attended: false, ..sound() };
    if let Taken::Measured(Microphone { p95_dbfs, .. }) = &mut measured.microphone {
        *p95_dbfs = -58.0;
    }
    if let Taken::Measured(Speaker { played, heard, .. }) = &mut measured.speaker {
        (*played, *heard) = (0, None);
    }
    measured
}

/// The same while the server measures too many others.
fn busy() -> Measurements {
    let mut measured = alone();
    if let Taken::Measured(Quality { over_ms, unmeasured, .. }) = &mut measured.quality {
        (*over_ms, *unmeasured) = (0.0, Some(Unmeasured::Busy));
    }
    measured
}

/// The first room of Izalco has checked itself.
async fn checked(world: &World, measured: Measurements) {
    let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
    world.services.checks.record(warden, None, room, measured).await.unwrap();
}

/// When the first room for hearings of Izalco checks itself next. By code it is the third of four: its turn comes at 6:06, at 6:18
/// and so on.
async fn next(world: &World) -> Option<Instant> {
    next_in(world, world.seeds.izalco.hearing).await
}

async fn next_in(world: &World, room: RoomId) -> Option<Instant> {
    let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(room));
    let place = world.services.checks.place(warden, room).await.unwrap();
    assert_eq!(place.now, world.now(), "the device waits by the server's clock");
    place.next_run.map(|next| next.at)
}

services::on_both_databases! {
    async fn a_room_does_not_check_itself_during_an_appointment(world) {
        world.clock.set(world.at(25, 6, 0));
        world.book(&world.hearing(world.at(25, 9, 0))).await;
        world.book(&world.hearing(world.at(25, 11, 0))).await;
        // It is over at 9:45, and others have their turn before.
        let afterwards = Some(world.at(25, 9, 54));
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
        assert_eq!(next(&world).await, Some(world.at(25, 12, 6)), "and then the device asks again");
        let version = running.summary.version;
        let suspended = bookings.advance(judge, hearing, version, State::Suspended, None, None).await.unwrap();
        world.clock.set(world.at(25, 12, 30));
        assert_eq!(next(&world).await, Some(world.at(25, 12, 42)), "people wait there for it to go on");
        let version = suspended.summary.version;
        let running = bookings.advance(judge, hearing, version, State::InProgress, None, None).await.unwrap();
        let version = running.summary.version;
        bookings.advance(judge, hearing, version, State::Completed, None, None).await.unwrap();
        assert_eq!(next(&world).await, Some(world.at(25, 12, 30)), "at once: it is over");
    }

    async fn rooms_of_a_centre_check_themselves_one_after_the_other(world) {
        world.clock.set(world.at(25, 6, 0));
        // The private meeting before the hearing begins when the teleconsultation does.
        world.book(&world.hearing(world.at(25, 10, 30))).await;
        world.book(&world.teleconsultation(world.at(25, 10, 0))).await;
        let (hearing, clinic) = (world.seeds.izalco.hearing, world.seeds.izalco.clinic);
        for (hour, minute, expected) in [
            (6, 0, [world.at(25, 7, 42), world.at(25, 7, 48)]),
            // Both were switched on late.
            (9, 0, [world.at(25, 9, 6), world.at(25, 9, 0)]),
            (9, 2, [world.at(25, 9, 6), world.at(25, 9, 12)]),
            // No turn of the second is left that would be over before people come, and then none of either.
            (9, 50, [world.at(25, 9, 54), world.at(25, 9, 50)]),
            (9, 55, [world.at(25, 9, 55), world.at(25, 9, 55)]),
        ] {
            world.clock.set(world.at(25, hour, minute));
            let next = [next_in(&world, hearing).await, next_in(&world, clinic).await];
            assert_eq!(next, expected.map(Some), "at {hour}:{minute}");
        }
    }

    async fn a_run_that_could_not_measure_the_line_is_made_again_up_to_three_times(world) {
        world.clock.set(world.at(25, 6, 0));
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        for (minute, after) in [(18, world.at(25, 11, 30)), (30, world.at(25, 11, 42)), (42, world.at(26, 6, 18))] {
            world.clock.set(world.at(25, 11, minute));
            assert_eq!(next(&world).await, Some(world.now()));
            checked(&world, busy()).await;
            assert_eq!(next(&world).await, Some(after), "after 11:{minute}");
        }
    }

    async fn one_that_left_open_only_what_needs_a_person_is_not(world) {
        world.clock.set(world.at(25, 6, 0));
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        world.clock.set(world.at(25, 11, 18));
        checked(&world, busy()).await;
        world.clock.set(world.at(25, 11, 30));
        checked(&world, alone()).await;
        assert_eq!(next(&world).await, Some(world.at(26, 6, 18)));
    }

    async fn nor_is_it_made_again_when_it_would_not_be_over_before_the_appointment(world) {
        world.clock.set(world.at(25, 6, 0));
        // People come half an hour before.
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        for (minute, after) in [(15, world.at(25, 13, 25)), (16, world.at(26, 6, 18))] {
            world.clock.set(world.at(25, 13, minute));
            checked(&world, busy()).await;
            assert_eq!(next(&world).await, Some(after), "after 13:{minute}");
        }
    }

    async fn what_nobody_ended_keeps_no_room_from_the_next_day(world) {
        world.clock.set(world.at(25, 6, 0));
        let hearing = world.book(&world.hearing(world.at(25, 9, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        let version = confirm(&world, hearing).await.summary.version;
        world.clock.set(world.at(25, 9, 0));
        let judge = &world.seeds.accounts.judge;
        world.services.bookings.advance(judge, hearing, version, State::InProgress, None, None).await.unwrap();
        world.clock.set(world.at(26, 7, 6));
        assert_eq!(next(&world).await, Some(world.at(26, 7, 6)));
    }
}
