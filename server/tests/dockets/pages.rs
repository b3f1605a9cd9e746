//! The whole way with plain forms, as a browser without JavaScript goes it.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sea_orm::ConnectionTrait;
use services::{on_both_databases, testing::World};
use shared::{
    docket::{RoomOfDay, Stage},
    schedule::{BlockCause, CountKind, Resource},
    time::{Period, Weekday, WeeklyWindow},
};

use super::{HEAD, line, of, planned, settled, uploaded};
use crate::harness::{Answered, Desk, own};

async fn post_file(desk: &Desk, cookie: &str, text: &str, days: (&str, &str)) -> Answered {
    let part = |head: &str, body: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let body = [
        part("name=\"file\"; filename=\"semana 48.csv\"", text),
        part("name=\"first\"", days.0),
        part("name=\"last\"", days.1),
        "--edge--\r\n".to_owned(),
    ];
    let request = own(Request::post("/dockets/upload"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookie);
    desk.ask(request.body(Body::from(body.concat())).expect("a sound request")).await
}

async fn settle(world: &World, page: &str) -> shared::docket::DocketView {
    let id = page.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a docket's page");
    settled(world, &world.seeds.accounts.scheduler, id).await
}

on_both_databases! {
    async fn a_file_becomes_hearings(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let form = desk.open("/dockets/new", Some(&cookie)).await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.body.contains("enctype=\"multipart/form-data\""), "{}", form.body);
        let text = format!("{HEAD}{}EXP-2,inicial,DEMO-NADIE,30,0,,,,\n", line("EXP-1", 0, 30, 1));
        let sent = post_file(&desk, &cookie, &text, ("2026-11-23", "2026-11-24")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let page = sent.header("location").to_owned();
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("semana 48") && shown.body.contains("DEMO-NADIE"), "{}", shown.body);
        let id = page.rsplit('/').next().expect("an id").to_owned();
        let planned = desk.post_plain("/do/docket/plan", &page, &cookie, &format!("id={id}")).await;
        assert_eq!(planned.header("location"), page);
        let docket = settle(&world, &page).await;
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("Sala virtual") && shown.body.contains("drop:2"), "{}", shown.body);
        let elsewhere = desk.open(&format!("{page}/2"), Some(&cookie)).await;
        assert!(elsewhere.body.contains("fix:2:"), "{}", elsewhere.body);
        let kept = desk.post_plain("/do/docket/adjust", &page, &cookie, &format!("id={id}&change=keep:2")).await;
        assert_eq!(kept.header("location"), format!("{page}#line-2"));
        let stale = desk.post_plain("/do/docket/book", &page, &cookie, &format!("id={id}&version={}", docket.version)).await;
        let shown = desk.open(stale.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("La lista cambió"), "{}", shown.body);
        let version = docket.version + 1;
        desk.post_plain("/do/docket/book", &page, &cookie, &format!("id={id}&version={version}")).await;
        assert_eq!(settle(&world, &page).await.stage, Stage::Booked);
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("/appointments/"), "{}", shown.body);
    }

    async fn a_proposal_says_by_whose_clock_it_is_where_that_is_not_the_courts(world) {
        let change = "UPDATE agencies SET zone = 'America/Guayaquil' WHERE code = 'TS6'";
        world.house.db.execute_unprepared(change).await.expect("the court has another clock");
        let who = &world.seeds.accounts.scheduler;
        let id = uploaded(&world, who, &line("EXP-1", 0, 30, 1)).await;
        let docket = planned(&world, who, id).await;
        let (placed, drawn) = (of(&docket, 2), &docket.days[0]);
        assert_eq!(placed.zone.as_ref().map(|zone| zone.0.as_str()), Some("America/El_Salvador"));
        assert_eq!(drawn.zone.0, "America/El_Salvador");
        let desk = Desk::over(&world);
        let shown = desk.open(&format!("/dockets/{id}"), Some(&desk.cookie("scheduler").await)).await;
        assert!(shown.body.contains("hora de Guayaquil"), "the court's: {}", shown.body);
        // Beside the time of its line, and over the picture of its day.
        assert_eq!(shown.body.matches("hora de El Salvador").count(), 2, "{}", shown.body);
    }

    async fn the_pictures_show_what_shuts_a_room_and_are_looked_at_closely(world) {
        let (who, izalco) = (&world.seeds.accounts.scheduler, world.seeds.izalco);
        let lunch = WeeklyWindow { weekday: Weekday::Mon, from: 12 * 60, to: 13 * 60 };
        world.counts(izalco.id, CountKind::Meal, lunch).await;
        let works = Period::new(world.at(23, 14, 0), world.at(23, 15, 0)).expect("a period");
        let second = Some(Resource::Room(izalco.second_hearing));
        world.blocked(izalco.id, second, works, BlockCause::Maintenance).await;
        let id = uploaded(&world, who, &line("EXP-1", 0, 30, 1)).await;
        let docket = planned(&world, who, id).await;
        let shut = |room: &RoomOfDay| -> Vec<(i8, bool)> {
            room.shut.iter().map(|(period, blocked)| (period.start.civil.hour(), *blocked)).collect()
        };
        let shut: Vec<_> = docket.days[0].rooms.iter().map(shut).collect();
        assert_eq!(shut, [vec![(12, false)], vec![(12, false), (14, true)]]);

        let (desk, page) = (Desk::over(&world), format!("/dockets/{id}"));
        let cookie = desk.cookie("scheduler").await;
        let shown = desk.open(&page, Some(&cookie)).await;
        assert_eq!(shown.body.matches("class=\"timeline-shut\"").count(), 2, "nobody moves: {}", shown.body);
        assert_eq!(shown.body.matches("class=\"timeline-shut timeline-blocked\"").count(), 1, "{}", shown.body);
        assert!(!shown.body.contains("timeline-zoomed"), "{}", shown.body);
        assert!(shown.body.contains("href=\"?zoom=hour#docket-pictures\""), "{}", shown.body);
        // What is only drawn here stands in words on the page of the rooms.
        let in_words = format!("/rooms/2026-11-23?centre={}", izalco.id);
        assert_eq!(shown.body.matches(&format!("href=\"{in_words}\"")).count(), 1, "{}", shown.body);
        let rooms = desk.open(&in_words, Some(&cookie)).await;
        assert_eq!(rooms.status, StatusCode::OK, "{}", rooms.body);
        let closer = desk.open(&format!("{page}?zoom=hour"), Some(&cookie)).await;
        assert!(closer.body.contains("timeline-zoomed"), "{}", closer.body);
    }

    async fn what_is_wrong_with_a_file_stands_on_the_form(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let sent = post_file(&desk, &cookie, "color;tipo\nrojo;inicial\n", ("2026-11-23", "2026-11-24")).await;
        let shown = desk.open(sent.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("«color»") && shown.body.contains("«participantes»"), "{}", shown.body);
        let sent = post_file(&desk, &cookie, HEAD, ("2026-11-23", "2026-11-21")).await;
        let shown = desk.open(sent.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("2026-11-21") && shown.body.contains("posterior al inicio"), "{}", shown.body);
        let stranger = desk.cookie("warden").await;
        assert_eq!(post_file(&desk, &stranger, HEAD, ("", "")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.open("/dockets/new", Some(&stranger)).await.status, StatusCode::FORBIDDEN);
        let file = desk.open("/dockets/template.csv", Some(&cookie)).await;
        assert!(file.body.contains("expediente;tipo"), "{}", file.body);
    }
}
