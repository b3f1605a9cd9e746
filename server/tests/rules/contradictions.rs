//! What is booked and would no longer be allowed: by rules that changed, people who are kept apart, and people who left;
//! told before rules are saved, and after.

use std::num::NonZeroU16;

use services::testing::{Plan, World};
use shared::{
    centre::{Against, RulesForm},
    ids::AppointmentId,
    principal::Principal,
    schedule::{Departure, Movement},
    separation::SeparationForm,
};

use crate::harness::Desk;

/// A hearing of 45 minutes without a meeting, of other people in the other room.
fn beside(world: &World, hour: i8, minute: i8) -> Plan {
    let mut plan = world.hearing(world.at(23, hour, minute));
    "0".clone_into(&mut plan.what.meeting);
    "146-2026".clone_into(&mut plan.what.case_number);
    plan.detainee = world.seeds.izalco.detainees[1];
    plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    World::in_room(plan, world.seeds.izalco.second_hearing)
}

type Told = Vec<(AppointmentId, Vec<Against>)>;

async fn after(world: &World, who: &Principal) -> Told {
    let view = world.services.centres.centre(who, world.seeds.izalco.id).await.expect("the centre");
    view.contradictions.into_iter().map(|one| (one.hit.id, one.against)).collect()
}

async fn before(world: &World, who: &Principal, change: impl FnOnce(RulesForm) -> RulesForm) -> Told {
    let centre = world.seeds.izalco.id;
    let form = change(RulesForm::of(world.services.centres.centre(who, centre).await.expect("the centre").rules));
    let (found, more) = world.services.centres.weigh_rules(who, centre, &form).await.expect("weighed");
    assert_eq!(more, 0);
    found.into_iter().map(|one| (one.hit.id, one.against)).collect()
}

async fn save(world: &World, who: &Principal, change: impl FnOnce(RulesForm) -> RulesForm) {
    let centre = world.seeds.izalco.id;
    let form = change(RulesForm::of(world.services.centres.centre(who, centre).await.expect("the centre").rules));
    world.services.centres.set_rules(who, centre, &form).await.expect("saved");
}

