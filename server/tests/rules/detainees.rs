//! Who is held in a centre: when they leave and by what they are held apart, recorded by those who keep the centre.

use jiff::civil::date;
use services::testing::{Plan, World};
use shared::{
    appointment::Field,
    centre::Against,
    error::{Error, Fault, Problem},
    held::{CategoryForm, HeldView, Leaving, LeavingForm},
    ids::DetaineeId,
    principal::Principal,
    schedule::{
        Departure, Obstacle,
        waiting::{Category, LegalStatus},
    },
};

use super::is_outdated;

async fn seen(world: &World, who: &Principal, detainee: DetaineeId) -> HeldView {
    world.services.detainees.one(who, world.seeds.izalco.id, detainee).await.expect("they are held here")
}

/// A transfer from `from` on, made on what `view` shows.
fn transfer(view: &HeldView, from: &str) -> LeavingForm {
    let seen = view.held.leaving.map(Leaving::written).unwrap_or_default();
    LeavingForm { seen, why: "transfer".to_owned(), from: from.to_owned() }
}

services::on_both_databases! {
    async fn the_keepers_find_those_who_are_held_in_their_centre(world) {
        let (detainees, accounts) = (&world.services.detainees, &world.seeds.accounts);
        let (izalco, mariona) = (world.seeds.izalco, world.seeds.mariona);
        for who in [&accounts.warden, &accounts.administrator] {
            let all = detainees.held(who, izalco.id, "").await.expect("a list");
            assert_eq!((all.found.len(), all.more, all.leaving.len()), (2, 0, 0));
            let found = detainees.held(who, izalco.id, "maria PEÑA").await.expect("a list").found;
            assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [izalco.detainees[0]]);
            assert!(detainees.held(who, izalco.id, "nadie").await.expect("a list").found.is_empty());
        }
        // Who is held elsewhere is as if there were nobody.
        let warden = &accounts.warden;
        assert_eq!(detainees.held(warden, mariona.id, "").await, Err(Error::NotFound));
        assert_eq!(detainees.one(warden, izalco.id, mariona.detainees[0]).await, Err(Error::NotFound));
        let form = LeavingForm { why: "release".to_owned(), from: "2026-11-24".to_owned(), ..LeavingForm::default() };
        assert_eq!(detainees.leave(warden, izalco.id, mariona.detainees[0], &form).await, Err(Error::NotFound));
        assert_eq!(detainees.weigh(warden, izalco.id, mariona.detainees[0], &form).await, Err(Error::NotFound));
    }

    async fn who_leaves_last_is_listed_first_and_it_is_said_how_many_more_do(world) {
        let (detainees, warden, izalco) = (&world.services.detainees, &world.seeds.accounts.warden, world.seeds.izalco);
        let mut leaving = Vec::new();
        for number in 0..52 {
            let person = world.another_detainee(izalco.id, number).await;
            let from = world.now().plus_minutes(i64::try_from(number).expect("a small number") * 24 * 60);
            world.leaves(person, izalco.id, Departure::Release, from).await;
            leaving.push(person);
        }
        let list = detainees.held(warden, izalco.id, "").await.expect("a list");
        leaving.reverse();
        assert_eq!(list.leaving.iter().map(|one| one.id).collect::<Vec<_>>(), leaving[..50]);
        assert_eq!(list.leaving_more, 2);
    }

    async fn a_departure_is_weighed_recorded_changed_and_taken_back(world) {
        let (detainees, warden, izalco) = (&world.services.detainees, &world.seeds.accounts.warden, world.seeds.izalco);
        let person = izalco.detainees[0];
        let before = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let after = world.book(&world.hearing(world.at(25, 10, 0))).await;
        // Nothing changes by looking, and what is hit is what ends after it: the hearing, and its private meeting.
        let view = seen(&world, warden, person).await;
        let hits = detainees.weigh(warden, izalco.id, person, &transfer(&view, "2026-11-24")).await.expect("weighed");
        assert!(hits.len() == 2 && hits.iter().any(|hit| hit.id == after), "{hits:?}");
        assert!(hits.iter().all(|hit| hit.id != before));
        let none = detainees.weigh(warden, izalco.id, person, &transfer(&view, "2026-11-26")).await;
        assert_eq!(none, Ok(Vec::new()));
        assert_eq!(seen(&world, warden, person).await.held.leaving, None);
        assert_eq!(world.recorded("detainee").await, Vec::<String>::new());

        let first = transfer(&view, "2026-11-24");
        assert_eq!(detainees.leave(warden, izalco.id, person, &first).await, Ok(()));
        let of = |day| Leaving { why: Departure::Transfer, from: date(2026, 11, day) };
        assert_eq!(seen(&world, warden, person).await.held.leaving, Some(of(24)));
        let list = detainees.held(warden, izalco.id, "").await.expect("a list");
        assert_eq!(list.leaving.iter().map(|one| (one.id, one.leaving)).collect::<Vec<_>>(), [(person, Some(of(24)))]);
        // The rule is kept to at once, and those who booked are told.
        let refused = world.try_book(&world.hearing(world.at(26, 10, 0))).await;
        assert!(matches!(&refused, Err(Error::Refused(why)) if matches!(why[..], [Obstacle::Left { .. }])), "{refused:?}");
        assert_eq!(world.services.repairs.broken(&world.seeds.accounts.scheduler).await, Ok(1));
        let centre = world.services.centres.centre(warden, izalco.id).await.expect("the centre");
        let told: Vec<_> = centre.contradictions.iter().map(|one| (one.hit.id, one.against.clone())).collect();
        assert_eq!(told, [(after, vec![Against::Left])]);

        // Whoever saw none is refused; whoever sees it moves it, and takes it back.
        let late = detainees.leave(warden, izalco.id, person, &transfer(&view, "2026-11-30")).await;
        assert!(is_outdated(&late, Field::Departure), "{late:?}");
        let later = transfer(&seen(&world, warden, person).await, "2026-11-26");
        assert_eq!(detainees.leave(warden, izalco.id, person, &later).await, Ok(()));
        assert_eq!(world.services.repairs.broken(&world.seeds.accounts.scheduler).await, Ok(0));
        assert!(is_outdated(&detainees.stay(warden, izalco.id, person, &of(24).written()).await, Field::Departure));
        for _ in 0..2 {
            assert_eq!(detainees.stay(warden, izalco.id, person, &of(26).written()).await, Ok(()));
        }
        assert_eq!(seen(&world, warden, person).await.held.leaving, None);
        assert_eq!(world.recorded("detainee").await, ["leaves", "leaves", "stays"]);
        let record = world.record("detainee").await;
        let told = &record[1].changes[0];
        assert_eq!(told["from"].as_str().zip(told["to"].as_str()), Some(("transfer 2026-11-24", "transfer 2026-11-26")));
        world.book(&world.hearing(world.at(26, 10, 0))).await;
    }

    async fn what_is_missing_of_a_departure_is_named(world) {
        let (detainees, warden, izalco) = (&world.services.detainees, &world.seeds.accounts.warden, world.seeds.izalco);
        let wrong = |field, fault| Err(Error::Invalid(vec![Problem::new(field, fault)]));
        let form = LeavingForm { why: "transfer".to_owned(), from: "mañana".to_owned(), ..LeavingForm::default() };
        assert_eq!(detainees.leave(warden, izalco.id, izalco.detainees[0], &form).await, wrong("from", Fault::NotADate));
        let form = LeavingForm { why: "escape".to_owned(), from: "2026-11-24".to_owned(), ..form };
        assert_eq!(detainees.leave(warden, izalco.id, izalco.detainees[0], &form).await, wrong("why", Fault::UnknownChoice));
    }

    async fn a_category_holds_apart_once_it_is_recorded(world) {
        let (detainees, warden, izalco) = (&world.services.detainees, &world.seeds.accounts.warden, world.seeds.izalco);
        for room in [izalco.hearing, izalco.clinic] {
            world.waits(room, "NORTE").await;
        }
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let status = |status| Category { status: Some(status), ..Category::default() };
        for (person, wanted) in izalco.detainees.into_iter().zip([LegalStatus::Remand, LegalStatus::Sentenced]) {
            let before = seen(&world, warden, person).await.held.category;
            let form = CategoryForm { seen: CategoryForm::of(before).seen, ..CategoryForm::of(status(wanted)) };
            assert_eq!(detainees.set_category(warden, izalco.id, person, &form).await, Ok(()));
            assert_eq!(seen(&world, warden, person).await.held.category, status(wanted));
            assert!(is_outdated(&detainees.set_category(warden, izalco.id, person, &form).await, Field::Category));
        }
        let visit: Plan = world.teleconsultation(world.at(23, 10, 0));
        let refused = world.try_book(&visit).await;
        let beside = vec![Obstacle::Separated { room: "Consultorio".parse().expect("a name") }];
        assert_eq!(refused, Err(Error::Refused(beside)));
        let record = world.record("detainee").await;
        assert_eq!(record.len(), 2);
        let told = &record[0].changes[0];
        assert_eq!(told["from"].as_str().zip(told["to"].as_str()), Some(("- - -", "remand - -")));
    }
}
