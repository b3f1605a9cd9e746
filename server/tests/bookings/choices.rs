//! What a change of time or room can be made to, before it is made.

use services::testing::World;
use shared::{
    appointment::{Amendment, Choices, HearingType},
    error::{Error, Fault, Problem},
    schedule::Obstacle,
    time::Minutes,
};

use super::detail;

fn to(start: shared::time::Instant) -> Amendment {
    Amendment { start: Some(start), ..Amendment::default() }
}

/// The nearest that are possible: civil start and room.
fn nearest(choices: &Choices) -> Vec<(String, String)> {
    let wished = choices.wished.as_ref().expect("a wish");
    wished.nearest.iter().map(|slot| (slot.period.start.civil.to_string(), slot.room.to_string())).collect()
}

/// Another court's hearing on Tuesday at two, in the other room and with other people.
async fn another_at_two(world: &World) {
    let mut other = world.hearing(world.at(24, 14, 0));
    other.by = world.seeds.accounts.other_scheduler.clone();
    other.slot.room = world.seeds.izalco.second_hearing;
    other.detainee = world.seeds.izalco.detainees[1];
    other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    world.book(&other).await;
}

services::on_both_databases! {
    async fn the_rooms_are_those_of_the_centre_that_serve(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let bookings = &world.services.bookings;
        let who = &world.seeds.accounts.scheduler;
        let choices = bookings.choices(who, id, Amendment::default()).await.expect("choices");
        assert_eq!(choices.wished, None, "nothing is wished for");
        let names: Vec<_> = choices.rooms.iter().map(|room| room.name.to_string()).collect();
        assert_eq!(names, ["Sala virtual 1", "Sala virtual 2"]);
        let second = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        bookings.amend(who, id, 1, second).await.expect("it moves");
        let choices = bookings.choices(who, id, Amendment::default()).await.expect("choices");
        assert_eq!(choices.rooms[0].id, world.seeds.izalco.second_hearing, "first the room it is in");
        let care = world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let clinics = bookings.choices(&world.seeds.accounts.clinic_scheduler, care, Amendment::default()).await;
        assert_eq!(clinics.expect("choices").rooms.len(), 1, "a consultation needs a clinic");
    }

    async fn a_clash_is_named_with_three_that_hold(world) {
        let bookings = &world.services.bookings;
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        // Others hold the first room from 08:30 to 09:45 on Monday.
        let mut other = world.hearing(world.at(23, 9, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        world.book(&other).await;
        let before = detail(&world, who, id).await;
        let choices = bookings.choices(who, id, to(world.at(23, 9, 0))).await.expect("choices");
        let wished = choices.wished.as_ref().expect("a wish");
        assert_eq!(wished.slot, None);
        assert!(wished.obstacles.iter().all(|one| matches!(one, Obstacle::Taken(_))), "{:?}", wished.obstacles);
        let of = |time: &str, room: &str| (format!("2026-11-23T{time}:00"), room.to_owned());
        assert_eq!(
            nearest(&choices),
            [of("09:00", "Sala virtual 2"), of("08:45", "Sala virtual 2"), of("09:15", "Sala virtual 2")],
            "the same time in another room is the nearest"
        );
        assert_eq!(detail(&world, who, id).await, before, "asking changes nothing");
        let there = choices.wished.expect("a wish").nearest[0].slot;
        let taken = Amendment { room: Some(there.room), ..to(there.start) };
        let moved = bookings.amend(who, id, 1, taken).await.expect("what is offered holds");
        assert_eq!(moved.summary.sites[0].room_name.as_str(), "Sala virtual 2");
    }

    async fn its_own_time_is_free_to_it_and_no_alternative(world) {
        let bookings = &world.services.bookings;
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let longer = Amendment { duration: Minutes::new(90), ..Amendment::default() };
        let choices = bookings.choices(who, id, longer).await.expect("choices");
        assert!(choices.wished.expect("a wish").slot.is_some(), "only its own reservations are there");
        let late = bookings.choices(who, id, to(world.at(23, 16, 0))).await.expect("choices");
        assert!(late.wished.as_ref().expect("a wish").slot.is_none(), "the rooms are closed");
        let off = bookings.choices(who, id, to(world.at(23, 10, 5))).await.expect("choices");
        assert!(off.wished.as_ref().expect("a wish").slot.is_none(), "it is off the grid");
        assert_eq!(nearest(&off).len(), 3);
        assert!(!nearest(&off).contains(&("2026-11-23T10:00:00".to_owned(), "Sala virtual 1".to_owned())));
    }

    async fn others_who_are_taken_are_offered_with_the_three_nearest_times(world) {
        let (who, people, bookings) = (&world.seeds.accounts.scheduler, &world.seeds.people, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        // They are out, and in private, from half past one to a quarter to three.
        another_at_two(&world).await;
        let before = detail(&world, who, id).await;
        let of = |time: &str| (format!("2026-11-24T{time}:00"), "Sala virtual 1".to_owned());
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        let bring = Amendment { bring: vec![world.seeds.izalco.detainees[1]], ..Amendment::default() };
        for (change, name) in [(&swap, "Hugo Bonilla"), (&bring, "José Ángel Núñez")] {
            let choices = bookings.choices(who, id, change.clone()).await.expect("choices");
            let wished = choices.wished.as_ref().expect("a wish");
            assert_eq!((wished.slot.as_ref(), wished.start.at), (None, world.at(24, 14, 0)));
            let theirs = |one: &Obstacle| matches!(one, Obstacle::Taken(clash) if clash.name.as_str() == name);
            assert!(!wished.obstacles.is_empty() && wished.obstacles.iter().all(theirs), "{:?}", wished.obstacles);
            assert_eq!(nearest(&choices), [of("12:45"), of("15:15"), of("12:30")]);
        }
        assert_eq!(detail(&world, who, id).await, before, "asking changes nothing");
        // Where they are to go as well, the time that it has is one like any other.
        let elsewhere = Amendment { start: Some(world.at(24, 14, 5)), join: vec![people.guest], ..Amendment::default() };
        let choices = bookings.choices(who, id, elsewhere).await.expect("choices");
        assert_eq!(nearest(&choices)[0], of("14:00"));
        let there = bookings.choices(who, id, swap.clone()).await.expect("choices").wished.expect("a wish").nearest[0].slot;
        let taken = Amendment { start: Some(there.start), room: Some(there.room), ..swap };
        let moved = bookings.amend(who, id, 1, taken).await.expect("what is offered holds");
        assert_eq!(moved.summary.period.start.at, world.at(24, 12, 45));
        let there = bookings.choices(who, id, bring.clone()).await.expect("choices").wished.expect("a wish");
        assert!(there.slot.is_some(), "now both are free: {:?}", there.obstacles);
        let brought = bookings.amend(who, id, 2, bring).await.expect("they come as well");
        assert_eq!(brought.summary.sites[0].detainees.len(), 2);
        let stranger = Amendment { join: vec![people.judge], ..Amendment::default() };
        assert!(matches!(bookings.choices(who, id, stranger).await, Err(Error::Invalid(_))), "they are there already");
    }

    async fn what_asks_for_no_new_start_is_offered_none_without_the_notice(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let mut other = world.hearing(world.at(23, 11, 30));
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        world.book(&other).await;
        // Now is Friday the 20th at nine: the notice is over on Tuesday at nine.
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        // The next one's private meeting begins at eleven.
        let longer = Amendment { duration: Minutes::new(90), ..Amendment::default() };
        let choices = bookings.choices(who, id, longer.clone()).await.expect("choices");
        let of = |day: u8, time: &str, room: &str| (format!("2026-11-{day}T{time}:00"), room.to_owned());
        assert_eq!(
            nearest(&choices),
            [of(23, "10:00", "Sala virtual 2"), of(24, "09:00", "Sala virtual 1"), of(24, "09:15", "Sala virtual 1")],
            "another room at its own start needs none"
        );
        for (version, slot) in [1, 2].into_iter().zip(choices.wished.expect("a wish").nearest) {
            let there = Amendment { start: Some(slot.slot.start), room: Some(slot.slot.room), ..longer.clone() };
            bookings.amend(who, id, version, there).await.expect("what is offered holds");
        }
    }

    async fn choices_are_for_who_may_change_it(world) {
        let bookings = &world.services.bookings;
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let none = Amendment::default;
        assert_eq!(bookings.choices(&accounts.other_scheduler, id, none()).await, Err(Error::NotFound));
        for never in [&accounts.judge, &accounts.warden, &accounts.nurse, &accounts.auditor] {
            assert_eq!(bookings.choices(never, id, none()).await, Err(Error::Forbidden));
        }
        let elsewhere = Amendment { room: Some(world.seeds.mariona.hearing), ..none() };
        let answer = bookings.choices(&accounts.scheduler, id, elsewhere).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)])));
    }
}
