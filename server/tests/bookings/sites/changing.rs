//! What changes of a hearing in several centres: all of its rooms go along, or none does.

use services::testing::Plan;
use shared::{
    appointment::{Amendment, Field},
    error::{Error, Fault, Problem},
    schedule::{BlockCause, Obstacle, Resource},
    time::Period,
};

use super::{in_mariona, of_two, place, places};
use crate::bookings::{detail, happened};

services::on_both_databases! {
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
}