services::on_both_databases! {
    async fn fewer_escorts_and_longer_ways_are_told_before_they_are_saved_and_after(world) {
        let warden = &world.seeds.accounts.warden;
        // The private meeting from 9:30 on and the hearing are one way out and back.
        let one = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let other = world.book(&beside(&world, 10, 30)).await;
        // The same detainee as the first, a quarter of an hour after it.
        let mut later = world.hearing(world.at(23, 11, 0));
        "0".clone_into(&mut later.what.meeting);
        "147-2026".clone_into(&mut later.what.case_number);
        later.people = vec![world.another_person(shared::appointment::Role::Judge, 1).await, world.another_person(shared::appointment::Role::DefenceLawyer, 2).await];
        let later = world.book(&later).await;
        let teams = |form: RulesForm| RulesForm { teams: "1".to_owned(), ..form };
        // The second is out with the first, and with the third.
        let escorts: Told = [one, other, later].map(|id| (id, vec![Against::Escorts])).to_vec();
        assert_eq!(before(&world, warden, teams).await, escorts);
        assert_eq!(after(&world, warden).await, [], "nothing is saved");
        save(&world, warden, teams).await;
        assert_eq!(after(&world, warden).await, escorts);
        assert_eq!(before(&world, warden, teams).await, [], "what is against them already is told by the centre");
        save(&world, warden, |form| RulesForm { teams: String::new(), ..form }).await;
        let ways = |form: RulesForm| RulesForm { move_before: "10".to_owned(), move_after: "10".to_owned(), ..form };
        let movement: Told = [one, later].map(|id| (id, vec![Against::Movement])).to_vec();
        assert_eq!(before(&world, warden, ways).await, movement);
        save(&world, warden, ways).await;
        assert_eq!(after(&world, warden).await, movement);
        // The room needs more than there is between the first and the third.
        let ready = |form: RulesForm| RulesForm { turnover: "20".to_owned(), ..form };
        assert_eq!(before(&world, warden, ready).await, [one, later].map(|id| (id, vec![Against::Turnover])).to_vec());
    }

    async fn a_hearing_and_its_meetings_are_one_way_out_and_back(world) {
        let warden = &world.seeds.accounts.warden;
        let one = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let ways = |form: RulesForm| RulesForm {
            teams: "1".to_owned(), move_before: "10".to_owned(), move_after: "10".to_owned(), turnover: "5".to_owned(), ..form
        };
        assert_eq!(before(&world, warden, ways).await, [], "it is in nobody's way by itself");
        // Somebody else is brought while the meeting after goes on.
        let other = world.book(&beside(&world, 11, 0)).await;
        let both: Told = [one, other].map(|id| (id, vec![Against::Escorts])).to_vec();
        assert_eq!(before(&world, warden, ways).await, both);
    }

    async fn what_is_listed_is_what_would_be_refused_today(world) {
        let (warden, who) = (&world.seeds.accounts.warden, &world.seeds.accounts.scheduler);
        let one = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let other = world.book(&beside(&world, 10, 30)).await;
        let alone = world.book(&beside(&world, 14, 0)).await;
        world.keeps(world.seeds.izalco.id, Movement::default(), 0, NonZeroU16::new(1)).await;
        let told: Vec<AppointmentId> = after(&world, warden).await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(told, [one, other]);
        // Whoever moves one of them by nothing but its room is refused by the same rule; the one that is not listed is not.
        for id in [one, other, alone] {
            let room = if id == one { world.seeds.izalco.second_hearing } else { world.seeds.izalco.hearing };
            let wish = shared::appointment::Amendment { room: Some(room), ..Default::default() };
            let wished = world.services.bookings.choices(who, id, wish).await.expect("weighed").wished.expect("a move");
            let refused = wished.obstacles.iter().any(|it| matches!(it, shared::schedule::Obstacle::NoEscort { .. }));
            assert_eq!(refused, told.contains(&id), "{:?}", wished.obstacles);
        }
    }

    async fn people_kept_apart_are_told_and_nobody_learns_from_whom(world) {
        let accounts = &world.seeds.accounts;
        let one = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let other = world.book(&beside(&world, 10, 30)).await;
        let alone = world.book(&beside(&world, 14, 0)).await;
        assert_eq!(after(&world, &accounts.warden).await, []);
        let form = SeparationForm {
            one: "DEMO-CP-IZA-0".to_owned(), other: "DEMO-CP-IZA-1".to_owned(), reason: "Testigo".to_owned()
        };
        let weighed = world.services.separations.weigh(&accounts.warden, &form).await.expect("weighed");
        assert_eq!(weighed.iter().map(|hit| hit.id).collect::<Vec<_>>(), [one, other], "before");
        assert_eq!(after(&world, &accounts.warden).await, [], "nothing is saved");
        world.services.separations.add(&accounts.warden, &form).await.expect("kept apart");
        let told = [one, other].map(|id| (id, vec![Against::Apart])).to_vec();
        assert_eq!(after(&world, &accounts.warden).await, told);
        assert_eq!(after(&world, &accounts.administrator).await, told);
        let weighed = world.services.separations.weigh(&accounts.warden, &form).await.expect("weighed");
        assert_eq!(weighed.len(), 2);
        assert!(!told.iter().any(|(id, _)| *id == alone));
    }

    async fn people_kept_apart_who_are_heard_together_are_told(world) {
        let warden = &world.seeds.accounts.warden;
        let also = vec![world.seeds.izalco.detainees[1]];
        let one = world.book(&Plan { also, ..world.hearing(world.at(23, 10, 0)) }).await;
        let form = SeparationForm {
            one: "DEMO-CP-IZA-0".to_owned(), other: "DEMO-CP-IZA-1".to_owned(), reason: "Testigo".to_owned()
        };
        let weighed = world.services.separations.weigh(warden, &form).await.expect("weighed");
        assert_eq!(weighed.iter().map(|hit| hit.id).collect::<Vec<_>>(), [one]);
        world.services.separations.add(warden, &form).await.expect("kept apart");
        assert_eq!(after(&world, warden).await, [(one, vec![Against::Apart])]);
    }

    async fn who_has_left_is_told(world) {
        let warden = &world.seeds.accounts.warden;
        let one = world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.book(&beside(&world, 10, 30)).await;
        let (detainee, centre) = (world.seeds.izalco.detainees[0], world.seeds.izalco.id);
        world.leaves(detainee, centre, Departure::Release, world.at(23, 10, 45)).await;
        assert_eq!(after(&world, warden).await, [], "after it is over");
        world.leaves(detainee, world.seeds.mariona.id, Departure::Transfer, world.at(20, 0, 0)).await;
        assert_eq!(after(&world, warden).await, [], "from another centre");
        world.leaves(world.seeds.izalco.detainees[1], centre, Departure::Transfer, world.at(23, 11, 0)).await;
        let told = after(&world, warden).await;
        assert_eq!(told.iter().map(|(_, against)| against.clone()).collect::<Vec<_>>(), [vec![Against::Left]]);
        assert_ne!(told[0].0, one);
    }

    async fn rules_are_weighed_and_saved_by_one_plain_form(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.book(&beside(&world, 10, 30)).await;
        let centre = world.seeds.izalco.id;
        let page = format!("/centres/{centre}/rules");
        let seen = world.services.centres.centre(&world.seeds.accounts.warden, centre).await.expect("the centre").rules;
        let form = format!(
            "centre={centre}&form[seen]={}&form[move_before]=0&form[move_after]=0&form[turnover]=0&form[teams]=1",
            seen.written().replace(' ', "+")
        );
        let weighed = desk.post_plain("/do/centres/set-rules", &page, &cookie, &format!("{form}&weigh=1")).await;
        assert_eq!(weighed.header("location"), format!("{page}?weigh=1"));
        let typed = weighed.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let shown = desk.open(weighed.header("location"), Some(&format!("{cookie}; {typed}"))).await;
        assert!(shown.body.contains("2 citas ya reservadas contradirían estas reglas"), "{}", shown.body);
        assert!(shown.body.contains("Faltan escoltas") && shown.body.contains("value=\"1\""), "{}", shown.body);
        assert_eq!(after(&world, &world.seeds.accounts.warden).await, []);
        let saved = desk.post_plain("/do/centres/set-rules", &page, &cookie, &form).await;
        assert_eq!(saved.header("location"), format!("/centres/{centre}?done=saved"));
        assert_eq!(after(&world, &world.seeds.accounts.warden).await.len(), 2);
    }
}
