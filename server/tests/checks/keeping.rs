//! What is kept of a check, and where it shows.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use serde_json::Value;
use services::testing::{
    World,
    entity::{audit_entries, device_checks, live_events},
};
use shared::{
    appointment::{CheckSummary, Field, FieldChange},
    check::{CheckResult, CheckedFor, Finding, Measurements, Step, Taken, Verdict, Way},
    error::Error,
    ids::AppointmentId,
    principal::Principal,
    readiness::Obstruction,
};

use super::{black, sound};

async fn rows(world: &World) -> Vec<device_checks::Model> {
    device_checks::Entity::find().all(&world.house.db).await.unwrap()
}

async fn events(world: &World) -> usize {
    live_events::Entity::find().all(&world.house.db).await.unwrap().len()
}

async fn checked(world: &World, appointment: AppointmentId) -> usize {
    audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectId.eq(appointment.0))
        .filter(audit_entries::Column::Event.eq("checked"))
        .all(&world.house.db)
        .await
        .unwrap()
        .len()
}

/// How many rows each table has.
async fn counts(world: &World) -> BTreeMap<String, i64> {
    let db = &world.house.db;
    let backend = db.get_database_backend();
    let tables = if backend == DbBackend::Sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
    };
    let mut counts = BTreeMap::new();
    for row in db.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
        let table: String = row.try_get_by_index(0).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        let count = db.query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        counts.insert(table, count.try_get_by_index(0).unwrap());
    }
    counts
}

