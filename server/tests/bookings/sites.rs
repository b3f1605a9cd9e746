//! One hearing with people who are held in several centres: a room at each, at the same time, or none at all.

use std::num::NonZeroU16;

use services::testing::{Plan, World};
use shared::{
    appointment::{Amendment, Event, Field},
    draft::{MOST_DETAINEES, WhoChange, WishForm},
    error::{Error, Fault, Problem},
    ids::{AppointmentId, RoomId},
    schedule::{BlockCause, Movement, Obstacle, Resource, Slot},
    time::Period,
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

    async fn a_move_takes_all_sites_along_or_none(world) {
        let seeds = &world.seeds;
        let (who, bookings) = (&seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&of_two(&world, 23, 10)).await;
        let seen = detail(&world, who, id).await;
        let to = |day, hour| Amendment { start: Some(world.at(day, hour, 0)), ..Amendment::default() };
        let holiday = shared::time::Period::new(world.at(24, 0, 0), world.at(25, 0, 0)).expect("a day");
        world.blocked(seeds.mariona.id, None, holiday, shared::schedule::BlockCause::Security).await;
        let answer = bookings.amend(who, id, seen.summary.version, to(24, 10)).await;
        assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        assert_eq!(detail(&world, who, id).await.summary, seen.summary, "nothing of it moved");
        let moved = bookings.amend(who, id, seen.summary.version, to(25, 10)).await.expect("it moves");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-25T10:00:00");
        // Both old rooms are free, both new ones are not.
        world.book(&in_mariona(&world, 23, 10, seeds.mariona.hearing)).await;
        let mut other = in_mariona(&world, 25, 10, seeds.mariona.hearing);
        other.detainee = world.another_detainee(seeds.mariona.id, 4).await;
        let answer = world.try_book(&other).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
    }

    async fn the_room_of_every_centre_can_be_chosen(world) {
        let seeds = &world.seeds;
        let (who, bookings, mariona) = (&seeds.accounts.scheduler, &world.services.bookings, seeds.mariona);
        let id = world.book(&of_two(&world, 23, 10)).await;
        let there = |room| Amendment { rooms_beside: vec![(mariona.id, room)], ..Amendment::default() };
        let choices = bookings.choices(who, id, Amendment::default()).await.expect("choices");
        let [site] = &choices.beside[..] else { panic!("{:?}", choices.beside) };
        let names: Vec<_> = site.rooms.iter().map(|room| room.name.as_str()).collect();
        assert_eq!((site.centre, site.name.as_str(), &names[..]), (mariona.id, "La Esperanza", &["Sala virtual 1", "Sala virtual 2"][..]));
        // Another court has the other room at ten, and none at twelve.
        world.book(&in_mariona(&world, 23, 10, mariona.second_hearing)).await;
        let wished = bookings.choices(who, id, there(mariona.second_hearing)).await.expect("choices").wished.expect("a wish");
        let there_only = wished.obstacles.iter().all(|one| matches!(one, Obstacle::At { .. }));
        assert!(!wished.obstacles.is_empty() && there_only, "{:?}", wished.obstacles);
        assert!(wished.nearest.iter().all(|slot| slot.beside[0].1.as_str() == "Sala virtual 2"), "{:?}", wished.nearest);
        let answer = bookings.amend(who, id, 1, there(mariona.second_hearing)).await;
        assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        let later = Amendment { start: Some(world.at(23, 12, 0)), ..there(mariona.second_hearing) };
        let moved = bookings.amend(who, id, 1, later).await.expect("it moves, and into that room");
        assert_eq!(places(&world, id).await[1].1, "Sala virtual 2");
        assert_eq!(places(&world, moved.linked[0].id).await[1].1, "Sala virtual 2", "the private meeting too");
        // The room alone, and the record says where.
        let back = bookings.amend(who, id, 2, there(mariona.hearing)).await.expect("only the room");
        let entry = happened(&back).pop().expect("an entry");
        let told: Vec<_> = entry.changes.iter().map(|it| (it.field, it.of.as_deref(), it.to.as_deref())).collect();
        assert_eq!(told, [(Field::Room, Some("La Esperanza"), Some("Sala virtual 1"))]);
        world.book(&Plan { detainee: world.another_detainee(mariona.id, 4).await, ..in_mariona(&world, 23, 12, mariona.second_hearing) }).await;
        assert_eq!(places(&world, id).await[0].1, "Sala virtual 1", "the first centre's stays");
        // The same again is no change; a room of another centre, and a centre without a part, are refused.
        assert_eq!(bookings.amend(who, id, 3, there(mariona.hearing)).await.expect("nothing").summary.version, 3);
        let wrong = |field: &str, fault| Some(Error::Invalid(vec![Problem::new(field, fault)]));
        assert_eq!(bookings.amend(who, id, 3, there(seeds.izalco.hearing)).await.err(), wrong("slot", Fault::OtherCentre));
        let first = Amendment { rooms_beside: vec![(seeds.izalco.id, seeds.izalco.hearing)], ..Amendment::default() };
        assert_eq!(bookings.amend(who, id, 3, there(seeds.izalco.clinic)).await.err(), wrong("slot", Fault::OtherCentre));
        assert_eq!(bookings.amend(who, id, 3, first).await.expect("it is there").summary.version, 3);
        let alone = world.book(&world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(bookings.amend(who, alone, 1, there(mariona.hearing)).await.err(), wrong("slot", Fault::OtherCentre));
        let meeting = moved.linked[0].id;
        let version = detail(&world, who, meeting).await.summary.version;
        let answer = bookings.amend(who, meeting, version, there(mariona.second_hearing)).await;
        assert_eq!(answer.err(), wrong("room", Fault::UnknownChoice));
    }

    async fn a_room_that_nobody_asked_for_is_told(world) {
        let (seeds, mariona) = (&world.seeds, world.seeds.mariona);
        let id = world.book(&of_two(&world, 23, 10)).await;
        let period = Period::new(world.at(23, 8, 0), world.at(23, 16, 0)).expect("a period");
        world.blocked(mariona.id, Some(Resource::Room(mariona.hearing)), period, BlockCause::Maintenance).await;
        let change = Amendment { join: vec![seeds.people.guest], ..Amendment::default() };
        world.services.bookings.amend(&seeds.accounts.scheduler, id, 1, change).await.expect("a guest joins");
        assert_eq!(places(&world, id).await[1].1, "Sala virtual 2", "the other one is blocked");
        let told = world.messages(id).await.into_iter().filter(|one| one.kind == "changed").map(|one| one.to_name);
        let mut told: Vec<_> = told.collect();
        told.sort();
        assert_eq!(told, ["Delmy Argueta", "Julia Iraheta"], "the guest is invited");
    }

    async fn a_site_comes_and_goes_with_who_is_brought(world) {
        let seeds = &world.seeds;
        let (who, bookings) = (&seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let version = detail(&world, who, id).await.summary.version;
        let [first, second] = seeds.mariona.detainees;
        let bring = |bring: &[_], leave: &[_]| Amendment {
            bring: bring.to_vec(),
            leave_there: leave.to_vec(),
            ..Amendment::default()
        };
        let more = bookings.amend(who, id, version, bring(&[first, second], &[])).await.expect("they are brought");
        assert_eq!(places(&world, id).await[1], place("La Esperanza", "Sala virtual 1", &["DEMO-CP-MAR-0", "DEMO-CP-MAR-1"]));
        assert_eq!(places(&world, more.linked[0].id).await.len(), 2, "the private meeting too");
        let entry = happened(&more).pop().expect("an entry");
        let fields: Vec<_> = entry.changes.iter().map(|change| change.field).collect();
        assert_eq!(fields, [Field::Brought, Field::Brought, Field::Room]);
        let answer = world.try_book(&in_mariona(&world, 23, 10, seeds.mariona.hearing)).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
        // One of them stays away: the room is still needed; then the other: it is not.
        let less = bookings.amend(who, id, more.summary.version, bring(&[], &[first])).await.expect("one stays away");
        assert_eq!(places(&world, id).await[1].2, ["DEMO-CP-MAR-1"]);
        let none = bookings.amend(who, id, less.summary.version, bring(&[], &[second])).await.expect("both do");
        assert_eq!(places(&world, id).await.len(), 1);
        world.book(&in_mariona(&world, 23, 10, seeds.mariona.hearing)).await;
        // Nobody would be left in the first centre, somebody is there already, somebody is not there at all.
        let version = none.summary.version;
        let there = seeds.izalco.detainees[0];
        let refused = [
            (bring(&[], &[there]), Fault::Missing),
            (bring(&[there], &[]), Fault::Duplicate),
            (bring(&[], &[first]), Fault::UnknownChoice),
        ];
        for (change, fault) in refused {
            let answer = bookings.amend(who, id, version, change).await;
            assert_eq!(answer.err(), Some(Error::Invalid(vec![Problem::new("detainee", fault)])));
        }
    }

    async fn a_site_that_cannot_be_had_leaves_all_as_it_was(world) {
        let seeds = &world.seeds;
        let (who, bookings) = (&seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let seen = detail(&world, who, id).await;
        let mut same = in_mariona(&world, 23, 10, seeds.mariona.hearing);
        same.detainee = seeds.mariona.detainees[0];
        world.book(&same).await;
        let change = Amendment { bring: vec![seeds.mariona.detainees[0]], ..Amendment::default() };
        let answer = bookings.amend(who, id, seen.summary.version, change).await;
        assert!(matches!(answer, Err(Error::Refused(_) | Error::Conflict(_))), "{answer:?}");
        assert_eq!(detail(&world, who, id).await, seen);
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
