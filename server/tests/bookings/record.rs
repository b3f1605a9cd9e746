//! What the record and a refusal for a stale version say: each thing that really changed, and nothing that did not.

use jiff::civil::date;
use services::testing::{Plan, World};
use shared::{
    appointment::{AccusedPosition, Amendment, Field, FieldChange, LegalBasis},
    cause::Cause,
    error::Error,
    ids::{AppointmentId, DetaineeId},
};

use super::{detail, happened};

/// What is told of who changes the appointment as it was in `seen`, by field and whose it is.
async fn since(world: &World, id: AppointmentId, seen: i32) -> Vec<FieldChange> {
    let answer = world.services.bookings.cancel(&world.seeds.accounts.scheduler, id, seen, Cause::Mistake, None).await;
    let Err(Error::Stale { mut changes, .. }) = answer else { panic!("{answer:?}") };
    changes.sort_by_key(|change| (change.field, change.of.clone()));
    changes
}

fn change(field: Field, of: Option<&str>, from: Option<&str>, to: Option<&str>) -> FieldChange {
    let [of, from, to] = [of, from, to].map(|text| text.map(str::to_owned));
    FieldChange { field, of, from, to }
}

fn brings(bring: &[DetaineeId], leave: &[DetaineeId]) -> Amendment {
    Amendment { bring: bring.to_vec(), leave_there: leave.to_vec(), ..Amendment::default() }
}

services::on_both_databases! {
    async fn a_decision_that_keeps_its_number_is_another_all_the_same(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let before = detail(&world, who, id).await.legal_basis.expect("a decision");
        let after = LegalBasis {
            date: date(2026, 11, 18),
            judge: "Marta Alas".parse().expect("a name"),
            ground: "Amenazas".parse().expect("a ground"),
            accused: AccusedPosition::Objects,
            ..before.clone()
        };
        let decide = |basis: &LegalBasis| Amendment { legal_basis: Some(basis.clone()), ..Amendment::default() };
        let amended = bookings.amend(who, id, 1, decide(&after)).await.expect("it changes");
        let part = |field, from, to| change(field, None, Some(from), Some(to));
        let told = [
            part(Field::ResolutionDate, "2026-11-16", "2026-11-18"),
            part(Field::ResolutionJudge, "Julia Iraheta", "Marta Alas"),
            part(Field::Accused, "consents", "objects"),
            part(Field::Ground, "Distancia y riesgo del traslado", "Amenazas"),
        ];
        assert_eq!(happened(&amended).pop().expect("an entry").changes, told);
        let stale = since(&world, id, 1).await;
        assert_eq!(stale.len(), told.len(), "{stale:?}");
        assert!(told.iter().all(|one| stale.contains(one)), "{stale:?}");

        let number = LegalBasis { resolution: "R-78/2026".parse().expect("a number"), ..after };
        bookings.amend(who, id, 2, decide(&number)).await.expect("it changes");
        assert_eq!(since(&world, id, 2).await, [part(Field::LegalBasis, "R-77/2026", "R-78/2026")]);
        assert_eq!(since(&world, id, 1).await.len(), 5, "every part");
        // Put back as it was, nothing is different.
        bookings.amend(who, id, 3, decide(&before)).await.expect("it changes");
        assert_eq!(since(&world, id, 1).await, []);
    }

    async fn each_who_is_brought_or_stays_away_is_told_by_themselves(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let (izalco, [first, second]) = (world.seeds.izalco, world.seeds.mariona.detainees);
        let (here, there) = (Some("Izalco Fase III"), Some("La Esperanza"));
        let one = |code, from, to| change(Field::Brought, Some(code), from, to);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        bookings.amend(who, id, 1, brings(&[first, second], &[])).await.expect("two more");
        let room = change(Field::Room, there, None, Some("Sala virtual 1"));
        let two = [room.clone(), one("DEMO-CP-MAR-0", None, there), one("DEMO-CP-MAR-1", None, there)];
        assert_eq!(since(&world, id, 1).await, two);
        // One comes and another stays away, in one change and as seen over both.
        bookings.amend(who, id, 2, brings(&[izalco.detainees[1]], &[first])).await.expect("another instead");
        let came = one("DEMO-CP-IZA-1", None, here);
        assert_eq!(since(&world, id, 2).await, [came.clone(), one("DEMO-CP-MAR-0", there, None)]);
        assert_eq!(since(&world, id, 1).await, [room, came.clone(), one("DEMO-CP-MAR-1", None, there)]);
        // The last one of the other centre: the room there is given up, and it is as if nobody had ever come from it.
        bookings.amend(who, id, 3, brings(&[], &[second])).await.expect("nobody from there");
        let given_up = change(Field::Room, there, Some("Sala virtual 1"), None);
        assert_eq!(since(&world, id, 3).await, [given_up, one("DEMO-CP-MAR-1", there, None)]);
        assert_eq!(since(&world, id, 1).await, [came]);
    }

    async fn the_rooms_of_two_centres_are_told_apart(world) {
        let (who, bookings, seeds) = (&world.seeds.accounts.scheduler, &world.services.bookings, &world.seeds);
        let other = seeds.mariona.detainees[0];
        let id = world.book(&Plan { also: vec![other], ..world.hearing(world.at(23, 10, 0)) }).await;
        let change_both = Amendment { room: Some(seeds.izalco.second_hearing), ..brings(&[], &[other]) };
        bookings.amend(who, id, 1, change_both).await.expect("one room is another, one is given up");
        let there = Some("La Esperanza");
        assert_eq!(
            since(&world, id, 1).await,
            [
                change(Field::Room, None, Some("Sala virtual 1"), Some("Sala virtual 2")),
                change(Field::Room, there, Some("Sala virtual 1"), None),
                change(Field::Brought, Some("DEMO-CP-MAR-0"), there, None),
            ]
        );
    }
}
