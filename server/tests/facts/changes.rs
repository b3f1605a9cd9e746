//! Whoever changes something, by whatever way: the very next search and the very next booking know it.

use sea_orm::ConnectionTrait;
use services::testing::{Plan, World};
use shared::{
    appointment::Role,
    error::{Error, Problem},
    hours::HoursForm,
    schedule::{CountKind, Departure},
    time::{Weekday, WeeklyWindow},
};

use super::{LAWYER, another_server, book, starts};

/// Each makes the hearing impossible, with what undoes it.
fn changes() -> Vec<(String, &'static str)> {
    let count = CountKind::Count.code();
    let transfer = Departure::Transfer.code();
    let written = |sql: &str| sql.to_owned();
    vec![
        (
            written("UPDATE rooms SET uses = 'clinic' WHERE code = 'V1'"),
            "UPDATE rooms SET uses = 'hearing consultation' WHERE code = 'V1'",
        ),
        (written("UPDATE rooms SET code = 'V9' WHERE code = 'V1'"), "UPDATE rooms SET code = 'V1' WHERE code = 'V9'"),
        (
            written("UPDATE room_hours SET from_minute = from_minute + 240"),
            "UPDATE room_hours SET from_minute = from_minute - 240",
        ),
        (
            written("UPDATE centres SET zone = 'Asia/Tokyo' WHERE code = 'CP-IZA'"),
            "UPDATE centres SET zone = 'America/El_Salvador' WHERE code = 'CP-IZA'",
        ),
        (
            written(
                "INSERT INTO centre_rules (id, move_before, move_after, turnover, teams) \
                 SELECT id, 0, 0, 0, 1 FROM centres WHERE code = 'CP-IZA'",
            ),
            "DELETE FROM centre_rules",
        ),
        (
            format!(
                "INSERT INTO counts (id, centre_id, kind, weekday, from_minute, to_minute) \
                 SELECT id, id, '{count}', 0, 600, 660 FROM centres WHERE code = 'CP-IZA'"
            ),
            "DELETE FROM counts",
        ),
        (
            written(
                "INSERT INTO holidays (id, centre_id, date, name) \
                 SELECT id, id, '2026-11-23', 'Festivo' FROM centres WHERE code = 'CP-IZA'",
            ),
            "DELETE FROM holidays",
        ),
        (
            written(
                "INSERT INTO notice_periods (id, country, hearing_type, hours) \
                 SELECT id, country, 'review_of_measures', 168 FROM centres WHERE code = 'CP-IZA'",
            ),
            "DELETE FROM notice_periods",
        ),
        (
            written("UPDATE detainees SET code = 'DEMO-OTRA' WHERE code = 'DEMO-CP-IZA-0'"),
            "UPDATE detainees SET code = 'DEMO-CP-IZA-0' WHERE code = 'DEMO-OTRA'",
        ),
        (
            format!(
                "INSERT INTO departures (id, detainee_id, centre_id, why, from_at) \
                 SELECT id, id, centre_id, '{transfer}', 0 FROM detainees WHERE code = 'DEMO-CP-IZA-0'"
            ),
            "DELETE FROM departures",
        ),
        (
            written(
                "INSERT INTO incompatibilities (id, one_kind, one_id, other_kind, other_id) \
                 SELECT one.id, 'detainee', one.id, 'detainee', other.id FROM detainees one, detainees other \
                 WHERE one.code = 'DEMO-CP-IZA-0' AND other.code = 'DEMO-CP-IZA-1'",
            ),
            "DELETE FROM incompatibilities WHERE one_kind = 'detainee' AND other_kind = 'detainee'",
        ),
        (
            written(
                "INSERT INTO group_members (id, group_id, detainee_id) SELECT one.id, its.id, one.id \
                 FROM detainees one, separation_groups its WHERE one.code = 'DEMO-CP-IZA-0'",
            ),
            "DELETE FROM group_members",
        ),
        (
            written("UPDATE people SET email = 'otra@telesala.test' WHERE email = 'julia.iraheta@telesala.test'"),
            "UPDATE people SET email = 'julia.iraheta@telesala.test' WHERE email = 'otra@telesala.test'",
        ),
        (written("UPDATE working_hours SET from_minute = 840"), "UPDATE working_hours SET from_minute = 480"),
        (
            written("UPDATE agencies SET zone = 'Asia/Tokyo' WHERE code = 'TS6'"),
            "UPDATE agencies SET zone = 'America/El_Salvador' WHERE code = 'TS6'",
        ),
    ]
}

