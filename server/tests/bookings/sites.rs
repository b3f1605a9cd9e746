//! One hearing with people who are held in several centres: a room at each, at the same time, or none at all.
//! How it changes is in `changing.rs`.

mod changing;

use std::num::NonZeroU16;

use services::testing::{Plan, World};
use shared::{
    appointment::{Amendment, Event, Field},
    draft::{MOST_DETAINEES, WhoChange, WishForm},
    error::Error,
    ids::{AppointmentId, RoomId},
    schedule::{Movement, Obstacle, Slot},
};

use super::{detail, happened};

/// A hearing with the first who is held in Izalco and the first who is held in Mariona.
fn of_two(world: &World, day: i8, hour: i8) -> Plan {
    let plan = world.hearing(world.at(day, hour, 0));
    Plan { also: vec![world.seeds.mariona.detainees[0]], ..plan }
}

/// A hearing in Mariona alone, of other people.
fn in_mariona(world: &World, day: i8, hour: i8, room: RoomId) -> Plan {
    let start = world.at(day, hour, 0);
    Plan {
        by: world.seeds.accounts.other_scheduler.clone(),
        detainee: world.seeds.mariona.detainees[1],
        people: vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer],
        slot: Slot { start, room },
        ..world.hearing(start)
    }
}

async fn places(world: &World, id: AppointmentId) -> Vec<(String, String, Vec<String>)> {
    let seen = detail(world, &world.seeds.accounts.scheduler, id).await;
    let site = |site: shared::appointment::Site| {
        let detainees = site.detainees.into_iter().map(|one| one.code.to_string()).collect();
        (site.centre_name.to_string(), site.room_name.to_string(), detainees)
    };
    seen.summary.sites.into_iter().map(site).collect()
}

fn place(centre: &str, room: &str, detainees: &[&str]) -> (String, String, Vec<String>) {
    (centre.to_owned(), room.to_owned(), detainees.iter().map(ToString::to_string).collect())
}

