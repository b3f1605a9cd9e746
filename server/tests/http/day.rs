//! The day as a file.

use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::{on_both_databases, testing::entity};
use shared::{
    day::RoomDay,
    schedule::{BlockCause, CountKind, Resource},
    time::{Period, Weekday, WeeklyWindow},
};

use crate::harness::Desk;

const FILE: &str = "/day/2026-11-23/day.csv";

on_both_databases! {
    async fn the_file_holds_what_the_reader_sees(world) {
        let desk = Desk::over(&world);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let scheduler = desk.open(FILE, Some(&desk.cookie("scheduler").await)).await;
        assert_eq!(scheduler.status, StatusCode::OK);
        assert!(scheduler.header("content-type").starts_with("text/csv; charset=utf-8"));
        assert_eq!(scheduler.header("content-disposition"), "attachment; filename=\"telesala-2026-11-23.csv\"");
        assert!(scheduler.bytes.starts_with(&[0xEF, 0xBB, 0xBF]), "Excel knows the letters by this mark");
        assert!(scheduler.body.contains("145-2026") && !scheduler.body.contains("Teleconsulta"), "{}", scheduler.body);
        assert_eq!(scheduler.body.matches("\r\n").count(), 3, "head, meeting, hearing: {}", scheduler.body);
        let warden = desk.open(FILE, Some(&desk.cookie("warden").await)).await;
        assert!(warden.body.contains("Salida médica") && !warden.body.contains("Telemedicina"), "{}", warden.body);
        let nurse = desk.open(FILE, Some(&desk.cookie("nurse").await)).await;
        assert!(nurse.body.contains("Teleconsulta") && !nurse.body.contains("145-2026"), "{}", nurse.body);
        let elsewhere = desk.open(FILE, Some(&desk.cookie("other_warden").await)).await;
        assert_eq!(elsewhere.body.matches("\r\n").count(), 1, "only the head: {}", elsewhere.body);
    }

    async fn the_file_is_in_the_readers_language_and_as_the_page_is_shown(world) {
        let desk = Desk::over(&world);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let cookie = format!("{}; telesala_language=en", desk.cookie("scheduler").await);
        let file = desk.open(FILE, Some(&cookie)).await;
        assert!(file.body.starts_with("\u{FEFF}Date,From,Until,Time zone,Room,"), "{}", file.body);
        let none = desk.open(&format!("{FILE}?show=over&sort=room"), Some(&cookie)).await;
        assert_eq!(none.body.matches("\r\n").count(), 1, "nothing is over: {}", none.body);
        let page = desk.open("/day/2026-11-23?show=pending", Some(&cookie)).await;
        assert!(page.body.contains("/day/2026-11-23/day.csv?show=pending&amp;sort=time"), "{}", page.body);
    }

    async fn the_rooms_of_a_centre_are_drawn_and_said(world) {
        let desk = Desk::over(&world);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let page = format!("/rooms/2026-11-23?centre={}", world.seeds.izalco.id);
        let own = desk.open(&page, Some(&desk.cookie("scheduler").await)).await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.body);
        assert!(own.body.contains(&format!("/appointments/{hearing}\"")) && own.body.contains("145-2026"), "{}", own.body);
        let others = desk.open(&page, Some(&desk.cookie("other_scheduler").await)).await;
        assert!(others.body.contains("Ocupada") && others.body.contains("10:00–10:45"), "{}", others.body);
        assert!(!others.body.contains(&hearing.to_string()) && !others.body.contains("145-2026"), "{}", others.body);
        let cookie = desk.cookie("other_warden").await;
        assert_eq!(desk.open(&page, Some(&cookie)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.open("/rooms/2026-11-23", Some(&cookie)).await.status, StatusCode::OK);
        assert_eq!(desk.open("/rooms/2026-02-30", Some(&cookie)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.open(&page, Some(&desk.cookie("judge").await)).await.status, StatusCode::FORBIDDEN);
    }

    async fn before_there_are_centres_the_page_of_the_rooms_says_what_comes_first(world) {
        let (desk, db) = (Desk::over(&world), &world.house.db);
        let of_centres = entity::accounts::Column::CentreId.is_not_null();
        entity::accounts::Entity::delete_many().filter(of_centres).exec(db).await.expect("the accounts go");
        entity::detainees::Entity::delete_many().exec(db).await.expect("the people go");
        entity::rooms::Entity::delete_many().exec(db).await.expect("the rooms go");
        entity::centres::Entity::delete_many().exec(db).await.expect("the centres go");
        for login in ["scheduler", "administrator"] {
            let cookie = desk.cookie(login).await;
            let day = desk.open("/day/2026-11-23", Some(&cookie)).await;
            assert!(day.body.contains("/rooms/2026-11-23\""), "the day leads there: {}", day.body);
            let page = desk.open("/rooms/2026-11-23", Some(&cookie)).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("Todavía no hay centros registrados."), "{}", page.body);
            let english = desk.open("/rooms/2026-11-23", Some(&format!("{cookie}; telesala_language=en"))).await;
            assert!(english.body.contains("No centres are on record yet."), "{}", english.body);
            // A centre that was named is another matter.
            let named = format!("/rooms/2026-11-23?centre={}", world.seeds.izalco.id);
            assert_eq!(desk.open(&named, Some(&cookie)).await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn a_board_draws_what_keeps_a_room_from_being_had(world) {
        let (izalco, warden) = (world.seeds.izalco, &world.seeds.accounts.warden);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let lunch = WeeklyWindow { weekday: Weekday::Mon, from: 12 * 60, to: 13 * 60 };
        world.counts(izalco.id, CountKind::Meal, lunch).await;
        let works = Period::new(world.at(23, 14, 0), world.at(23, 15, 0)).expect("a period");
        world.blocked(izalco.id, Some(Resource::Room(izalco.clinic)), works, BlockCause::Maintenance).await;
        let board = world.services.days.day(warden, Some(jiff::civil::date(2026, 11, 23))).await.expect("a board");
        let shut = |room: &RoomDay| -> Vec<(i8, bool)> {
            room.shut.iter().map(|(period, blocked)| (period.start.civil.hour(), *blocked)).collect()
        };
        let of_room = |id| board.rooms.iter().find(|room| room.id == id).map(shut);
        assert_eq!(of_room(izalco.clinic), Some(vec![(12, false), (14, true)]));
        assert_eq!(of_room(izalco.hearing), Some(vec![(12, false)]));

        let desk = Desk::over(&world);
        let page = desk.open("/day/2026-11-23", Some(&desk.cookie("warden").await)).await;
        assert_eq!(page.body.matches("class=\"timeline-shut\"").count(), board.rooms.len(), "{}", page.body);
        assert_eq!(page.body.matches("class=\"timeline-shut timeline-blocked\"").count(), 1, "{}", page.body);
    }

    async fn strangers_and_days_that_are_none_get_no_file(world) {
        let desk = Desk::over(&world);
        assert_eq!(desk.open(FILE, None).await.status, StatusCode::UNAUTHORIZED);
        let cookie = desk.cookie("judge").await;
        assert_eq!(desk.open("/day/2026-02-30/day.csv", Some(&cookie)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.open("/day/today/day.csv", Some(&cookie)).await.status, StatusCode::OK);
    }
}
