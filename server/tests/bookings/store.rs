//! What the database itself refuses, and what happens when it is gone.

use std::{
    num::NonZeroU16,
    time::{Duration, Instant},
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use services::{
    db::{Durability, connect},
    testing::PATIENCE,
};
use shared::{error::Error, schedule::Movement};

use super::detail;

async fn run(db: &DatabaseConnection, sql: &str) -> Result<u64, String> {
    db.execute_unprepared(sql).await.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

services::on_both_databases! {
    async fn the_history_goes_down_and_up_again(world) {
        let db = &world.house.db;
        // What a booking wrote is gone with its tables.
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        Migrator::down(db, None).await.expect("down");
        assert!(run(db, "SELECT 1 FROM appointments").await.is_err());
        Migrator::up(db, None).await.expect("up");
        Migrator::refresh(db).await.expect("down and up");
        assert_eq!(Migrator::get_pending_migrations(db).await.expect("the state").len(), 0);
        for step in 1..=u32::try_from(Migrator::migrations().len()).expect("a few") {
            Migrator::down(db, Some(1)).await.unwrap_or_else(|error| panic!("step {step} down: {error}"));
        }
        Migrator::up(db, None).await.expect("up");
    }

    async fn a_centre_without_a_team_is_refused_even_by_hand(world) {
        let db = &world.house.db;
        world.keeps(world.seeds.izalco.id, Movement::default(), 0, NonZeroU16::new(1)).await;
        for teams in [0, -1] {
            let refused = run(db, &format!("UPDATE centre_rules SET teams = {teams}")).await.expect_err("it is no team");
            assert!(refused.to_lowercase().contains("check"), "{refused}");
        }
        assert_eq!(run(db, "UPDATE centre_rules SET teams = 2").await, Ok(1));
    }

    /// Nothing stored is room for all; nobody may take a zero for that.
    async fn a_room_for_nobody_is_not_one_for_all(world) {
        world.seats(world.seeds.izalco.hearing, 0).await;
        let hearing = world.hearing(world.at(23, 10, 0));
        assert_eq!(world.try_book(&hearing).await, Err(Error::Internal));
        world.seats(world.seeds.izalco.hearing, 1).await;
        world.book(&hearing).await;
    }

    async fn overlapping_rows_are_refused_even_by_hand(world) {
        let db = &world.house.db;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let copy = |id: &str, shift: i64, live: bool| {
            let id = match db.get_database_backend() {
                DbBackend::Sqlite => format!("x'{}'", id.replace('-', "")),
                _ => format!("'{id}'"),
            };
            format!(
                "INSERT INTO reservations (id, appointment_id, resource_kind, resource_id, starts_at, ends_at, live) \
                 SELECT {id}, appointment_id, resource_kind, resource_id, starts_at + {shift}, ends_at + {shift}, {live} \
                 FROM reservations WHERE resource_kind = 'room' ORDER BY starts_at DESC LIMIT 1"
            )
        };
        let (first, second) = ("00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002");
        for shift in [0, 60, 44 * 60, -60] {
            let refused = run(db, &copy(first, shift, true)).await.expect_err("it overlaps");
            assert!(refused.contains("reservation_overlap"), "{refused}");
        }
        run(db, &copy(first, 45 * 60, true)).await.expect("it only touches");
        run(db, &copy(second, 0, false)).await.expect("what is not live holds nothing");
        let refused = run(db, "UPDATE reservations SET live = true WHERE NOT live").await.expect_err("it overlaps");
        assert!(refused.contains("reservation_overlap"), "{refused}");
        let moved = "UPDATE reservations SET starts_at = starts_at - 60 WHERE resource_kind = 'room' AND live \
             AND starts_at = (SELECT max(starts_at) FROM reservations)";
        let refused = run(db, moved).await.expect_err("it overlaps");
        assert!(refused.contains("reservation_overlap"), "{refused}");
        let backwards = "UPDATE reservations SET starts_at = ends_at WHERE NOT live";
        assert!(run(db, backwards).await.is_err(), "a period ends after it starts");
    }

    async fn the_record_only_grows(world) {
        let db = &world.house.db;
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        for sql in ["UPDATE audit_entries SET actor_name = 'otro'", "DELETE FROM audit_entries"] {
            let refused = run(db, sql).await.expect_err("the record stands");
            assert!(refused.contains("audit_entries_only_grow"), "{refused}");
        }
        assert_eq!(detail(&world, who, id).await.timeline.len(), 2, "booked, and told");
    }

    async fn codes_hold_something(world) {
        let db = &world.house.db;
        for sql in [
            "UPDATE centres SET code = ''", "UPDATE rooms SET code = ''", "UPDATE people SET email = ''",
            "UPDATE detainees SET code = ''", "UPDATE agencies SET code = ''", "UPDATE accounts SET login = ''",
        ] {
            assert!(run(db, sql).await.is_err(), "{sql}");
        }
        assert!(run(db, "DELETE FROM centres").await.is_err(), "rooms and detainees stand in the way");
    }

    async fn a_store_that_is_gone_answers_quickly_and_plainly(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let draft = world.draft(&world.hearing(world.at(24, 10, 0))).await.expect("a draft");
        world.house.db.clone().close().await.expect("it closes");
        let begun = Instant::now();
        let bookings = &world.services.bookings;
        assert_eq!(bookings.appointment(who, id).await.err(), Some(Error::Unavailable));
        assert_eq!(bookings.book(who, draft).await.err(), Some(Error::Unavailable));
        assert_eq!(world.services.days.day(who, None).await.err(), Some(Error::Unavailable));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_restart_of_the_database_is_survived() {
    use sea_orm::Database;
    services::testing::on(services::testing::Store::Postgres, async |world| {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let outside = Database::connect(&world.url).await.expect("another connection");
        for round in 0..3_i8 {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
            run(&outside, sql).await.expect("everybody is thrown out");
            // What the round before chose is held still.
            let mut draft = world.hearing(world.at(24 + round, 10, 0));
            draft.what.duration = format!("{}", 30 + round);
            for answer in [
                world.services.bookings.appointment(who, id).await.err(),
                world.services.days.day(who, None).await.err(),
                world.draft(&draft).await.err(),
            ] {
                assert!(matches!(answer, None | Some(Error::Unavailable)), "{answer:?}");
            }
            tokio::time::sleep(Duration::from_millis(700)).await;
            detail(&world, who, id).await;
        }
        outside.close().await.expect("it closes");
    });
}

#[test]
fn the_sqlite_file_may_lie_in_a_directory_that_is_not_there_yet() {
    services::testing::on(services::testing::Store::Sqlite, async |world| {
        let path = world.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc").to_owned();
        let below = std::path::Path::new(&path).with_file_name("a/b/c.db");
        let db = connect(&format!("sqlite://{}?mode=rwc", below.display()), Durability::AtOnce, PATIENCE)
            .await
            .expect("it opens");
        services::db::migrate(&db).await.expect("it is migrated");
        assert!(below.exists());
        assert!(connect("mysql://localhost/x", Durability::AtOnce, PATIENCE).await.is_err());
    });
}
