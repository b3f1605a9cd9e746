//! Mending days that broke.

mod many;
mod supposing;
mod transferred;

use axum::http::StatusCode;
use services::testing::{Plan, World};
use shared::{
    appointment::HearingType,
    error::Error,
    ids::AppointmentId,
    principal::Principal,
    repair::Accepted,
    schedule::{BlockCause, Obstacle, Resource, Sitting, Slot},
    time::Period,
};

use crate::harness::Desk;

/// A hearing without a meeting, with the second judge and lawyer, of the second detainee.
fn second(world: &World, hour: i8) -> Plan {
    let mut plan = world.hearing(world.at(23, hour, 0));
    "0".clone_into(&mut plan.what.meeting);
    "146-2026".clone_into(&mut plan.what.case_number);
    plan.detainee = world.seeds.izalco.detainees[1];
    plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    plan
}

async fn block(world: &World, what: Option<Resource>, from: i8, until: i8) {
    let period = Period::new(world.at(23, from, 0), world.at(23, until, 0)).expect("a period");
    world.blocked(world.seeds.izalco.id, what, period, BlockCause::Maintenance).await;
}

async fn proposed(world: &World) -> Vec<Accepted> {
    let view = world.services.repairs.look(&world.seeds.accounts.scheduler, None).await.expect("a repair");
    view.rows.iter().filter_map(shared::repair::RepairRow::accepted).collect()
}

async fn place_of(world: &World, id: AppointmentId) -> Slot {
    let detail = world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.expect("it is there");
    Slot { start: detail.summary.period.start.at, room: detail.summary.sites[0].room }
}

