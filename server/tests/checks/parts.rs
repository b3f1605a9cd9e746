//! A check whose failure is told before it is over: what stands then, and what the rest of it takes the place of.

use sea_orm::{EntityTrait, QueryOrder};
use services::testing::{
    World,
    entity::{audit_entries, checked_kits, device_checks},
};
use shared::{
    appointment::FieldChange,
    check::{CheckResult, CheckedFor, Measurements, SAME_CHECK_MINUTES, Step, Taken, Verdict},
    error::Error,
    ids::DeviceCheckId,
    principal::Principal,
};

use super::{black, sound, standing::shown};

/// What was measured when the person stopped at the camera.
fn up_to_the_camera(measured: Measurements) -> Measurements {
    Measurements {
        microphone: Taken::NotReached,
        speaker: Taken::NotReached,
        signalling: Taken::NotReached,
        connection: Taken::NotReached,
        quality: Taken::NotReached,
        ..measured
    }
}

async fn tell(
    world: &World,
    who: &Principal,
    counts_for: CheckedFor,
    measured: Measurements,
    before: Option<DeviceCheckId>,
) -> (Option<DeviceCheckId>, Verdict) {
    let recorded = world.services.checks.record_further(who, None, counts_for, measured, before).await.unwrap();
    (recorded.check, recorded.judgement.result.verdict)
}

/// The checks that are kept, the oldest first, with what each says.
async fn kept(world: &World) -> Vec<(DeviceCheckId, Verdict)> {
    let rows =
        device_checks::Entity::find().order_by_asc(device_checks::Column::MadeAt).all(&world.house.db).await.unwrap();
    let verdict =
        |row: &device_checks::Model| serde_json::from_value::<CheckResult>(row.result.clone()).unwrap().verdict;
    rows.iter().map(|row| (DeviceCheckId(row.id), verdict(row))).collect()
}

/// The verdicts that the record of appointments tells, in its order.
async fn told(world: &World) -> Vec<(Option<String>, Option<String>)> {
    let entries =
        audit_entries::Entity::find().order_by_asc(audit_entries::Column::At).all(&world.house.db).await.unwrap();
    let checked = entries.into_iter().filter(|entry| entry.event == "checked");
    let changes = checked.flat_map(|entry| serde_json::from_value::<Vec<FieldChange>>(entry.changes).unwrap());
    changes.map(|change| (change.from, change.to)).collect()
}

