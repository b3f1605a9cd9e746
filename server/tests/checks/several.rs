//! Several devices that stay in one room: none clears what another found.

use sea_orm::EntityTrait;
use serde_json::json;
use services::testing::{World, entity::device_checks};
use shared::{
    appointment::FieldChange,
    check::{CheckedFor, Finding, Judgement, Measurements, Step, Taken, Verdict, history::FoundAt},
    ids::AppointmentId,
    principal::{Principal, RoomDevice},
};

use super::{
    black, sound,
    standing::shown,
    staying::{come, let_stay},
};
use crate::harness::Desk;

/// Another device that stays in the room where the hearing is.
async fn another(world: &World) -> RoomDevice {
    let secret = let_stay(world, world.seeds.izalco.hearing).await;
    let Principal::Device(device) = come(world, &secret).await else { panic!("it stays") };
    device
}

/// A hearing on the 25th at 10:00, early that morning.
async fn a_morning(world: &World) -> AppointmentId {
    world.clock.set(world.at(25, 7, 30));
    world.book(&world.hearing(world.at(25, 10, 0))).await
}

/// Checks the room a moment later, as `who` in the browser `at`.
async fn check(world: &World, who: &Principal, at: Option<RoomDevice>, measured: Measurements) -> Judgement {
    world.clock.advance(1);
    let room = CheckedFor::Room(world.seeds.izalco.hearing);
    world.services.checks.record_at(who, None, at, room, measured, None).await.unwrap().judgement
}

/// What the scheduler reads of the room.
async fn read(world: &World, hearing: AppointmentId) -> Option<Verdict> {
    let [_, (check, fails)] = shown(world, hearing).await;
    assert_eq!(fails, check.as_ref().is_some_and(|check| check.verdict == Verdict::Fail));
    check.map(|check| check.verdict)
}

async fn rows(world: &World) -> Vec<device_checks::Model> {
    device_checks::Entity::find().all(&world.house.db).await.unwrap()
}

/// A device by itself, to which nobody spoke.
fn alone() -> Measurements {
    Measurements { attended: false, microphone: Taken::Skipped, speaker: Taken::Skipped, ..sound() }
}

