//! What was typed into a refused form, without JavaScript.

use services::on_both_databases;

use crate::harness::{Answered, Desk};

/// A smiling face as a form sends it, and as a page shows it.
const FACE: (&str, &str) = ("%F0%9F%98%80", "😀");

/// The cookies that an answer gives, as the browser sends them back.
fn given(answer: &Answered) -> String {
    let lines = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    lines.filter_map(|line| line.split(';').next()).collect::<Vec<_>>().join("; ")
}

on_both_databases! {
    async fn the_longest_note_waits_in_whatever_script_it_is_written(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let cookie = desk.cookie("lawyer").await;
        let page = format!("/appointments/{id}/answer");
        let form = |note: &str| format!("way[token]=&way[appointment]={id}&form[answer]=decline&form[note]={note}");
        let refused = desk.post_plain("/do/confirm/respond", &page, &cookie, &form(&FACE.0.repeat(1000))).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        let long = given(&refused);
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {long}"))).await;
        assert!(shown.body.contains(&FACE.1.repeat(1000)), "{}", shown.body);
        assert!(!shown.body.contains("No se pudo conservar lo que escribió"), "{}", shown.body);

        // What is shorter takes all of its place.
        let refused =
            desk.post_plain("/do/confirm/respond", &page, &format!("{cookie}; {long}"), &form("Otra+audiencia")).await;
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {}", given(&refused)))).await;
        assert!(shown.body.contains("Otra audiencia") && !shown.body.contains(FACE.1), "{}", shown.body);
    }

    async fn what_cannot_be_kept_is_said_and_nothing_older_shows(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let session = desk.cookie("scheduler").await;
        let page = format!("/appointments/{id}?ask=cancelled");
        let form = |note: &str| format!("id={id}&version=1&cause=&note={note}");
        let older = desk.post_plain("/do/appointment/cancel", &page, &session, &form("Sin+traductor")).await;
        let cookie = format!("{session}; {}", given(&older));
        let shown = desk.open(older.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("Sin traductor"), "{}", shown.body);

        let refused = desk.post_plain("/do/appointment/cancel", &page, &cookie, &form(&FACE.0.repeat(2000))).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        assert_eq!(given(&refused), "telesala_typed=", "the older words are taken away");
        let shown = desk.open(refused.header("location"), Some(&format!("{session}; {}", given(&refused)))).await;
        assert!(shown.body.contains("No se pudo conservar lo que escribió"), "{}", shown.body);
        assert!(!shown.body.contains("Sin traductor"), "{}", shown.body);
    }
}