services::on_both_databases! {
    async fn a_failure_stands_before_the_check_is_over(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            tell(&world, who, counts_for, sound(), None).await;
            world.clock.advance(1);
            let (_, verdict) = tell(&world, who, counts_for, up_to_the_camera(black()), None).await;
            assert_eq!(verdict, Verdict::Fail);
            let (check, blocks) = shown(&world, hearing).await[turn].clone();
            let check = check.unwrap();
            assert_eq!((check.verdict, check.at.at, blocks), (Verdict::Fail, world.now(), true), "{counts_for:?}");
            assert!(check.findings.iter().any(|(step, _)| *step == Step::Camera), "{:?}", check.findings);
        }
    }

    async fn the_rest_of_a_check_takes_the_place_of_what_was_told_of_it(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            world.clock.advance(1);
            let (before, already) = (kept(&world).await.len(), told(&world).await.len());
            let (first, _) = tell(&world, who, counts_for, up_to_the_camera(black()), None).await;
            world.clock.advance(2);
            let (again, verdict) = tell(&world, who, counts_for, black(), first).await;
            assert_eq!((again, verdict), (first, Verdict::Fail));
            world.clock.advance(2);
            let (whole, verdict) = tell(&world, who, counts_for, sound(), first).await;
            assert_eq!((whole, verdict), (first, Verdict::Pass));
            assert_eq!(kept(&world).await.len(), before + 1, "one check is kept once");
            let row = device_checks::Entity::find_by_id(first.unwrap().0).one(&world.house.db).await.unwrap().unwrap();
            assert_eq!((row.made_at, row.verdict.as_str()), (world.now().0, "pass"));
            let until = if counts_for == own { world.now().plus_minutes(24 * 60) } else { world.at(26, 0, 0) };
            assert_eq!(row.expires_at, until.0, "and counts from its end");
            assert_eq!(serde_json::from_value::<Measurements>(row.measured).unwrap(), sound().rounded());
            let (check, blocks) = shown(&world, hearing).await[turn].clone();
            assert_eq!((check.map(|check| check.verdict), blocks), (Some(Verdict::Pass), false));
            let [fail, pass] = ["fail", "pass"].map(|code| Some(code.to_owned()));
            // The second part said nothing new. The room's is told of the hearing and of the private meeting before it.
            let times = if counts_for == own { 1 } else { 2 };
            let expected = [(None, fail.clone()), (fail, pass)].map(|said| vec![said; times]).concat();
            assert_eq!(told(&world).await[already..], expected);
        }
        let noted = checked_kits::Entity::find().all(&world.house.db).await.unwrap();
        assert_eq!(noted.len(), 1, "what stands in the room is noted once");
        let history = world.services.checks.history(warden).await.unwrap();
        let of_room = history.into_iter().find(|one| one.room == world.seeds.izalco.hearing).unwrap();
        assert_eq!(of_room.checks.iter().map(|past| past.verdict).collect::<Vec<_>>(), [Verdict::Pass]);
    }

    async fn a_failure_that_was_told_is_not_skipped_away_by_the_rest(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, own) = (world.invited(hearing, world.seeds.people.lawyer).await, CheckedFor::Participant(hearing));
        let (first, _) = tell(&world, &lawyer, own, up_to_the_camera(black()), None).await;
        world.clock.advance(1);
        // Tried again, and left out then.
        let (rest, verdict) = tell(&world, &lawyer, own, Measurements { camera: Taken::Skipped, ..sound() }, first).await;
        assert_eq!(verdict, Verdict::NotMeasured);
        assert_ne!(rest, first);
        assert_eq!(kept(&world).await.len(), 2);
        let (check, blocks) = shown(&world, hearing).await[0].clone();
        assert_eq!((check.map(|check| check.verdict), blocks), (Some(Verdict::Fail), true));
        world.clock.advance(1);
        tell(&world, &lawyer, own, sound(), rest).await;
        let (check, blocks) = shown(&world, hearing).await[0].clone();
        assert_eq!((check.map(|check| check.verdict), blocks), (Some(Verdict::Pass), false), "it was measured at last");
    }

    async fn only_a_part_of_the_same_check_is_replaced(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let other = world.book(&world.hearing(world.at(25, 14, 0))).await;
        let people = &world.seeds.people;
        let (lawyer, judge) = (world.invited(hearing, people.lawyer).await, &world.seeds.accounts.judge);
        let elsewhere = world.invited(other, people.lawyer).await;
        let (warden, nurse) = (&world.seeds.accounts.warden, &world.seeds.accounts.nurse);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let beside = CheckedFor::Room(world.seeds.izalco.second_hearing);
        let mut of_lawyer = tell(&world, &lawyer, own, up_to_the_camera(black()), None).await.0;
        let of_room = tell(&world, warden, room, up_to_the_camera(black()), None).await.0;
        let nobodys = Some(DeviceCheckId(world.house.ids.next()));
        for (who, counts_for, before) in [
            (judge, own, of_lawyer),
            (&elsewhere, CheckedFor::Participant(other), of_lawyer),
            (warden, CheckedFor::Trial, of_lawyer),
            (warden, room, of_lawyer),
            (nurse, room, of_room),
            (warden, beside, of_room),
            (&lawyer, own, of_room),
            (warden, CheckedFor::Trial, nobodys),
        ] {
            let count = kept(&world).await.len();
            let (check, _) = tell(&world, who, counts_for, sound(), before).await;
            assert!(check.is_some() && check != before, "{who:?} {counts_for:?}");
            assert_eq!(kept(&world).await.len(), count + 1, "{who:?} {counts_for:?}");
        }
        for first in [of_lawyer, of_room] {
            assert!(kept(&world).await.contains(&(first.unwrap(), Verdict::Fail)), "what others told stays as it is");
        }
        // Too late, and of devices that are others now.
        world.clock.advance(SAME_CHECK_MINUTES);
        let (late, _) = tell(&world, &lawyer, own, sound(), of_lawyer).await;
        assert_ne!(late, of_lawyer);
        of_lawyer = tell(&world, &lawyer, own, up_to_the_camera(black()), None).await.0;
        world.clock.advance(1);
        world.services.checks.devices_changed(&lawyer, own).await.unwrap();
        let (others, _) = tell(&world, &lawyer, own, sound(), of_lawyer).await;
        assert_ne!(others, of_lawyer);
    }

    async fn a_part_neither_fills_the_store_nor_keeps_a_room_from_checking_itself(world) {
        world.clock.set(world.at(25, 7, 30));
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let next = async || world.services.checks.place(warden, room).await.unwrap().next_run.map(|next| next.at);
        let due = next().await;
        assert!(due.is_some());
        let (mut before, _) = tell(&world, warden, room, up_to_the_camera(black()), None).await;
        assert_eq!(next().await, due, "most of it is not measured");
        for _ in 1..30 {
            before = tell(&world, warden, room, up_to_the_camera(black()), before).await.0;
        }
        let refused = world.services.checks.record_further(warden, None, room, black(), before).await;
        assert_eq!(refused.map(|recorded| recorded.check), Err(Error::TooMany { seconds: 120 }), "each is counted");
        assert_eq!(kept(&world).await.len(), 1);
    }

    async fn of_a_strangers_trial_nothing_is_kept_on_the_way_either(world) {
        let (check, verdict) = tell(&world, &Principal::Anonymous, CheckedFor::Trial, up_to_the_camera(black()), None).await;
        assert_eq!((check, verdict), (None, Verdict::Fail));
        assert_eq!(kept(&world).await, []);
    }
}