services::on_both_databases! {
    async fn a_room_that_breaks_is_swapped_and_only_that(world) {
        let who = &world.seeds.accounts.scheduler;
        let (one, two) = (world.book(&world.hearing(world.at(23, 10, 0))).await, world.book(&second(&world, 13)).await);
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 9, 12).await;
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one]);
        assert!(matches!(view.rows[0].why[..], [Obstacle::Blocked { .. }]), "{:?}", view.rows[0].why);
        let to = view.rows[0].to.as_ref().expect("the other room is free").slot;
        assert_eq!((to.start, to.room), (world.at(23, 10, 0), world.seeds.izalco.second_hearing));
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        assert_eq!(place_of(&world, one).await, Slot { start: world.at(23, 10, 0), room: world.seeds.izalco.second_hearing });
        assert_eq!(place_of(&world, two).await.start, world.at(23, 13, 0));
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn what_is_accepted_where_it_is_lets_go_of_nothing(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let stays = Accepted { id, version: 1, to: place_of(&world, id).await.into() };
        repairs.accept(who, vec![stays], None).await.expect("nothing is moved");
        let taken = world.try_book(&second(&world, 10)).await;
        assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
    }

    async fn a_room_that_breaks_at_another_centre_is_swapped_there(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let (izalco, mariona) = (world.seeds.izalco, world.seeds.mariona);
        let two = Plan { also: vec![mariona.detainees[0]], ..world.hearing(world.at(23, 10, 0)) };
        let id = world.book(&two).await;
        // Shorter notice than a new time would need: they keep the time that they know.
        world.notice(HearingType::ReviewOfMeasures, 24 * 7).await;
        let period = Period::new(world.at(23, 8, 0), world.at(23, 16, 0)).expect("a period");
        let room = Some(Resource::Room(mariona.hearing));
        world.blocked(mariona.id, room, period, BlockCause::Maintenance).await;
        let view = repairs.look(who, None).await.expect("a repair");
        let [row] = &view.rows[..] else { panic!("{:?}", view.rows) };
        assert!(matches!(row.why[..], [Obstacle::At { .. }]), "{:?}", row.why);
        let accepted = row.accepted().expect("the other room there is free");
        let here = Slot { start: world.at(23, 10, 0), room: izalco.hearing };
        assert_eq!(accepted.to, Sitting { slot: here, beside: vec![mariona.second_hearing] });
        let shown = &row.to.as_ref().expect("a place").beside;
        assert_eq!(shown.iter().map(|(_, room)| room.as_str()).collect::<Vec<_>>(), ["Sala virtual 2"]);
        assert_eq!(accepted.to_string().parse(), Ok(accepted.clone()), "a button says it");
        repairs.accept(who, vec![accepted], None).await.expect("the change is made");
        assert_eq!(place_of(&world, id).await, here);
        let detail = world.services.bookings.appointment(who, id).await.expect("it is there");
        assert_eq!(detail.summary.sites[1].room, mariona.second_hearing);
        assert_eq!(repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn a_room_that_breaks_within_the_notice_is_swapped_at_its_time(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.notice(HearingType::ReviewOfMeasures, 24 * 7).await;
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 9, 12).await;
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let there = Slot { start: world.at(23, 10, 0), room: world.seeds.izalco.second_hearing };
        assert_eq!(place_of(&world, id).await, there);
    }

    async fn those_who_are_kept_apart_are_moved_nowhere_together(world) {
        let who = &world.seeds.accounts.scheduler;
        let [one, other] = world.seeds.izalco.detainees;
        let both = world.book(&Plan { also: vec![other], ..world.hearing(world.at(23, 10, 0)) }).await;
        world.apart(("detainee", one.0), ("detainee", other.0)).await;
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, [], "it stays as it was booked");
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 9, 12).await;
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| (row.id, row.to.is_some())).collect::<Vec<_>>(), [(both, false)]);
        let there = Slot { start: world.at(23, 10, 0), room: world.seeds.izalco.second_hearing };
        let forced = Accepted { id: both, version: view.rows[0].version, to: there.into() };
        let refused = world.services.repairs.accept(who, vec![forced], None).await;
        assert_eq!(refused, Err(Error::Refused(vec![Obstacle::Incompatible])));
    }

    async fn a_judge_who_is_ill_and_a_centre_that_locks_down(world) {
        let who = &world.seeds.accounts.scheduler;
        let (one, two) = (world.book(&world.hearing(world.at(23, 10, 0))).await, world.book(&second(&world, 13)).await);
        block(&world, Some(Resource::Person(world.seeds.people.judge)), 8, 16).await;
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one]);
        let to = view.rows[0].to.as_ref().expect("another day").slot;
        assert!(to.start >= world.at(24, 8, 0), "not that day: {to:?}");
        block(&world, None, 8, 16).await;
        let moves = proposed(&world).await;
        assert_eq!(moves.len(), 2);
        // In parts: the other stays broken.
        let part: Vec<_> = moves.iter().filter(|one| one.id == two).cloned().collect();
        world.services.repairs.accept(who, part, None).await.expect("the change is made");
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one]);
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn a_hearing_at_two_centres_goes_where_both_have_a_room(world) {
        let who = &world.seeds.accounts.scheduler;
        let mariona = &world.seeds.mariona;
        let plan = Plan { also: vec![mariona.detainees[0]], ..world.hearing(world.at(23, 10, 0)) };
        let id = world.book(&plan).await;
        // The other centre locks down for the morning; in the afternoon its first room is still being mended.
        for (room, until) in [(None, 12), (Some(Resource::Room(mariona.hearing)), 16)] {
            let period = Period::new(world.at(23, 8, 0), world.at(23, until, 0)).expect("a period");
            world.blocked(mariona.id, room, period, BlockCause::Security).await;
        }
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert!(matches!(&view.rows[0].why[..], [Obstacle::At { .. }, ..]), "{:?}", view.rows[0].why);
        let to = view.rows[0].to.as_ref().expect("there is a place");
        assert_eq!(to.slot.start, world.at(23, 12, 30), "with the private meeting before it");
        assert_eq!(to.beside[0].1.as_str(), "Sala virtual 2");
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let detail = world.services.bookings.appointment(who, id).await.expect("it is there");
        assert_eq!(detail.summary.sites[1].room, mariona.second_hearing);
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn what_hits_the_meeting_after_breaks_its_hearing(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.between_meetings(world.at(23, 10, 15))).await;
        // The meeting is from 11:00 to 11:15.
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 11, 12).await;
        let view = world.services.repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
        assert_eq!(view.rows[0].now.meeting_end.map(|end| end.at), Some(world.at(23, 11, 15)));
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let hearing = world.services.bookings.appointment(who, id).await.expect("it is there");
        assert_eq!(hearing.linked.len(), 2);
        for linked in hearing.linked {
            assert_eq!(place_of(&world, linked.id).await.room, world.seeds.izalco.second_hearing);
        }
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn a_repair_is_made_whole_or_not_at_all(world) {
        let who = &world.seeds.accounts.scheduler;
        let (one, two) = (world.book(&world.hearing(world.at(23, 10, 0))).await, world.book(&second(&world, 13)).await);
        block(&world, None, 8, 16).await;
        let mut moves = proposed(&world).await;
        assert_eq!(moves.len(), 2);
        // Somebody takes the second's new place meanwhile.
        let place = moves.iter_mut().find(|one| one.id == two).expect("it moves");
        let mut other = second(&world, 13);
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.slot = place.to.slot;
        other.detainee = world.another_detainee(world.seeds.izalco.id, 5).await;
        other.people = vec![
            world.another_person(shared::appointment::Role::Judge, 1).await,
            world.another_person(shared::appointment::Role::DefenceLawyer, 2).await,
        ];
        world.book(&other).await;
        let refused = world.services.repairs.accept(who, moves.clone(), None).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!(place_of(&world, one).await.start, world.at(23, 10, 0));
        assert_eq!(place_of(&world, two).await.start, world.at(23, 13, 0));
        // What somebody saw must be what there is.
        moves[0].version = 99;
        let stale = world.services.repairs.accept(who, vec![moves[0].clone()], None).await;
        assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the new proposal holds");
    }

    async fn only_schedulers_repair_and_only_their_own(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        block(&world, None, 8, 16).await;
        let moves = proposed(&world).await;
        assert_eq!(moves.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
        let accounts = &world.seeds.accounts;
        let repairs = &world.services.repairs;
        for who in [
            &accounts.judge, &accounts.lawyer, &accounts.warden, &accounts.nurse, &accounts.clinician,
            &accounts.administrator, &accounts.auditor,
        ] {
            assert_eq!(repairs.look(who, None).await, Err(Error::Forbidden), "{who:?}");
            assert_eq!(repairs.broken(who).await, Err(Error::Forbidden), "{who:?}");
            assert_eq!(repairs.accept(who, moves.clone(), None).await, Err(Error::Forbidden), "{who:?}");
        }
        assert_eq!(repairs.look(&Principal::Anonymous, None).await, Err(Error::Unauthenticated));
        assert_eq!(repairs.accept(&Principal::Anonymous, moves.clone(), None).await, Err(Error::Unauthenticated));
        assert_eq!(repairs.look(&accounts.other_scheduler, None).await.expect("theirs").rows, []);
        assert_eq!(repairs.accept(&accounts.other_scheduler, moves, None).await, Err(Error::NotFound));
    }

    async fn a_repair_is_accepted_with_a_plain_form(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 9, 12).await;
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let page = desk.open("/repair", Some(&cookie)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("145-2026") && page.body.contains("name=\"moves[]\""), "{}", page.body);
        let empty = desk.post_plain("/do/repair/accept", "/repair", &cookie, "").await;
        let shown = desk.open(empty.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("Marque al menos un cambio"), "{}", shown.body);
        let moves = proposed(&world).await;
        let form = format!("moves%5B%5D={}", moves[0].to_string().replace(':', "%3A"));
        let done = desk.post_plain("/do/repair/accept", "/repair", &cookie, &form).await;
        assert_eq!(done.header("location"), "/repair?done=accepted");
        assert_eq!(place_of(&world, id).await.room, world.seeds.izalco.second_hearing);
        let shown = desk.open("/repair?done=accepted", Some(&cookie)).await;
        assert!(shown.body.contains("No hay nada que reparar"), "{}", shown.body);
    }
}
