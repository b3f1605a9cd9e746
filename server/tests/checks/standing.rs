//! What of several checks an appointment shows: none makes better what an earlier one found, unless it measured it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::testing::{Plan, World, entity::centres};
use shared::{
    appointment::CheckSummary,
    check::{Browser, CheckedFor, Finding, Measurements, Quality, Step, Taken, Unmeasured, Verdict},
    ids::{AppointmentId, RoomId},
    readiness::Obstruction,
};

use super::{black, sound};

/// A check that somebody clicked through.
fn skipped() -> Measurements {
    Measurements {
        permission: Taken::Skipped,
        camera: Taken::Skipped,
        microphone: Taken::Skipped,
        speaker: Taken::Skipped,
        ..sound()
    }
}

/// A check of a device that is not being charged.
fn nearly_empty() -> Measurements {
    let mut measured = sound();
    if let Taken::Measured(environment) = &mut measured.environment {
        environment.battery = Some((0.12, false));
    }
    measured
}

/// What the scheduler reads of the lawyer's devices and of the room's, and whether each is said to fail.
pub(super) async fn shown(world: &World, hearing: AppointmentId) -> [(Option<CheckSummary>, bool); 2] {
    let scheduler = &world.seeds.accounts.scheduler;
    let summary = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
    let own = summary.participants.iter().find(|part| part.person == world.seeds.people.lawyer).unwrap();
    let failing = |what: fn(&Obstruction) -> bool| summary.blockers.iter().any(|blocker| what(&blocker.what));
    let own_fails = failing(|what| matches!(what, Obstruction::DevicesFaulty { verdict: Verdict::Fail, .. }));
    let room_fails = failing(|what| matches!(what, Obstruction::RoomFaulty { verdict: Verdict::Fail, .. }));
    [(own.check.clone(), own_fails), (summary.room_checks[0].clone(), room_fails)]
}

fn verdict(check: Option<&CheckSummary>) -> Option<Verdict> {
    check.map(|check| check.verdict)
}

/// What the scheduler reads of the check of `room`, and what stands in the way there: its verdict, or none without a check.
async fn shown_of(world: &World, hearing: AppointmentId, room: RoomId) -> (Option<Verdict>, Vec<Option<Verdict>>) {
    let scheduler = &world.seeds.accounts.scheduler;
    let summary = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
    let site = summary.sites.iter().position(|site| site.room == room).unwrap();
    let told = summary.blockers.iter().filter_map(|blocker| match &blocker.what {
        Obstruction::RoomUnchecked { room: there } if there.id == room => Some(None),
        Obstruction::RoomFaulty { room: there, verdict, .. } if there.id == room => Some(Some(*verdict)),
        _ => None,
    });
    (verdict(summary.room_checks[site].as_ref()), told.collect())
}

/// A hearing on the 25th at 10:00 in Izalco, and in a room of the same name in Mariona.
async fn of_two(world: &World) -> AppointmentId {
    let also = vec![world.seeds.mariona.detainees[0]];
    world.book(&Plan { also, ..world.hearing(world.at(25, 10, 0)) }).await
}

