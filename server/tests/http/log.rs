//! What is logged of requests.

use axum::http::StatusCode;
use services::{on_both_databases, testing::PASSWORD};
use tracing::instrument::WithSubscriber;

use crate::{
    harness::{self, Desk},
    logged::Log,
};

on_both_databases! {
    async fn the_log_names_routes_and_nothing_personal(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(id, world.seeds.people.lawyer).await;
        let cookie = desk.cookie("scheduler").await;
        let log = Log::listening();
        let asked = async {
            let file = desk.open(&format!("/confirm/{secret}/calendar.ics"), None).await;
            let letter = desk.open(&format!("/confirm/{secret}"), None).await;
            let day = desk.open("/day/2026-11-25?find=Argueta", Some(&cookie)).await;
            desk.post_plain("/do/seek", "/separations", &cookie, "back=/separations&text=Zelaya").await;
            assert_eq!([file.status, letter.status, day.status], [StatusCode::OK; 3]);
            desk.ask(harness::sign_in_from("203.0.113.9", "nobody.of.that.name", "")).await;
        };
        asked.with_subscriber(log.lines()).await;
        let said = log.said();
        for route in ["\"/confirm/{token}/calendar.ics\"", "\"/confirm/{token}\"", "\"/day/{date}\"", "\"/do/sign-in\"", "\"/do/seek\""] {
            assert!(said.contains(route), "{route} is not in\n{said}");
        }
        let (_, session) = cookie.split_once('=').expect("a name and a secret");
        for personal in [secret.as_str(), session, PASSWORD, "Argueta", "Zelaya", "delmy", "nobody.of", "203.0.113.9"] {
            assert!(!said.contains(personal), "{personal} is in\n{said}");
        }
    }
}