/// Somebody else is heard at ten, whom ours may meet so far, by the one team that there may be.
async fn another_at_ten(world: &World) {
    let izalco = world.seeds.izalco;
    let mut plan = World::in_room(world.hearing(world.at(23, 10, 0)), izalco.second_hearing);
    "0".clone_into(&mut plan.what.meeting);
    let people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    world.book(&Plan { detainee: izalco.detainees[1], people, ..plan }).await;
    let group = world.group("G1", &[]).await;
    world.apart(("group", group), ("detainee", izalco.detainees[1].0)).await;
    let monday = WeeklyWindow { weekday: Weekday::Mon, from: 8 * 60, to: 16 * 60 };
    world.works(world.seeds.people.judge, monday).await;
}

services::on_both_databases! {
    async fn what_another_server_changes_by_hand_is_seen_by_the_next_search_and_booking(world) {
        let other = another_server(&world).await;
        another_at_ten(&world).await;
        let run = async |sql: &str| other.house.db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let ten = world.at(23, 10, 0);
        for (change, undo) in changes() {
            // Both remember how it was.
            assert_eq!((starts(&world).await, starts(&other).await), (2, 2), "before: {change}");
            run(&change).await;
            // Each of both is asked first in turn: nobody tells the other.
            let refused = book(&world, ten).await;
            assert!(matches!(refused, Err(Error::Refused(_) | Error::Invalid(_))), "{change}: {refused:?}");
            assert_eq!((starts(&world).await, starts(&other).await), (0, 0), "after: {change}");
            run(undo).await;
            assert_eq!(starts(&world).await, 2, "undone: {undo}");
        }
        // Where other rooms have equipment, one without it serves nobody.
        assert_eq!(starts(&world).await, 2);
        run("DELETE FROM kits WHERE room_id IN (SELECT id FROM rooms WHERE code = 'V1')").await;
        assert_eq!((starts(&world).await, starts(&other).await), (0, 0));
        assert!(matches!(book(&other, ten).await, Err(Error::Refused(_))));
        other.house.db.close_by_ref().await.expect("the connections close");
    }

    async fn what_a_service_changes_is_seen_there_and_by_another_server(world) {
        let other = another_server(&world).await;
        assert_eq!((starts(&world).await, starts(&other).await), (2, 2));
        let (judge, own) = (&world.seeds.accounts.judge, world.seeds.people.judge);
        let spans = |from: &str, to: &str| [("from0".to_owned(), from.to_owned()), ("to0".to_owned(), to.to_owned())].into();
        let days = vec![Weekday::Mon.code().to_owned()];
        let form = HoursForm { seen: String::new(), days: days.clone(), spans: spans("14:00", "16:00") };
        world.services.absences.set_hours(judge, own, &form).await.expect("changed");
        assert_eq!((starts(&world).await, starts(&other).await), (0, 0));
        assert!(matches!(book(&other, world.at(23, 10, 0)).await, Err(Error::Refused(_))));

        let board = other.services.absences.board(judge, own).await.expect("the board");
        let form = HoursForm { seen: shared::hours::written(&board.hours), days, spans: spans("08:00", "16:00") };
        other.services.absences.set_hours(judge, own, &form).await.expect("changed back");
        assert_eq!((starts(&world).await, starts(&other).await), (2, 2));
        book(&world, world.at(23, 10, 0)).await.expect("it is free again");
        other.house.db.close_by_ref().await.expect("the connections close");
    }

    async fn whom_an_address_names_is_who_they_are_now(world) {
        let other = another_server(&world).await;
        let ten = |day| world.at(day, 10, 0);
        book(&world, ten(23)).await.expect("the first is booked");
        // A guest defends nobody.
        let makes_them = async |role: Role| {
            let sql = format!("UPDATE people SET role = '{}' WHERE email = '{LAWYER}'", role.code());
            other.house.db.execute_unprepared(&sql).await.expect("it is done");
        };
        makes_them(Role::Guest).await;
        let refused = book(&world, ten(24)).await;
        let missing = |problems: &[Problem]| problems.iter().any(|problem| problem.field == Role::DefenceLawyer.code());
        assert!(matches!(&refused, Err(Error::Invalid(problems)) if missing(problems)), "{refused:?}");
        // Nor does what was refused stay so.
        makes_them(Role::DefenceLawyer).await;
        book(&world, ten(24)).await.expect("the second is booked");
        other.house.db.close_by_ref().await.expect("the connections close");
    }
}
