//! Devices that stay in a room: they check it without anybody signed in, and do nothing else.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use services::testing::{
    World,
    entity::{audit_entries, device_checks, room_devices},
};
use shared::{
    check::{CheckedFor, Keeper, MOST_STAYING, STAYS_DAYS},
    error::{Error, Fault, Problem},
    ids::{RoomDeviceId, RoomId},
    permission::{UseCase, permit},
    principal::Principal,
};

use super::sound;
use crate::harness::Desk;

const DAY: i64 = 24 * 60;

/// What a device comes with that the warden lets stay in `room`.
pub(super) async fn let_stay(world: &World, room: RoomId) -> String {
    world.services.room_devices.stay(&world.seeds.accounts.warden, room, None).await.unwrap()
}

/// Who comes with `secret`.
pub(super) async fn come(world: &World, secret: &str) -> Principal {
    world.services.room_devices.by_secret(secret).await.unwrap()
}

async fn rows(world: &World) -> Vec<room_devices::Model> {
    room_devices::Entity::find().all(&world.house.db).await.unwrap()
}

/// The answers to everything that concerns a check.
async fn tried(world: &World, who: &Principal, counts_for: CheckedFor) -> Vec<Result<(), Error>> {
    let checks = &world.services.checks;
    vec![
        checks.place(who, counts_for).await.map(|_| ()),
        checks.record(who, None, counts_for, sound()).await.map(|_| ()),
        checks.devices_changed(who, counts_for).await,
    ]
}

