//! Server functions, as the client calls them.

use std::{fs, path::Path};

use axum::http::{Method, StatusCode};
use services::on_both_databases;
use shared::ports::SignIn;

use crate::harness::{self, Desk};

/// The server functions that the application's sources define.
fn defined(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the sources can be read") {
        let path = entry.expect("the sources can be read").path();
        if path.is_dir() {
            count += defined(&path);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("the sources can be read");
            count += text
                .lines()
                .filter(|line| line.trim_start().starts_with("#[server(") && line.contains("endpoint"))
                .count();
        }
    }
    count
}

on_both_databases! {
    async fn every_one_is_reached(world) {
        let desk = Desk::over(&world);
        let paths: Vec<(&str, Method)> = server_fn::axum::server_fn_paths().collect();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        assert_eq!(paths.len(), defined(&sources), "{paths:?}");
        for (path, method) in paths {
            assert!(path.starts_with("/do/"), "{path}");
            assert_eq!(method, Method::POST, "{path}");
            let answer = desk.submit(path, None, "").await;
            assert_ne!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.body.contains("Could not find a server function"), "{path}");
        }
    }

    async fn a_role_that_never_does_it_is_forbidden(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let answer = desk.call("/do/outbox/messages", Some(&cookie), "{\"before\":null}").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
        let cookie = desk.cookie("administrator").await;
        let answer = desk.call("/do/outbox/messages", Some(&cookie), "{\"before\":null}").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn what_may_not_be_seen_is_not_there(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let read = format!("id={id}");
        let own = desk.cookie("scheduler").await;
        assert_eq!(desk.submit("/do/appointment/read", Some(&own), &read).await.status, StatusCode::OK);
        let other = desk.cookie("other_scheduler").await;
        assert_eq!(desk.submit("/do/appointment/read", Some(&other), &read).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_taken_slot_is_a_conflict(world) {
        let desk = Desk::over(&world);
        let plan = world.hearing(world.at(23, 10, 0));
        let mut second = plan.clone();
        second.by = world.seeds.accounts.other_scheduler.clone();
        // Both choose the slot while it is free; the second is the later to book it, when its hold has lapsed.
        let draft = world.draft(&second).await.expect("the slot is free");
        world.clock.set(world.now().plus_minutes(services::holds::HOLD_MINUTES));
        world.book(&plan).await;
        let cookie = desk.cookie("other_scheduler").await;
        let answer = desk.submit("/do/booking/book", Some(&cookie), &format!("draft={draft}")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    }

    async fn an_ended_session_is_nobody(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let out = desk.submit("/do/sign-out", Some(&cookie), "").await;
        assert!(out.status.is_success() || out.status.is_redirection(), "{}", out.body);
        assert!(out.header("set-cookie").starts_with("telesala_session=;"), "{}", out.header("set-cookie"));
        let answer = desk.call("/do/day", Some(&cookie), "{\"date\":null}").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }

    async fn signing_in_gives_a_cookie_that_scripts_cannot_read(world) {
        let desk = Desk::over(&world);
        let password = services::testing::PASSWORD;
        let form = format!("name=scheduler&password={password}&back=");
        let answer = desk.submit("/do/sign-in", None, &form).await;
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("telesala_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie} {}", answer.body);
        let kept: Vec<&str> = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
        let device = kept.iter().find(|line| line.starts_with("telesala_device=")).expect("the browser is remembered");
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/do/sign-in", "; Max-Age=34560000"] {
            assert!(device.contains(attribute), "{attribute} is not in {device}");
        }
        let wrong = desk.submit("/do/sign-in", None, "name=scheduler&password=wrong-wrong-wrong&back=").await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert!(!wrong.header("set-cookie").contains("telesala_session"), "{}", wrong.header("set-cookie"));
    }

    async fn a_browser_that_is_known_signs_in_while_strangers_try(world) {
        let desk = Desk::over(&world);
        let first = desk.ask(harness::sign_in_from("203.0.113.1", "judge", "")).await;
        let kept: Vec<&str> = first.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
        let device = kept.iter().find(|line| line.starts_with("telesala_device=")).expect("the browser is remembered");
        let device = device.split(';').next().expect("its value");
        for stranger in 10..30_u8 {
            let address = Some(std::net::IpAddr::from([203, 0, 113, stranger]));
            let attempt = SignIn { name: "judge".to_owned(), password: "wrong wrong".to_owned(), address, device: None };
            assert!(world.services.accounts.sign_in(attempt).await.is_err());
        }
        let stranger = desk.ask(harness::sign_in_from("203.0.113.200", "judge", "")).await;
        assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS, "{}", stranger.body);
        let owner = desk.ask(harness::sign_in_from("203.0.113.201", "judge", device)).await;
        assert!(owner.header("set-cookie").starts_with("telesala_session="), "{} {}", owner.status, owner.body);
    }
}