services::on_both_databases! {
    async fn rooms_of_the_same_name_are_told_with_their_centres(world) {
        let hearing = of_two(&world).await;
        world.clock.set(world.at(25, 9, 0));
        let (izalco, mariona, accounts) = (world.seeds.izalco, world.seeds.mariona, &world.seeds.accounts);
        let expected = [
            (izalco.hearing, "Sala virtual 1", izalco.id, "Izalco Fase III"),
            (mariona.hearing, "Sala virtual 1", mariona.id, "La Esperanza"),
        ];
        for reader in [&accounts.scheduler, &accounts.warden, &accounts.other_warden] {
            let summary = world.services.bookings.appointment(reader, hearing).await.unwrap().summary;
            let rooms = summary.blockers.iter().filter_map(|blocker| match &blocker.what {
                Obstruction::RoomUnchecked { room } => {
                    Some((room.id, room.name.as_str(), room.centre, room.centre_name.as_str()))
                }
                _ => None,
            });
            assert_eq!(rooms.collect::<Vec<_>>(), expected);
        }
    }

    async fn a_room_is_checked_by_the_day_of_its_own_centre(world) {
        let hearing = of_two(&world).await;
        let (izalco, mariona) = (world.seeds.izalco.hearing, world.seeds.mariona.hearing);
        // Midnight is an hour earlier there than at the first centre, by whose clock the hearing goes.
        centres::Entity::update_many()
            .col_expr(centres::Column::Zone, Expr::value("America/Lima"))
            .filter(centres::Column::Id.eq(world.seeds.mariona.id.0))
            .exec(&world.house.db)
            .await
            .unwrap();
        let warden = &world.seeds.accounts.other_warden;
        let check = async |moment, measured| {
            world.clock.set(moment);
            world.services.checks.record(warden, None, CheckedFor::Room(mariona), measured).await.unwrap();
        };
        let (nothing, passed) = ((None, vec![]), (Some(Verdict::Pass), vec![]));
        check(world.at(24, 22, 30), sound()).await;
        assert_eq!(shown_of(&world, hearing, mariona).await, nothing, "it is the day before, there too");
        check(world.at(24, 23, 30), sound()).await;
        assert_eq!(shown_of(&world, hearing, mariona).await, passed, "the day has begun there");
        world.clock.set(world.at(25, 9, 0));
        assert_eq!(shown_of(&world, hearing, mariona).await, passed);
        assert_eq!(shown_of(&world, hearing, izalco).await, (None, vec![None]), "the other room is not checked");
        check(world.at(25, 9, 1), black()).await;
        let failed = (Some(Verdict::Fail), vec![Some(Verdict::Fail)]);
        assert_eq!(shown_of(&world, hearing, mariona).await, failed);
    }

    async fn a_failure_is_not_skipped_away(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let alone = Measurements { attended: false, ..skipped() };
        let rows = [
            (black(), Some(Verdict::Fail), true),
            (skipped(), Some(Verdict::Fail), true),
            // The room's device, which checks itself because not everything was measured.
            (alone, Some(Verdict::Fail), true),
            (Measurements { speaker: Taken::Skipped, ..sound() }, Some(Verdict::NotMeasured), false),
            (black(), Some(Verdict::Fail), true),
            (sound(), Some(Verdict::Pass), false),
        ];
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            for (measured, expected, blocks) in rows.clone() {
                world.clock.advance(1);
                world.services.checks.record(who, None, counts_for, measured).await.unwrap();
                let (check, failing) = shown(&world, hearing).await[turn].clone();
                assert_eq!((verdict(check.as_ref()), failing), (expected, blocks), "{counts_for:?}");
                let check = check.unwrap();
                assert_eq!(check.at.at, world.now(), "when it was checked last");
                assert_eq!(check.findings.contains(&(Step::Camera, Finding::Black)), blocks, "{:?}", check.findings);
            }
        }
    }

    async fn the_browser_of_the_newest_is_named(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            for browser in [Browser::Firefox, Browser::Safari] {
                world.clock.advance(1);
                let measured = Measurements { browser, ..sound() };
                world.services.checks.record(who, None, counts_for, measured).await.unwrap();
                let (check, _) = shown(&world, hearing).await[turn].clone();
                assert_eq!(check.map(|check| check.browser), Some(browser), "{counts_for:?}");
            }
        }
    }

    async fn what_ended_no_longer_counts_against_the_next(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            world.services.checks.record(who, None, counts_for, black()).await.unwrap();
            world.clock.advance(1);
            world.services.checks.devices_changed(who, counts_for).await.unwrap();
            assert_eq!(shown(&world, hearing).await[turn], (None, false), "other devices, nothing known");
            world.services.checks.record(who, None, counts_for, skipped()).await.unwrap();
            let (check, failing) = shown(&world, hearing).await[turn].clone();
            assert_eq!((verdict(check.as_ref()), failing), (Some(Verdict::NotMeasured), false));
        }
    }

    async fn a_check_that_measured_too_little_says_what_and_why(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        world.clock.set(world.at(25, 9, 0));
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let hidden = Quality { unmeasured: Some(Unmeasured::Unseen), ..Quality::default() };
        let old = Measurements { version: 1, ..sound() };
        let rows = [
            (Measurements { quality: Taken::Measured(hidden), ..sound() }, (Step::Quality, Finding::Unseen)),
            (old, (Step::Environment, Finding::OldPage)),
        ];
        for (measured, cause) in rows {
            world.clock.advance(1);
            world.services.checks.record(warden, None, room, measured).await.unwrap();
            let scheduler = &world.seeds.accounts.scheduler;
            let summary = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
            let of_the_room = summary.blockers.iter().filter_map(|blocker| match &blocker.what {
                Obstruction::RoomUnchecked { .. } => Some(None),
                Obstruction::RoomFaulty { verdict, worst, .. } => Some(Some((*verdict, *worst))),
                _ => None,
            });
            let of_the_room: Vec<_> = of_the_room.collect();
            assert_eq!(of_the_room, [Some((Verdict::NotMeasured, Some(cause)))]);
        }
    }

    async fn a_low_battery_stands_in_the_way_for_an_hour(world) {
        world.clock.set(world.at(25, 9, 0));
        let hearing = world.book(&world.hearing(world.at(25, 14, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (who, counts_for) in [(&lawyer, own), (warden, room)] {
            let told = world.services.checks.record(who, None, counts_for, nearly_empty()).await.unwrap();
            assert_eq!(told.verdict, Verdict::Warn, "who checks is told");
        }
        let faulty = async || {
            let scheduler = &world.seeds.accounts.scheduler;
            let summary = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
            let faulty = |what: &Obstruction| matches!(what, Obstruction::DevicesFaulty { .. } | Obstruction::RoomFaulty { .. });
            summary.blockers.iter().filter(|blocker| faulty(&blocker.what)).count()
        };
        let of_room = async || {
            let history = world.services.checks.history(warden).await.unwrap();
            let here = history.into_iter().find(|one| one.room == world.seeds.izalco.hearing).unwrap();
            (here.standing.unwrap().verdict, here.checks[0].verdict)
        };
        let verdicts = async || {
            shown(&world, hearing).await.map(|(check, _)| check.map(|check| (check.verdict, check.findings.len(), check.until)))
        };
        let warns = Some((Verdict::Warn, 1, world.at(25, 10, 0)));
        world.clock.set(world.at(25, 9, 59));
        assert_eq!((verdicts().await, faulty().await), ([warns, warns], 2));
        assert_eq!(of_room().await, (Verdict::Warn, Verdict::Warn));
        // By then it is being charged, or is empty.
        world.clock.set(world.at(25, 10, 0));
        let passes = [world.at(26, 9, 0), world.at(26, 0, 0)].map(|until| Some((Verdict::Pass, 0, until)));
        assert_eq!((verdicts().await, faulty().await), (passes, 0));
        assert_eq!(of_room().await, (Verdict::Pass, Verdict::Warn), "the history tells what was found then");
    }

    async fn until_when_checks_say_what_they_say_is_told_with_it(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (moment, measured) in [(world.at(24, 11, 0), black()), (world.at(25, 7, 30), skipped())] {
            world.clock.set(moment);
            world.services.checks.record(&lawyer, None, own, measured.clone()).await.unwrap();
            world.services.checks.record(warden, None, room, measured).await.unwrap();
        }
        let until = async || shown(&world, hearing).await.map(|(check, _)| check.map(|check| (check.verdict, check.until)));
        // The older failure stands until its own end, and what the newer says then stands on.
        let of_room = Some((Verdict::NotMeasured, world.at(26, 0, 0)));
        assert_eq!(until().await, [Some((Verdict::Fail, world.at(25, 11, 0))), of_room]);
        world.clock.set(world.at(25, 11, 0));
        assert_eq!(until().await, [Some((Verdict::NotMeasured, world.at(26, 7, 30))), of_room]);
    }

    async fn a_persons_check_shows_for_a_day_and_no_longer(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        world.clock.set(world.at(24, 9, 0));
        world.services.checks.record(&lawyer, None, CheckedFor::Participant(hearing), sound()).await.unwrap();
        for (moment, expected) in [
            (world.at(25, 8, 59), Some(Verdict::Pass)),
            (world.at(25, 9, 0), None),
            (world.at(25, 10, 30), None),
        ] {
            world.clock.set(moment);
            assert_eq!(verdict(shown(&world, hearing).await[0].0.as_ref()), expected);
        }
    }
}