services::on_both_databases! {
    async fn a_device_checks_its_room_and_no_other_without_anybody_signed_in(world) {
        world.clock.set(world.at(24, 17, 0));
        let hearing = world.book(&world.hearing(world.at(25, 9, 0))).await;
        let (room, checks) = (world.seeds.izalco.hearing, &world.services.checks);
        let secret = let_stay(&world, room).await;
        // Every session is long over in the morning, at 06:18.
        world.clock.set(world.at(25, 6, 18));
        let device = come(&world, &secret).await;
        let place = checks.place(&device, CheckedFor::Room(room)).await.unwrap();
        assert_eq!(place.next_run.map(|next| next.at), Some(world.now()));
        assert_eq!((place.keeper, place.kept), (Keeper::Centre, true));
        assert_eq!(tried(&world, &device, CheckedFor::Room(room)).await, vec![Ok(()); 3]);
        let row = device_checks::Entity::find().one(&world.house.db).await.unwrap().unwrap();
        assert_eq!((row.room_id, row.account_id), (Some(room.0), None), "nobody is named for it");
        let told = world.record("appointment").await.into_iter().rfind(|entry| entry.event == "checked").unwrap();
        let id = rows(&world).await[0].id;
        assert_eq!(row.device_id, Some(id), "but which device it was is known");
        assert_eq!((told.actor_kind.as_str(), told.actor_id, told.actor_name), ("device", Some(id), None));

        for other in [world.seeds.izalco.second_hearing, world.seeds.mariona.hearing, RoomId(world.house.ids.next())] {
            assert_eq!(tried(&world, &device, CheckedFor::Room(other)).await, vec![Err(Error::NotFound); 3]);
        }
        let nothing = vec![Err(Error::Unauthenticated); 3];
        assert_eq!(tried(&world, &device, CheckedFor::Participant(hearing)).await, nothing);
    }

    async fn a_device_does_nothing_else(world) {
        let hearing = world.book(&world.hearing(world.at(25, 9, 0))).await;
        let room = world.seeds.izalco.hearing;
        let secret = let_stay(&world, room).await;
        let (device, services) = (come(&world, &secret).await, &world.services);
        let own = RoomDeviceId(rows(&world).await[0].id);
        let stranger = Err(Error::Unauthenticated);
        assert_eq!(services.checks.history(&device).await.map(|_| ()), stranger);
        assert_eq!(services.room_devices.staying(&device, room, None).await.map(|_| ()), stranger);
        assert_eq!(services.room_devices.stay(&device, room, Some(&secret)).await.map(|_| ()), stranger);
        assert_eq!(services.room_devices.send_away(&device, own).await, stranger);
        assert_eq!(services.days.day(&device, None).await.map(|_| ()), stranger);
        assert_eq!(services.bookings.appointment(&device, hearing).await.map(|_| ()), stranger);
        assert_eq!(services.outbox.messages(&device, None).await.map(|_| ()), stranger);
        assert!(services.live.subscribe(&device, None).await.is_err());
        let may: Vec<_> = UseCase::ALL.iter().filter(|case| permit(&device, **case).is_some()).collect();
        assert_eq!(may, [&UseCase::CheckRoom]);
        // A stranger may try and measure the line, and so may whoever stands before it.
        assert_eq!(tried(&world, &device, CheckedFor::Trial).await, vec![Ok(()); 3]);
        assert_eq!(device_checks::Entity::find().all(&world.house.db).await.unwrap().len(), 0, "it leaves nothing");
        services.lines.ways(&device, None).await.unwrap();
    }

    async fn a_device_that_was_sent_away_serves_no_longer(world) {
        let (room, warden) = (world.seeds.izalco.hearing, &world.seeds.accounts.warden);
        let devices = &world.services.room_devices;
        let (kept, lost) = (let_stay(&world, room).await, let_stay(&world, room).await);
        let listed = devices.staying(warden, room, Some(&lost)).await.unwrap();
        let gone = listed.iter().find(|device| device.here).unwrap();
        devices.send_away(warden, gone.id).await.unwrap();
        assert_eq!(come(&world, &lost).await, Principal::Anonymous);
        let refused = tried(&world, &come(&world, &lost).await, CheckedFor::Room(room)).await;
        assert_eq!(refused, vec![Err(Error::Unauthenticated); 3]);
        assert!(matches!(come(&world, &kept).await, Principal::Device(_)), "the other stays");
        assert_eq!(devices.staying(warden, room, None).await.unwrap().len(), 1);
        assert_eq!(devices.send_away(warden, gone.id).await, Err(Error::NotFound));

        assert_eq!(world.recorded("room_device").await, ["device_stays", "device_stays", "device_sent_away"]);
        let entries = audit_entries::Entity::find().all(&world.house.db).await.unwrap();
        let written = format!("{entries:?} {:?}", rows(&world).await);
        for secret in [kept, lost] {
            assert!(!written.contains(&secret), "no secret is kept");
        }
        for hash in rows(&world).await.iter().map(|row| row.secret_hash.as_str()) {
            assert!(!format!("{entries:?}").contains(hash), "and no hash is recorded");
        }
    }

    async fn a_device_that_nobody_uses_serves_no_longer_and_one_that_is_used_does(world) {
        let (room, warden) = (world.seeds.izalco.hearing, &world.seeds.accounts.warden);
        let (used, unused) = (let_stay(&world, room).await, let_stay(&world, room).await);
        world.clock.advance((STAYS_DAYS - 1) * DAY);
        assert!(matches!(come(&world, &used).await, Principal::Device(_)));
        world.clock.advance(DAY - 1);
        assert_eq!(world.services.room_devices.staying(warden, room, None).await.unwrap().len(), 2);
        world.clock.advance(1);
        assert_eq!(come(&world, &unused).await, Principal::Anonymous);
        assert_eq!(tried(&world, &Principal::Anonymous, CheckedFor::Room(room)).await, vec![Err(Error::Unauthenticated); 3]);
        assert!(matches!(come(&world, &used).await, Principal::Device(_)));
        let listed = world.services.room_devices.staying(warden, room, Some(&used)).await.unwrap();
        assert_eq!(listed.iter().map(|device| device.here).collect::<Vec<_>>(), [true]);
        let_stay(&world, room).await;
        assert_eq!(rows(&world).await.len(), 2, "what is over is cleared away");
    }

    async fn only_the_day_of_the_last_use_is_kept(world) {
        world.clock.set(world.at(25, 6, 20));
        let room = world.seeds.izalco.hearing;
        let secret = let_stay(&world, room).await;
        assert_eq!(rows(&world).await[0].used_at, None);
        for (hour, minute) in [(6, 20), (6, 25), (23, 59)] {
            world.clock.set(world.at(25, hour, minute));
            come(&world, &secret).await;
            assert_eq!(rows(&world).await[0].used_at, Some(world.at(25, 0, 0).0), "the room's own day");
        }
        world.clock.set(world.at(26, 0, 0));
        come(&world, &secret).await;
        assert_eq!(rows(&world).await[0].used_at, Some(world.at(26, 0, 0).0));
        assert_eq!(rows(&world).await[0].expires_at, world.now().plus_minutes(STAYS_DAYS * DAY).0);
    }

    async fn those_who_keep_a_centre_keep_its_devices(world) {
        let (room, accounts) = (world.seeds.izalco.hearing, &world.seeds.accounts);
        let_stay(&world, room).await;
        let device = RoomDeviceId(rows(&world).await[0].id);
        let devices = &world.services.room_devices;
        for (who, expected) in [
            (&Principal::Anonymous, Error::Unauthenticated),
            (&accounts.other_warden, Error::NotFound),
            (&accounts.nurse, Error::Forbidden),
            (&accounts.scheduler, Error::Forbidden),
            (&accounts.judge, Error::Forbidden),
            (&accounts.lawyer, Error::Forbidden),
            (&accounts.clinician, Error::Forbidden),
            (&accounts.administrator, Error::Forbidden),
            (&accounts.auditor, Error::Forbidden),
        ] {
            let answers = [
                devices.staying(who, room, None).await.map(|_| ()),
                devices.stay(who, room, None).await.map(|_| ()),
                devices.send_away(who, device).await,
            ];
            assert_eq!(answers.to_vec(), vec![Err(expected); 3], "{who:?}");
        }
        let nowhere = RoomId(world.house.ids.next());
        assert_eq!(devices.stay(&accounts.warden, nowhere, None).await, Err(Error::NotFound));
        assert_eq!(rows(&world).await.len(), 1);
    }

    async fn so_many_stay_in_a_room_and_a_device_stays_in_one(world) {
        let (izalco, warden) = (&world.seeds.izalco, &world.seeds.accounts.warden);
        let devices = &world.services.room_devices;
        let mut secret = let_stay(&world, izalco.hearing).await;
        for _ in 0..3 {
            // It is the same device, whichever room it was in.
            secret = devices.stay(warden, izalco.hearing, Some(&secret)).await.unwrap();
            secret = devices.stay(warden, izalco.second_hearing, Some(&secret)).await.unwrap();
        }
        assert_eq!(rows(&world).await.iter().map(|row| row.room_id).collect::<Vec<_>>(), [izalco.second_hearing.0]);
        for _ in 0..MOST_STAYING {
            let_stay(&world, izalco.hearing).await;
        }
        let full = Err(Error::Invalid(vec![Problem::new("room", Fault::RoomFull { most: i64::from(MOST_STAYING) })]));
        assert_eq!(devices.stay(warden, izalco.hearing, None).await, full);
        assert_eq!(devices.stay(warden, izalco.hearing, Some(&secret)).await, full);
        assert!(matches!(come(&world, &secret).await, Principal::Device(_)), "whoever is refused stays where they were");
        let listed = devices.staying(warden, izalco.hearing, None).await.unwrap();
        devices.send_away(warden, listed[0].id).await.unwrap();
        devices.stay(warden, izalco.hearing, None).await.unwrap();
    }

    async fn its_row_has_room_for_nothing_else(world) {
        let_stay(&world, world.seeds.izalco.hearing).await;
        let db = &world.house.db;
        let all = Statement::from_string(db.get_database_backend(), "SELECT * FROM room_devices");
        let columns: BTreeSet<_> = db.query_one_raw(all).await.unwrap().unwrap().column_names().into_iter().collect();
        // The text `staying.kept` names each of them.
        let kept = ["account_id", "expires_at", "id", "room_id", "secret_hash", "since", "used_at"];
        assert_eq!(columns, BTreeSet::from(kept.map(ToOwned::to_owned)));
    }

    async fn its_cookie_opens_the_check_of_its_room_and_nothing_else(world) {
        let desk = Desk::over(&world);
        let (room, other) = (world.seeds.izalco.hearing, world.seeds.izalco.second_hearing);
        let signed_in = desk.cookie("warden").await;
        let given = desk.submit("/do/check/stay", Some(&signed_in), &format!("room={room}")).await;
        assert!(given.status.is_success(), "{}", given.body);
        let set = given.header("set-cookie").to_owned();
        assert!(set.starts_with("telesala_room=") && set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        assert!(set.contains(&format!("Max-Age={}", STAYS_DAYS * 86_400)), "{set}");
        let cookie = set.split(';').next().unwrap();
        world.clock.advance(13 * 60);

        let page = desk.open(&format!("/check?room={room}&kiosk=1"), Some(cookie)).await;
        assert!(page.status.is_success() && page.body.contains("Sala virtual 1"), "{}", page.status);
        assert!(!page.body.contains("staying-title"), "it decides nothing");
        assert!(page.header("set-cookie").starts_with("telesala_room="), "and keeps what it comes with");
        assert_eq!(desk.open(&format!("/check?room={other}"), Some(cookie)).await.status.as_u16(), 404);
        for path in ["/", "/devices", "/day/2026-11-20", "/settings"] {
            let answer = desk.open(path, Some(cookie)).await;
            assert_eq!((answer.status.as_u16(), answer.header("location").starts_with("/sign-in")), (303, true), "{path}");
        }
        let with_both = format!("{signed_in}; {cookie}");
        let over = desk.open(&format!("/check?room={room}"), Some(&with_both)).await;
        assert_eq!(over.status.as_u16(), 200, "the session that is over does not keep it from that");
        let without = desk.open(&format!("/check?room={room}"), Some(&signed_in)).await;
        assert_ne!(without.status.as_u16(), 200);

        let body = |room: RoomId| format!("{{\"token\":null,\"counts_for\":{{\"Room\":\"{room}\"}}}}");
        for path in ["/do/check/place", "/do/check/devices-changed"] {
            assert_eq!(desk.call(path, Some(cookie), &body(room)).await.status.as_u16(), 200, "{path}");
            assert_eq!(desk.call(path, Some(cookie), &body(other)).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(desk.submit("/do/check/history", Some(cookie), "").await.status.as_u16(), 401);
        assert_eq!(desk.submit("/do/check/stay", Some(cookie), &format!("room={room}")).await.status.as_u16(), 401);
    }
}