/// The names of a table's columns.
async fn columns(world: &World, table: &str) -> BTreeSet<String> {
    let db = &world.house.db;
    let sql = format!("SELECT * FROM {table}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.expect("a row").column_names().into_iter().collect()
}

/// The names of all fields, at any depth, and no text but codes.
fn fields(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                names.insert(name.clone());
                fields(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, names)),
        Value::String(text) => {
            assert!(text.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{text:?} is not a code");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

services::on_both_databases! {
    async fn only_what_may_be_kept_is_kept(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        world.services.checks.record(&lawyer, None, CheckedFor::Participant(hearing), sound()).await.unwrap();
        let rows = rows(&world).await;
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row.appointment_id, Some(hearing.0));
        assert_eq!(row.participant_id, Some(world.participant(hearing, world.seeds.people.lawyer).await.id));
        assert_eq!((row.room_id, row.account_id), (None, None));
        assert_eq!((row.browser.as_str(), row.verdict.as_str()), ("firefox", "pass"));
        assert_eq!(row.made_at, world.now().0);
        assert_eq!(row.expires_at, world.now().plus_minutes(24 * 60).0);
        let mut names = BTreeSet::new();
        fields(&row.measured, &mut names);
        fields(&row.result, &mut names);
        let allowed = [
            "acoustics", "all_zero", "attended", "battery", "blocks", "browser", "camera", "clipped_run", "clock_skew_ms", "connection", "cpu_limited", "dbfs", "echoes", "ended", "environment", "findings", "frames", "heard", "height", "http_ms", "jitter_down_ms", "jitter_up_ms", "kbps_down", "kbps_up", "loss_down", "loss_up", "luma_change", "luma_deviation", "luma_mean", "measured", "media_devices", "median_ms", "microphone", "muted", "open", "opus", "over_ms", "p10_dbfs", "p95_dbfs", "permission", "played", "policy_allows", "quality", "relay_tcp", "relay_tls", "relay_udp", "residual", "route", "rtt_ms", "running", "secure", "sent", "signalling", "speaker", "step", "steps", "tcp", "udp", "unmeasured", "verdict", "version", "video_codec", "web_socket", "width",
        ];
        let unknown: Vec<_> = names.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let kept: Measurements = serde_json::from_value(row.measured.clone()).unwrap();
        assert_eq!(kept, sound().rounded(), "and its numbers are coarse");
        assert_ne!(kept, sound());
    }

    async fn its_row_has_room_for_nothing_else(world) {
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let before = counts(&world).await;
        world.services.checks.record(warden, None, room, black()).await.unwrap();
        let after = counts(&world).await;
        let grown: Vec<_> = after.iter().filter(|(table, count)| before.get(*table) != Some(*count)).collect();
        let tables: Vec<_> = grown.iter().map(|(table, _)| table.as_str()).collect();
        assert_eq!(tables, ["checked_kits", "device_checks"], "and nothing is booked there");
        // The text `stored_kept` names each of them.
        let kept = [
            "account_id", "appointment_id", "browser", "device_id", "expires_at", "id", "made_at", "measured", "participant_id", "result", "room_id", "verdict", "version",
        ];
        assert_eq!(columns(&world, "device_checks").await, BTreeSet::from(kept.map(ToOwned::to_owned)));
        assert_eq!(columns(&world, "checked_kits").await, BTreeSet::from(["check_id", "kit_id"].map(ToOwned::to_owned)));
    }

    async fn a_check_leaves_nothing_elsewhere(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let before = counts(&world).await;
        world.services.checks.record(&lawyer, None, CheckedFor::Participant(hearing), black()).await.unwrap();
        let after = counts(&world).await;
        let grown: Vec<_> = after.iter().filter(|(table, count)| before.get(*table) != Some(*count)).collect();
        let tables: Vec<_> = grown.iter().map(|(table, _)| table.as_str()).collect();
        // Besides its own row: that somebody checked, and that boards are to look.
        assert_eq!(tables, ["audit_entries", "device_checks", "live_events"]);
        let told = audit_entries::Entity::find().filter(audit_entries::Column::Event.eq("checked"));
        let told = told.one(&world.house.db).await.unwrap().unwrap();
        let changes: Vec<FieldChange> = serde_json::from_value(told.changes).unwrap();
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!((change.field, change.from.as_deref(), change.to.as_deref()), (Field::Verdict, None, Some("fail")));
    }

    async fn the_verdict_is_the_servers(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let own = CheckedFor::Participant(hearing);
        let failed = world.services.checks.record(&lawyer, None, own, black()).await.unwrap();
        assert_eq!(failed.verdict, Verdict::Fail);
        let camera = failed.steps.iter().find(|step| step.step == Step::Camera).unwrap();
        assert_eq!(camera.findings, [Finding::Black]);
        let row = rows(&world).await.remove(0);
        let kept: CheckResult = serde_json::from_value(row.result).unwrap();
        assert_eq!(kept, failed);
        let skipped = Measurements { microphone: Taken::Skipped, ..sound() };
        let result = world.services.checks.record(&lawyer, None, own, skipped).await.unwrap();
        assert_eq!(result.verdict, Verdict::NotMeasured, "what was not measured never passes");
    }

    async fn impossible_numbers_are_neither_believed_nor_fatal(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            let mut measured = sound();
            measured.version = if number.is_nan() { u16::MAX } else { measured.version };
            if let Taken::Measured(environment) = &mut measured.environment {
                environment.clock_skew_ms = Some(number);
                environment.battery = Some((number, true));
            }
            if let Taken::Measured(camera) = &mut measured.camera {
                (camera.over_ms, camera.frames, camera.width) = (number, u32::MAX, u32::MAX);
                (camera.luma_mean, camera.luma_deviation, camera.luma_change) =
                    (Some(number), Some(number), Some(number));
            }
            if let Taken::Measured(quality) = &mut measured.quality {
                (quality.over_ms, quality.rtt_ms, quality.kbps_up) = (number, Some(number), Some(number));
            }
            if let Taken::Measured(connection) = &mut measured.connection {
                connection.udp = Way::Open(number);
            }
            if let Taken::Measured(microphone) = &mut measured.microphone {
                (microphone.p10_dbfs, microphone.p95_dbfs, microphone.clipped_run) = (number, number, u32::MAX);
            }
            let own = CheckedFor::Participant(hearing);
            let result = world.services.checks.record(&lawyer, None, own, measured).await.unwrap();
            assert_ne!(result.verdict, Verdict::Pass, "{number}");
        }
        assert_eq!(rows(&world).await.len(), 5);
    }

    async fn a_check_ends_when_other_devices_are_connected(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let checks = &world.services.checks;
        for (who, counts_for) in [(&lawyer, own), (warden, room)] {
            // Where nothing stands, nothing ends.
            assert_eq!(checks.devices_changed(who, counts_for).await, Ok(()));
            checks.record(who, None, counts_for, sound()).await.unwrap();
        }
        let verdicts = async || {
            let summary = world.services.bookings.appointment(&world.seeds.accounts.scheduler, hearing).await.unwrap().summary;
            let own = summary.participants.iter().find(|part| part.person == world.seeds.people.lawyer).unwrap();
            let verdict = |check: Option<&CheckSummary>| check.map(|check| check.verdict);
            (verdict(own.check.as_ref()), verdict(summary.room_checks[0].as_ref()))
        };
        assert_eq!(verdicts().await, (Some(Verdict::Pass), Some(Verdict::Pass)));
        let before = (events(&world).await, checked(&world, hearing).await);
        world.clock.advance(20);
        assert_eq!(checks.devices_changed(&lawyer, own).await, Ok(()));
        assert_eq!(verdicts().await, (None, Some(Verdict::Pass)));
        assert_eq!(checks.devices_changed(warden, room).await, Ok(()));
        assert_eq!(verdicts().await, (None, None), "and the court sees it");
        assert!(events(&world).await > before.0 && checked(&world, hearing).await == before.1 + 2);
        assert_eq!(checks.devices_changed(warden, room).await, Ok(()), "once is enough");
        assert_eq!(checked(&world, hearing).await, before.1 + 2);
        world.clock.advance(1);
        checks.record(warden, None, room, sound()).await.unwrap();
        assert_eq!(verdicts().await, (None, Some(Verdict::Pass)), "a new one counts");
        assert_eq!(rows(&world).await.len(), 3, "and nothing is forgotten");
    }

    async fn a_room_is_to_be_checked_ahead_of_the_first_appointment_of_a_day(world) {
        world.clock.set(world.at(25, 6, 0));
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let next = async || world.services.checks.place(warden, room).await.unwrap().next_run.map(|next| next.at);
        assert_eq!(next().await, None, "nothing is booked there");
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        assert_eq!(next().await, Some(world.at(25, 11, 18)), "before it stands in the way of the private meeting");
        world.clock.set(world.at(25, 13, 10));
        assert_eq!(next().await, Some(world.at(25, 13, 18)), "at the next turn: it is late already");
        world.services.checks.record(warden, None, room, sound()).await.unwrap();
        assert_eq!(next().await, Some(world.at(26, 6, 18)));
        world.clock.advance(5);
        world.services.checks.devices_changed(warden, room).await.unwrap();
        assert_eq!(next().await, Some(world.at(25, 13, 18)), "that check no longer counts");
    }

    async fn a_rooms_own_check_comes_before_its_want_stands_in_the_way(world) {
        world.clock.set(world.at(25, 6, 0));
        let hearing = world.book(&world.hearing(world.at(25, 14, 0))).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let unchecked = async || {
            let summary = world.services.bookings.appointment(&world.seeds.accounts.scheduler, hearing).await.unwrap().summary;
            summary.blockers.iter().any(|blocker| matches!(blocker.what, Obstruction::RoomUnchecked { .. }))
        };
        let next = world.services.checks.place(warden, room).await.unwrap().next_run.unwrap().at;
        world.clock.set(next);
        assert!(!unchecked().await, "nobody is told of it before the device had its turn");
        world.services.checks.record(warden, None, room, sound()).await.unwrap();
        world.clock.set(world.at(25, 13, 0));
        assert!(!unchecked().await, "nor afterwards");
    }

    async fn what_was_skipped_does_not_keep_a_room_from_checking_itself(world) {
        world.clock.set(world.at(25, 7, 30));
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        world.book(&world.hearing(world.at(26, 9, 0))).await;
        let checks = &world.services.checks;
        let next = async || checks.place(warden, room).await.unwrap().next_run.map(|next| next.at);
        let [today, tomorrow] = [Some(world.at(25, 11, 18)), Some(world.at(26, 6, 18))];
        let skipped = Measurements { camera: Taken::Skipped, microphone: Taken::Skipped, speaker: Taken::Skipped, ..sound() };
        for measured in [skipped.clone(), Measurements { microphone: Taken::Skipped, ..black() }] {
            checks.record(warden, None, room, measured).await.unwrap();
            assert_eq!(next().await, today);
        }
        checks.record(warden, None, room, black()).await.unwrap();
        assert_eq!(next().await, tomorrow, "everything was measured, however it came out");
        world.clock.advance(1);
        checks.devices_changed(warden, room).await.unwrap();
        assert_eq!(next().await, today);
        // Its own check leaves open what needs a person, and is not made again and again.
        checks.record(warden, None, room, Measurements { attended: false, ..skipped }).await.unwrap();
        assert_eq!(next().await, tomorrow);
    }

    async fn a_strangers_trial_leaves_nothing(world) {
        let before = counts(&world).await;
        assert!(!world.services.checks.place(&Principal::Anonymous, CheckedFor::Trial).await.unwrap().kept);
        world.services.checks.record(&Principal::Anonymous, None, CheckedFor::Trial, sound()).await.unwrap();
        assert_eq!(counts(&world).await, before);
    }

    async fn strangers_of_an_address_are_counted_together_and_those_of_the_machine_itself_are_not(world) {
        let try_from = async |address: &str| {
            let trial = CheckedFor::Trial;
            world.services.checks.record(&Principal::Anonymous, address.parse().ok(), trial, sound()).await
        };
        for _ in 0..300 {
            try_from("203.0.113.9").await.unwrap();
        }
        assert_eq!(try_from("203.0.113.9").await, Err(Error::TooMany { seconds: 12 }));
        try_from("203.0.113.10").await.unwrap();
        for address in ["127.0.0.1", "::1"] {
            for _ in 0..301 {
                try_from(address).await.unwrap();
            }
        }
    }

    async fn a_trial_is_kept_for_whoever_is_signed_in_and_told_to_nobody(world) {
        let (warden, checks) = (&world.seeds.accounts.warden, &world.services.checks);
        let before = counts(&world).await;
        assert!(checks.place(warden, CheckedFor::Trial).await.unwrap().kept);
        checks.record(warden, None, CheckedFor::Trial, black()).await.unwrap();
        let after = counts(&world).await;
        let grown: Vec<_> = after.iter().filter(|(table, count)| before.get(*table) != Some(*count)).collect();
        let tables: Vec<_> = grown.iter().map(|(table, _)| table.as_str()).collect();
        assert_eq!(tables, ["device_checks"]);
        let row = rows(&world).await.remove(0);
        assert_eq!((row.appointment_id, row.participant_id, row.room_id), (None, None, None));
        assert_eq!((row.account_id, row.verdict.as_str()), (Some(warden.account().unwrap().id.0), "fail"));
        for _ in 1..30 {
            checks.record(warden, None, CheckedFor::Trial, sound()).await.unwrap();
        }
        let refused = checks.record(warden, None, CheckedFor::Trial, sound()).await;
        assert_eq!(refused, Err(Error::TooMany { seconds: 120 }), "nobody fills the store");
        assert!(checks.history(warden).await.unwrap().iter().all(|room| room.checks.is_empty()), "no room was checked");
    }

    async fn a_persons_check_shows_on_the_appointment_and_is_announced(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let before = events(&world).await;
        world.services.checks.record(&lawyer, None, CheckedFor::Participant(hearing), black()).await.unwrap();
        assert!(events(&world).await > before);
        assert_eq!(checked(&world, hearing).await, 1);
        let scheduler = &world.seeds.accounts.scheduler;
        let summary = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
        let part = summary.participants.iter().find(|part| part.person == world.seeds.people.lawyer).unwrap();
        let check = part.check.as_ref().expect("the check shows");
        assert_eq!(check.verdict, Verdict::Fail);
        assert_eq!(check.findings, [(Step::Camera, Finding::Black)]);
    }

    async fn a_rooms_check_counts_for_its_appointments_until_midnight(world) {
        world.clock.set(world.at(25, 7, 30));
        let today = [
            world.book(&world.hearing(world.at(25, 10, 0))).await,
            world.book(&world.teleconsultation(world.at(25, 10, 0))).await,
        ];
        let later = world.hearing(world.at(25, 14, 0));
        let later = world.book(&later).await;
        let tomorrow = world.book(&world.hearing(world.at(26, 10, 0))).await;
        let room = world.seeds.izalco.hearing;
        let warden = &world.seeds.accounts.warden;
        world.services.checks.record(warden, None, CheckedFor::Room(room), sound()).await.unwrap();
        let row = rows(&world).await.remove(0);
        assert_eq!(row.room_id, Some(room.0));
        assert_eq!((row.appointment_id, row.participant_id), (None, None));
        assert_eq!(row.expires_at, world.at(26, 0, 0).0, "the centre's midnight");
        let warden_id = warden.account().unwrap().id.0;
        assert_eq!(row.account_id, Some(warden_id));
        for (appointment, expected) in [(today[0], 1), (later, 1), (today[1], 0), (tomorrow, 0)] {
            assert_eq!(checked(&world, appointment).await, expected);
        }
        let scheduler = &world.seeds.accounts.scheduler;
        let summary = world.services.bookings.appointment(scheduler, today[0]).await.unwrap().summary;
        assert_eq!(summary.room_checks[0].as_ref().map(|check| check.verdict), Some(Verdict::Pass));
        world.clock.set(world.at(26, 0, 0));
        let summary = world.services.bookings.appointment(scheduler, tomorrow).await.unwrap().summary;
        assert!(summary.room_checks[0].is_none(), "it counts for its day only");
    }
}