services::on_both_databases! {
    async fn what_one_device_found_stands_until_it_is_measured_there(world) {
        let hearing = a_morning(&world).await;
        let warden = &world.seeds.accounts.warden;
        let (dark, well) = (another(&world).await, another(&world).await);
        check(&world, &Principal::Device(dark), None, black()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Fail));
        for (who, at) in [(&Principal::Device(well), None), (warden, Some(well)), (warden, None)] {
            let told = check(&world, who, at, sound()).await;
            assert_eq!(told.verdict(), Verdict::Pass, "these devices serve");
            assert_eq!(read(&world, hearing).await, Some(Verdict::Fail), "and the camera of the other does not");
        }
        let told = check(&world, warden, Some(dark), Measurements { camera: Taken::Skipped, ..sound() }).await;
        assert_eq!((told.result.verdict, told.standing.verdict), (Verdict::NotMeasured, Verdict::Fail));
        let told = check(&world, warden, Some(dark), sound()).await;
        assert_eq!((told.verdict(), read(&world, hearing).await), (Verdict::Pass, Some(Verdict::Pass)));
        // What people find in other browsers is cleared there.
        check(&world, warden, None, black()).await;
        check(&world, warden, Some(well), sound()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Fail));
        check(&world, &world.seeds.accounts.nurse, None, sound()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass));
    }

    async fn a_device_that_is_sent_away_takes_its_failure_along(world) {
        let hearing = a_morning(&world).await;
        let (warden, room) = (&world.seeds.accounts.warden, world.seeds.izalco.hearing);
        let (dark, well) = (another(&world).await, another(&world).await);
        check(&world, &Principal::Device(well), None, sound()).await;
        check(&world, &Principal::Device(dark), None, black()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Fail));
        let devices = &world.services.room_devices;
        world.clock.advance(1);
        devices.send_away(warden, dark.id).await.unwrap();
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass), "what the other measured stands");
        let told = world.record("appointment").await.into_iter().rfind(|entry| entry.event == "checked").unwrap();
        let changes: Vec<FieldChange> = serde_json::from_value(told.changes).unwrap();
        assert_eq!((changes[0].from.as_deref(), changes[0].to.as_deref()), (Some("fail"), None), "and its history says so");
        for row in rows(&world).await {
            let expected = if row.verdict == "fail" { (None, world.now().0) } else { (Some(well.id.0), world.at(26, 0, 0).0) };
            assert_eq!((row.device_id, row.expires_at), expected);
        }
        world.clock.advance(1);
        devices.send_away(warden, well.id).await.unwrap();
        assert_eq!(read(&world, hearing).await, None, "nothing is checked any more");

        // A device that stays elsewhere from now on leaves as well.
        let secret = let_stay(&world, room).await;
        check(&world, &come(&world, &secret).await, None, black()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Fail));
        world.clock.advance(1);
        devices.stay(warden, world.seeds.izalco.second_hearing, Some(&secret)).await.unwrap();
        assert_eq!(read(&world, hearing).await, None);
    }

    async fn other_equipment_at_one_device_ends_what_was_checked_there(world) {
        let hearing = a_morning(&world).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let (dark, well) = (another(&world).await, another(&world).await);
        check(&world, &Principal::Device(dark), None, black()).await;
        check(&world, &Principal::Device(well), None, sound()).await;
        check(&world, warden, None, sound()).await;
        let checks = &world.services.checks;
        for (who, at, expected) in [
            (warden, None, Some(Verdict::Fail)),
            (&Principal::Device(well), None, Some(Verdict::Fail)),
            (warden, Some(dark), None),
        ] {
            world.clock.advance(1);
            checks.devices_changed_at(who, at, room).await.unwrap();
            assert_eq!(read(&world, hearing).await, expected);
        }
    }

    async fn what_was_checked_before_it_stayed_ends_with_other_equipment_too(world) {
        let hearing = a_morning(&world).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        check(&world, warden, None, sound()).await;
        let device = another(&world).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass));
        world.services.checks.devices_changed_at(warden, Some(device), room).await.unwrap();
        assert_eq!(read(&world, hearing).await, None);
        check(&world, warden, None, sound()).await;
        world.services.checks.devices_changed_at(warden, Some(device), room).await.unwrap();
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass), "made in another browser, for this one had its key");
    }

    async fn a_device_alone_leaves_a_room_as_checked_as_it_was(world) {
        let hearing = a_morning(&world).await;
        let warden = &world.seeds.accounts.warden;
        let (first, second) = (another(&world).await, another(&world).await);
        check(&world, &Principal::Device(second), None, alone()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::NotMeasured));
        check(&world, warden, Some(first), sound()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass));
        check(&world, &Principal::Device(second), None, alone()).await;
        assert_eq!(read(&world, hearing).await, Some(Verdict::Pass), "nobody walks there every morning");
    }

    async fn each_device_checks_itself(world) {
        world.clock.set(world.at(24, 12, 0));
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let (first, second) = (another(&world).await, another(&world).await);
        world.clock.set(world.at(25, 7, 30));
        let due = async |who: &Principal, at| {
            world.services.checks.place_at(who, at, room).await.unwrap().next_run.map(|next| next.at)
        };
        let both = async || (due(&Principal::Device(first), None).await, due(&Principal::Device(second), None).await);
        let (Some(one), Some(other)) = both().await else { panic!("both are due") };
        assert_ne!(one, other, "they would measure each other");
        check(&world, &Principal::Device(first), None, sound()).await;
        let (done, due_still) = both().await;
        assert_eq!(done, None, "nothing else lies ahead");
        assert!(due_still.is_some_and(|at| at >= one.min(other)), "nobody checked it");
        assert_eq!(due(warden, Some(first)).await, None, "whoever signed in there");
        assert!(due(warden, None).await.is_some());
    }

    async fn a_check_is_kept_with_its_device_and_with_none_of_another_room(world) {
        a_morning(&world).await;
        let warden = &world.seeds.accounts.warden;
        let device = another(&world).await;
        let elsewhere = let_stay(&world, world.seeds.izalco.second_hearing).await;
        let Principal::Device(elsewhere) = come(&world, &elsewhere).await else { panic!("it stays") };
        for (at, expected) in [(Some(device), Some(device.id.0)), (Some(elsewhere), None), (None, None)] {
            let before: Vec<_> = rows(&world).await.iter().map(|row| row.id).collect();
            check(&world, warden, at, sound()).await;
            let row = rows(&world).await.into_iter().find(|row| !before.contains(&row.id)).unwrap();
            assert_eq!((row.device_id, row.account_id.is_some()), (expected, true));
        }
    }

    async fn whoever_signs_in_at_a_device_checks_that_device(world) {
        a_morning(&world).await;
        let (desk, room) = (Desk::over(&world), world.seeds.izalco.hearing);
        let secret = let_stay(&world, room).await;
        let Principal::Device(device) = come(&world, &secret).await else { panic!("it stays") };
        // What was checked in any browser before it stayed may have been this one.
        world.clock.advance(1);
        let signed_in = desk.cookie("warden").await;
        let key = format!("telesala_room={secret}");
        let sent = json!({ "token": null, "counts_for": CheckedFor::Room(room), "measured": black() }).to_string();
        for path in ["/do/check/record", "/do/check/report"] {
            for (cookie, account, at) in [
                (signed_in.clone(), true, None),
                (format!("{signed_in}; {key}"), true, Some(device.id.0)),
                (key.clone(), false, Some(device.id.0)),
            ] {
                let before: Vec<_> = rows(&world).await.iter().map(|row| row.id).collect();
                let answered = desk.call(path, Some(&cookie), &sent).await;
                assert!(answered.status.is_success(), "{} {}", answered.status, answered.body);
                let row = rows(&world).await.into_iter().find(|row| !before.contains(&row.id)).unwrap();
                assert_eq!((row.account_id.is_some(), row.device_id), (account, at), "{path}");
            }
        }
        let ended = format!("{{\"token\":null,\"counts_for\":{{\"Room\":\"{room}\"}}}}");
        world.clock.advance(1);
        let both = format!("{signed_in}; {key}");
        assert!(desk.call("/do/check/devices-changed", Some(&both), &ended).await.status.is_success());
        for row in rows(&world).await {
            assert_eq!(row.expires_at <= world.now().0, row.device_id.is_some(), "what was checked there ended, and nothing else");
        }
    }

    async fn the_list_of_rooms_names_the_device(world) {
        a_morning(&world).await;
        let (warden, room) = (&world.seeds.accounts.warden, world.seeds.izalco.hearing);
        let found = async || -> Vec<FoundAt> {
            let history = world.services.checks.history(warden).await.unwrap();
            history.into_iter().find(|one| one.room == room).unwrap().devices
        };
        let dark = another(&world).await;
        let since = world.now();
        check(&world, &Principal::Device(dark), None, black()).await;
        assert!(found().await.is_empty(), "there is only one");
        let well = another(&world).await;
        check(&world, &Principal::Device(well), None, sound()).await;
        let told = found().await;
        assert_eq!(told.iter().map(|device| device.since.map(|since| since.at)).collect::<Vec<_>>(), [Some(since)]);
        assert_eq!(told[0].findings, [(Step::Camera, Finding::Black)]);
        check(&world, warden, None, black()).await;
        let told = found().await;
        assert_eq!(told.iter().map(|device| device.since.map(|since| since.at)).collect::<Vec<_>>(), [None, Some(since)]);
        check(&world, warden, None, sound()).await;
        check(&world, warden, Some(dark), sound()).await;
        assert!(found().await.is_empty(), "all is well");
    }
}