services::on_both_databases! {
    async fn every_centre_gives_a_room_at_the_same_time(world) {
        let seeds = &world.seeds;
        let id = world.book(&of_two(&world, 23, 10)).await;
        let expected = [
            place("Izalco Fase III", "Sala virtual 1", &["DEMO-CP-IZA-0"]),
            place("La Esperanza", "Sala virtual 1", &["DEMO-CP-MAR-0"]),
        ];
        assert_eq!(places(&world, id).await, expected);
        // The private meeting before it has the same rooms.
        let seen = detail(&world, &seeds.accounts.scheduler, id).await;
        assert_eq!(places(&world, seen.linked[0].id).await, expected);
        // Neither room, nor the other detainee, can be had by others at that time; the second room can.
        let answer = world.try_book(&in_mariona(&world, 23, 10, seeds.mariona.hearing)).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
        let mut same = in_mariona(&world, 23, 10, seeds.mariona.second_hearing);
        same.detainee = seeds.mariona.detainees[0];
        let answer = world.try_book(&same).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
        world.book(&in_mariona(&world, 23, 10, seeds.mariona.second_hearing)).await;
    }

    async fn another_room_is_taken_where_the_first_is_not_free(world) {
        let mariona = world.seeds.mariona;
        world.book(&in_mariona(&world, 23, 10, mariona.hearing)).await;
        let id = world.book(&of_two(&world, 23, 10)).await;
        assert_eq!(places(&world, id).await[1].1, "Sala virtual 2");
    }

    async fn what_stands_against_it_elsewhere_names_the_centre(world) {
        let mariona = world.seeds.mariona;
        for (room, person) in [(mariona.hearing, 1), (mariona.second_hearing, 2)] {
            let start = world.at(23, 10, 0);
            let plan = Plan {
                detainee: world.another_detainee(mariona.id, person).await,
                people: vec![
                    world.another_person(shared::appointment::Role::Judge, person).await,
                    world.another_person(shared::appointment::Role::DefenceLawyer, person).await,
                ],
                slot: Slot { start, room },
                ..world.hearing(start)
            };
            world.book(&plan).await;
        }
        let answer = world.try_book(&of_two(&world, 23, 10)).await;
        let Err(Error::Refused(obstacles)) = answer else { panic!("{answer:?}") };
        assert!(!obstacles.is_empty());
        for obstacle in obstacles {
            let Obstacle::At { centre, what } = obstacle else { panic!("{obstacle:?}") };
            assert_eq!(centre.as_str(), "La Esperanza");
            assert!(matches!(*what, Obstacle::Taken(_)), "{what:?}");
        }
        // Izalco kept nothing of it.
        world.book(&world.hearing(world.at(23, 10, 0))).await;
    }

    async fn the_week_offers_what_all_centres_have(world) {
        let seeds = &world.seeds;
        let who = &seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let closed = world.at(23, 8, 0);
        let until = world.at(23, 13, 0);
        let period = shared::time::Period::new(closed, until).expect("a period");
        world.blocked(seeds.mariona.id, None, period, shared::schedule::BlockCause::Security).await;
        let draft = bookings.begin(who).await.expect("a draft").id;
        let plan = of_two(&world, 23, 14);
        bookings.save_what(who, draft, plan.what.clone()).await.expect("the first step");
        for detainee in [plan.detainee, plan.also[0]] {
            bookings.change_who(who, draft, WhoChange::Detainee(detainee)).await.expect("brought");
        }
        for person in &plan.people {
            bookings.change_who(who, draft, WhoChange::Add(*person)).await.expect("invited");
        }
        let wish = WishForm { date: "2026-11-23".to_owned(), time: "10:00".to_owned() };
        let week = bookings.slots(who, draft, None, wish).await.expect("the week");
        let monday = &week.days[0];
        assert_eq!(monday.slots[0].period.start.civil.to_string(), "2026-11-23T13:30:00");
        let [(centre, room)] = &monday.slots[0].beside[..] else { panic!("{:?}", monday.slots[0]) };
        assert_eq!((centre.as_str(), room.as_str()), ("La Esperanza", "Sala virtual 1"));
        let wished = week.wished.expect("a judgement");
        assert_eq!(wished.slot, None);
        assert!(wished.obstacles.iter().all(|one| matches!(one, Obstacle::At { .. })), "{:?}", wished.obstacles);
        assert_eq!(wished.nearest.len(), 3);
        // What is chosen shows both rooms and holds both.
        let view = bookings.choose_slot(who, draft, monday.slots[0].slot).await.expect("chosen");
        assert_eq!(view.slot.expect("a slot").beside, monday.slots[0].beside);
        assert_eq!(view.draft.beside, [seeds.mariona.hearing]);
        let answer = world.try_book(&in_mariona(&world, 23, 14, seeds.mariona.hearing)).await;
        assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        bookings.book(who, draft).await.expect("booked");
    }

    async fn an_escort_is_out_and_people_are_apart_where_they_are(world) {
        let seeds = &world.seeds;
        let movement = |minutes| Movement { before: minutes, after: minutes };
        let two = NonZeroU16::new(2);
        world.keeps(seeds.izalco.id, movement(15), 0, two).await;
        world.keeps(seeds.mariona.id, movement(45), 0, two).await;
        // They must not meet, and do not: one is in Mariona, the other in Izalco.
        let (there, here) = (seeds.mariona.detainees[0], seeds.izalco.detainees[1]);
        world.apart(("detainee", there.0), ("detainee", here.0)).await;
        world.book(&of_two(&world, 23, 10)).await;
        // One team of each centre is out, not two of Izalco: another hearing there has the other one.
        let start = world.at(23, 10, 0);
        let second = Plan {
            detainee: here,
            people: vec![seeds.people.second_judge, seeds.people.second_lawyer],
            slot: Slot { start, room: seeds.izalco.second_hearing },
            ..world.hearing(start)
        };
        world.book(&second).await;
        let third = Plan {
            detainee: world.another_detainee(seeds.izalco.id, 5).await,
            people: vec![
                world.another_person(shared::appointment::Role::Judge, 5).await,
                world.another_person(shared::appointment::Role::DefenceLawyer, 5).await,
            ],
            slot: Slot { start, room: world.another_room(seeds.izalco.id, 5).await },
            ..world.hearing(start)
        };
        let answer = world.try_book(&third).await;
        let Err(Error::Refused(obstacles)) = answer else { panic!("{answer:?}") };
        assert!(obstacles.iter().any(|one| matches!(one, Obstacle::NoEscort { .. })), "{obstacles:?}");
    }

    async fn each_centre_sees_its_own_people_only(world) {
        let seeds = &world.seeds;
        let id = world.book(&of_two(&world, 23, 10)).await;
        for (warden, own) in [(&seeds.accounts.warden, 0), (&seeds.accounts.other_warden, 1)] {
            let seen = detail(&world, warden, id).await;
            for (place, site) in seen.summary.sites.iter().enumerate() {
                assert_eq!(site.detainees.is_empty(), place != own, "{site:?}");
            }
        }
        let seen = detail(&world, &seeds.accounts.judge, id).await;
        assert!(seen.summary.sites.iter().all(|site| !site.detainees.is_empty()));
    }

    async fn the_record_tells_each_centre_of_its_own_people_only(world) {
        let (accounts, bookings) = (&world.seeds.accounts, &world.services.bookings);
        let (here, there) = (world.seeds.izalco.detainees[1], world.seeds.mariona.detainees[1]);
        let id = world.book(&of_two(&world, 23, 10)).await;
        let more = Amendment { bring: vec![here, there], ..Amendment::default() };
        bookings.amend(&accounts.scheduler, id, 1, more).await.expect("one more of each");
        let less = Amendment { leave_there: vec![there], ..Amendment::default() };
        let less = bookings.amend(&accounts.scheduler, id, 2, less).await.expect("one less of the other");
        let (here, there) = ("DEMO-CP-IZA-1", "DEMO-CP-MAR-1");
        // In the record of the private meeting as in that of the hearing.
        for id in [id, less.linked[0].id] {
            for (reader, expected) in [
                (&accounts.scheduler, vec![vec![here, there], vec![there]]),
                (&accounts.warden, vec![vec![here]]),
                (&accounts.nurse, vec![vec![here]]),
                (&accounts.other_warden, vec![vec![there], vec![there]]),
            ] {
                let seen = detail(&world, reader, id).await;
                let mut told = Vec::new();
                for entry in happened(&seen).into_iter().filter(|entry| entry.event == Event::Amended) {
                    let mut codes: Vec<_> = entry.changes.into_iter().map(|change| (change.field, change.of)).collect();
                    codes.sort();
                    told.push(codes);
                }
                let brought = |code: &str| (Field::Brought, Some(code.to_owned()));
                let expected: Vec<Vec<_>> =
                    expected.into_iter().map(|codes| codes.into_iter().map(brought).collect()).collect();
                assert_eq!(told, expected, "{reader:?}");
            }
        }
    }

    async fn the_letter_names_every_place(world) {
        let id = world.book(&of_two(&world, 23, 10)).await;
        for message in world.messages(id).await {
            assert!(message.body.contains("Izalco Fase III"), "{}", message.body);
            assert!(message.body.contains("La Esperanza"), "{}", message.body);
        }
    }

    async fn somebody_twice_and_too_many_are_refused(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let draft = bookings.begin(who).await.expect("a draft").id;
        for number in 0..MOST_DETAINEES {
            let one = world.another_detainee(world.seeds.izalco.id, number).await;
            for _ in 0..2 {
                bookings.change_who(who, draft, WhoChange::Detainee(one)).await.expect("brought");
            }
        }
        let view = bookings.draft(who, draft).await.expect("the draft");
        assert_eq!(view.detainees.len(), MOST_DETAINEES, "twice is once");
        let one_more = WhoChange::Detainee(world.seeds.izalco.detainees[0]);
        let answer = bookings.change_who(who, draft, one_more).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }

    async fn of_many_who_want_two_centres_at_once_one_gets_both(world) {
        let mut plans = Vec::new();
        for writer in 0..12 {
            let start = world.at(23, 10, 0);
            // Half of them begin with the other centre, so that they take the locks from both ends.
            let (here, there) = if writer % 2 == 0 {
                (world.seeds.izalco, world.seeds.mariona)
            } else {
                (world.seeds.mariona, world.seeds.izalco)
            };
            plans.push(Plan {
                detainee: world.another_detainee(here.id, 100 + writer).await,
                also: vec![there.detainees[0]],
                people: vec![
                    world.another_person(shared::appointment::Role::Judge, writer).await,
                    world.another_person(shared::appointment::Role::DefenceLawyer, writer).await,
                ],
                slot: Slot { start, room: here.hearing },
                ..world.hearing(start)
            });
        }
        let answers = super::clashes::race(&world, &plans).await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        // Two rooms of each centre, but one of each who is asked for.
        assert!((1..=2).contains(&won), "{answers:?}");
        for answer in answers {
            match answer {
                Ok(id) => assert_eq!(places(&world, id).await.len(), 2),
                Err(Error::Conflict(_) | Error::Refused(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}
