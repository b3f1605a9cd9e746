//! Whom somebody seeks without JavaScript: no address tells it, and nothing that was typed is lost over it.

use axum::http::StatusCode;
use services::{on_both_databases, testing::World};

use super::typed::given;
use crate::harness::Desk;

/// A search: by whom, on which page, in which part, for what; somebody who is found, and somebody who is not.
type Search = (&'static str, String, &'static str, &'static str, &'static str, &'static str);

/// One on each page on which people are sought.
async fn searches(world: &World) -> [Search; 7] {
    let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
    let draft = world.services.bookings.begin(&world.seeds.accounts.scheduler).await.expect("a draft").id;
    let who = format!("/appointments/new/{draft}/who");
    let of = |page: &str| format!("/appointments/{hearing}/{page}");
    let held = format!("/centres/{}/detainees", world.seeds.izalco.id);
    [
        ("scheduler", who.clone(), "", "DEMO-CP-IZA-1", "José Ángel Núñez", "María José Peña"),
        ("scheduler", who, "judge", "Menj", "Óscar Menjívar", "Julia Iraheta"),
        ("scheduler", of("brought"), "", "Zelaya", "DEMO-CP-MAR-0", "DEMO-CP-MAR-1"),
        ("scheduler", of("people"), "judge", "Menj", "Óscar Menjívar", "Hugo Bonilla"),
        ("warden", held, "", "DEMO-CP-IZA-1", "José Ángel Núñez", "María José Peña"),
        ("warden", "/separations".to_owned(), "", "Maria", "María José Peña", "José Ángel Núñez"),
        ("administrator", "/absences".to_owned(), "", "Menj", "Óscar Menjívar", "Julia Iraheta"),
    ]
}

on_both_databases! {
    async fn whom_somebody_seeks_stands_in_no_address(world) {
        let desk = Desk::over(&world);
        for (login, page, part, text, found, other) in searches(&world).await {
            let session = desk.cookie(login).await;
            let form = format!("back={page}&part={part}&text={text}");
            let led = desk.post_plain("/do/seek", &page, &session, &form).await;
            let part = if part.is_empty() { String::new() } else { format!("part={part}&") };
            assert_eq!(led.header("location"), format!("{page}?{part}sought=1"), "{}", led.body);
            let line = led.header("set-cookie");
            assert!(line.contains("; HttpOnly; SameSite=Strict; Max-Age=900"), "{line}");

            let cookies = format!("{session}; {}", given(&led));
            let shown = desk.open(led.header("location"), Some(&cookies)).await;
            assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
            let typed = format!("value=\"{text}\"");
            for words in [typed.as_str(), found, "action=\"/do/seek\""] {
                assert!(shown.body.contains(words), "{words} is not on {page}: {}", shown.body);
            }
            assert!(!shown.body.contains(other), "{other} is on {page}: {}", shown.body);
            let later = desk.open(&page, Some(&cookies)).await;
            assert!(!later.body.contains(&typed), "the search is over: {}", later.body);
        }
    }

    async fn a_search_loses_nothing_that_was_typed(world) {
        let desk = Desk::over(&world);
        let draft = world.services.bookings.begin(&world.seeds.accounts.scheduler).await.expect("a draft").id;
        let session = desk.cookie("scheduler").await;
        let (who, part) = (format!("/appointments/new/{draft}/who"), "defence_lawyer");
        let form = format!("draft={draft}&form[role]={part}&form[name]=Ana+P%C3%A9rez&form[email]=nobody&form[language]=en");
        let page = format!("{who}?part={part}");
        let refused = desk.post_plain("/do/booking/add-new-person", &page, &session, &form).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        let cookies = format!("{session}; {}", given(&refused));
        let seek = async |text: &str| {
            let led = desk.post_plain("/do/seek", &page, &cookies, &format!("back={who}&part={part}&text={text}")).await;
            let kept = given(&led);
            assert!(kept.starts_with("telesala_sought=") && !kept.contains("telesala_typed"), "{kept}");
            desk.open(led.header("location"), Some(&format!("{cookies}; {kept}"))).await
        };
        let shown = seek("Hugo").await;
        for words in ["value=\"Hugo\"", "Hugo Bonilla", "value=\"Ana Pérez\"", "value=\"nobody\""] {
            assert!(shown.body.contains(words), "{words} is not in {}", shown.body);
        }
        let shown = seek(&"x".repeat(5000)).await;
        for words in [format!("value=\"{}\"", "x".repeat(120)), "value=\"Ana Pérez\"".to_owned()] {
            assert!(shown.body.contains(&words), "{words} is not in {}", shown.body);
        }
        let out = desk.post_plain("/do/sign-out", "/", "telesala_sought=e30", "").await;
        assert!(given(&out).contains("telesala_sought="), "the next one at this browser is another: {}", given(&out));
    }

    async fn a_search_leads_to_pages_of_this_site_and_strangers_to_sign_in(world) {
        let desk = Desk::over(&world);
        let session = desk.cookie("warden").await;
        for foreign in ["//evil.example", "https://evil.example", ""] {
            let led = desk.post_plain("/do/seek", "/separations", &session, &format!("back={foreign}&text=Maria")).await;
            assert_eq!(led.header("location"), "/?sought=1", "{foreign}: {}", led.body);
        }
        let stranger = desk.post_plain("/do/seek", "/separations", "nobody=1", "back=/separations&text=Maria").await;
        assert_eq!(stranger.header("location"), "/sign-in?back=/separations", "{}", stranger.body);
        assert_eq!(given(&stranger), "", "nothing is kept for them");
    }
}
