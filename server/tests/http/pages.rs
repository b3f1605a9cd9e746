//! Health, pages, who may open them, and the language.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use services::{
    accounts::{NewAccount, create_account},
    on_both_databases,
};
use shared::principal::AccountRole;

use crate::harness::Desk;

on_both_databases! {
    async fn it_is_up_and_ready(world) {
        let desk = Desk::over(&world);
        assert_eq!(desk.open("/healthz", None).await.status, StatusCode::OK);
        assert_eq!(desk.open("/readyz", None).await.status, StatusCode::OK);
    }

    async fn without_its_store_it_is_up_but_not_ready_and_signs_nobody_out(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        world.house.db.clone().close().await.expect("the connections close");
        assert_eq!(desk.open("/healthz", None).await.status, StatusCode::OK);
        assert_eq!(desk.open("/readyz", None).await.status, StatusCode::SERVICE_UNAVAILABLE);
        let page = desk.open("/day", Some(&cookie)).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(page.header("set-cookie"), "");
        assert!(page.body.contains("Su sesión sigue abierta"), "{}", page.body);
    }

    async fn strangers_are_sent_to_sign_in_and_back(world) {
        let desk = Desk::over(&world);
        let page = desk.open("/day/2026-11-20?a=1&b=2", None).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        assert_eq!(page.header("location"), "/sign-in?back=/day/2026-11-20%3Fa%3D1%26b%3D2");
        assert_eq!(desk.open("/", None).await.header("location"), "/sign-in");
        assert_eq!(desk.open("/sign-in", None).await.status, StatusCode::OK);
    }

    async fn who_signed_in_sees_the_page(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let page = desk.open("/day/2026-11-20", Some(&cookie)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.header("content-type").starts_with("text/html"));
    }

    async fn who_checks_rooms_is_led_to_them_and_everybody_else_to_their_own_devices(world) {
        let desk = Desk::over(&world);
        for (login, rooms) in [("warden", true), ("nurse", true), ("lawyer", false), ("judge", false)] {
            let cookie = desk.cookie(login).await;
            let page = desk.open("/", Some(&cookie)).await;
            // A check that names no room is a trial: whoever makes it finds the board as it was.
            let leads = |to: &str| page.body.contains(&format!("href=\"{to}\""));
            assert_eq!((leads("/devices"), leads("/check")), (rooms, !rooms), "{login}: {}", page.body);
        }
    }

    async fn whoever_is_signed_in_is_not_told_at_a_trial_that_they_are_not(world) {
        let desk = Desk::over(&world);
        let not_signed_in = "As you are not signed in, nothing";
        let english = "telesala_language=en";
        let cookie = format!("{}; {english}", desk.cookie("scheduler").await);
        let known = desk.open("/check", Some(&cookie)).await;
        assert!(known.body.contains("Only the results are kept."), "{}", known.body);
        assert!(!known.body.contains(not_signed_in), "{}", known.body);
        let stranger = desk.open("/check", Some(english)).await;
        assert!(stranger.body.contains("nothing of this trial is kept"), "{}", stranger.body);
    }

    async fn a_check_behind_a_link_says_by_whose_clock_the_appointment_starts(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(id, world.seeds.people.lawyer).await;
        let page = Desk::over(&world).open(&format!("/check/{secret}"), None).await;
        let told = "Delmy Argueta · miércoles 25 de noviembre, 10:00, hora de El Salvador";
        assert!(page.body.contains(told), "{}", page.body);
    }

    async fn what_is_not_there_says_so(world) {
        let desk = Desk::over(&world);
        for path in ["/nothing/here", "/missing.txt", "/pkg/missing.js", "/manifest.json", "/..%2f..%2fetc/passwd"] {
            assert_eq!(desk.open(path, None).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn the_language_is_chosen_and_kept(world) {
        let desk = Desk::over(&world);
        let chosen = desk.open("/language/en?back=/day%3Fx%3D1", None).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);
        assert_eq!(chosen.header("location"), "/day?x=1");
        let cookie = chosen.header("set-cookie");
        assert!(cookie.starts_with("telesala_language=en; ") && cookie.contains("SameSite=Lax"), "{cookie}");
        let english = desk.open("/sign-in", Some("telesala_language=en")).await;
        assert!(english.body.contains("lang=\"en\""), "{}", english.body);
        let spanish = desk.open("/sign-in", None).await;
        assert!(spanish.body.contains("lang=\"es\""), "{}", spanish.body);
        assert_eq!(desk.open("/language/xx?back=/day", None).await.header("set-cookie"), "");
    }

    async fn the_language_leads_nowhere_else(world) {
        let desk = Desk::over(&world);
        for back in ["https://evil.example/", "//evil.example", "/%5Cevil.example", "javascript:alert(1)", "/%09/evil.example"] {
            let answer = desk.open(&format!("/language/en?back={back}"), None).await;
            assert_eq!(answer.header("location"), "/", "{back}");
        }
    }

    async fn an_account_keeps_its_language(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("judge").await;
        assert_eq!(desk.open("/language/en?back=/", Some(&cookie)).await.status, StatusCode::SEE_OTHER);
        let page = desk.open("/sign-in", Some(&cookie)).await;
        assert!(page.status == StatusCode::SEE_OTHER || page.body.contains("lang=\"en\""), "{}", page.body);
    }

    async fn a_file_that_is_refused_is_so_in_the_language_of_the_account(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        // Chosen on another browser: this one has no cookie of it.
        assert_eq!(desk.open("/language/en?back=/", Some(&cookie)).await.status, StatusCode::SEE_OTHER);
        let mut refused = vec![
            desk.open("/day/never/day.csv", Some(&cookie)).await,
            desk.open("/confirm/wrong/calendar.ics", Some(&cookie)).await,
        ];
        for path in ["/dockets/upload", "/absences/calendar"] {
            refused.push(desk.post_plain(path, "/", &cookie, "a=b").await);
        }
        for answer in refused {
            assert!(answer.status.is_client_error(), "{}", answer.status);
            assert!(answer.body.contains("<html lang=\"en\""), "{} {}", answer.status, answer.body);
        }
        let stranger = desk.open("/day/never/day.csv", None).await;
        assert!(stranger.body.contains("<html lang=\"es\""), "{}", stranger.body);
    }

    async fn until_one_is_chosen_the_browser_says_the_language_of_an_account(world) {
        let new = NewAccount {
            login: "nueva".to_owned(),
            name: "Auditora nueva".to_owned(),
            password: services::testing::PASSWORD.to_owned(),
            role: AccountRole::Auditor,
            agency_code: None,
            centre_code: None,
            person_email: None,
            language: None,
        };
        create_account(&world.house, new).await.expect("the account is sound");
        let desk = Desk::over(&world);
        let cookie = desk.cookie("nueva").await;
        let home = async |preferred: &str| {
            let request = Request::get("/")
                .header(header::ACCEPT, "text/html")
                .header(header::ACCEPT_LANGUAGE, preferred)
                .header(header::COOKIE, &cookie);
            desk.ask(request.body(Body::empty()).expect("a sound request")).await
        };
        for (preferred, tag) in [("en-GB,en;q=0.9", "<html lang=\"en\""), ("es-SV", "<html lang=\"es\"")] {
            let page = home(preferred).await;
            assert!(page.status == StatusCode::OK && page.body.contains(tag), "{preferred}: {}", page.body);
        }
        assert_eq!(desk.open("/language/en?back=/", Some(&cookie)).await.status, StatusCode::SEE_OTHER);
        let page = home("es-SV").await;
        assert!(page.body.contains("<html lang=\"en\""), "{}", page.body);
    }

    async fn a_calendar_file_needs_a_link_that_exists(world) {
        let desk = Desk::over(&world);
        let answer = desk.open("/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/calendar.ics", None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
