//! What was typed into a refused form, without JavaScript.

use axum::http::StatusCode;
use services::on_both_databases;
use shared::{appointment::Amendment, notice::AnswerForm};

use crate::harness::{Answered, Desk};

/// A smiling face as a form sends it, and as a page shows it.
const FACE: (&str, &str) = ("%F0%9F%98%80", "😀");

/// The cookies that an answer gives, as the browser sends them back.
pub(super) fn given(answer: &Answered) -> String {
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

    async fn a_new_person_with_the_address_of_another_is_typed_anew(world) {
        let (desk, scheduler) = (Desk::over(&world), &world.seeds.accounts.scheduler);
        let draft = world.services.bookings.begin(scheduler).await.expect("a draft").id;
        let session = desk.cookie("scheduler").await;
        let page = format!("/appointments/new/{draft}/who?part=defence_lawyer");
        let form = |email: &str| {
            format!("draft={draft}&form[role]=defence_lawyer&form[name]=Ana+P%C3%A9rez&form[email]={email}&form[language]=en")
        };
        let taken = form("julia.iraheta@telesala.test");
        let refused = desk.post_plain("/do/booking/add-new-person", &page, &session, &taken).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        let cookie = format!("{session}; {}", given(&refused));
        let shown = desk.open(refused.header("location"), Some(&cookie)).await;
        for words in ["Esta dirección ya es de otra persona", "value=\"Ana Pérez\"", "value=\"en\" checked"] {
            assert!(shown.body.contains(words), "{words} is not in {}", shown.body);
        }
        assert!(!shown.body.contains("Iraheta"), "whose it is, is not told");
        let added = desk.post_plain("/do/booking/add-new-person", &page, &cookie, &form("ana@bufete.test")).await;
        assert!(added.status.is_redirection(), "{} {}", added.status, added.body);
        let view = world.services.bookings.draft(scheduler, draft).await.expect("the draft");
        assert_eq!(view.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Ana Pérez"]);
    }

    async fn two_tabs_begin_two_bookings(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let begin = async || {
            let begun = desk.open("/appointments/new", Some(&cookie)).await;
            assert!(begun.status.is_redirection(), "{} {}", begun.status, begun.body);
            begun.header("location").to_owned()
        };
        let (one, other) = (begin().await, begin().await);
        assert!(one.ends_with("/what") && one != other, "{one} and {other}");
        for (page, case) in [(&one, "145-2026"), (&other, "146-2026")] {
            let draft = page.split('/').rev().nth(1).unwrap_or_default();
            let form = format!("draft={draft}&form[kind]=hearing&form[hearing_type]=trial&form[case_number]={case}&form[duration]=45&form[meeting]=30");
            let saved = desk.post_plain("/do/booking/save-what", page, &cookie, &form).await;
            assert_eq!(saved.header("location"), format!("/appointments/new/{draft}/who"), "{}", saved.body);
        }
        for (page, case) in [(&one, "145-2026"), (&other, "146-2026")] {
            let shown = desk.open(page, Some(&cookie)).await;
            assert!(shown.body.contains(&format!("value=\"{case}\"")), "{case}: {}", shown.body);
        }
    }

    async fn what_is_sent_after_another_tab_booked_stays_typed_with_the_way_to_the_appointment(world) {
        let (desk, scheduler) = (Desk::over(&world), &world.seeds.accounts.scheduler);
        let draft = world.draft(&world.hearing(world.at(25, 10, 0))).await.expect("it is filled in");
        let session = desk.cookie("scheduler").await;
        let booked = world.services.bookings.book(scheduler, draft).await.expect("booked in one tab");
        let way = format!("/appointments/{booked}");
        let step = |name: &str| format!("/appointments/new/{draft}/{name}");
        let shown = desk.open(&step("what"), Some(&session)).await;
        assert_eq!(shown.header("location"), way, "who typed nothing is led there");

        let typed = format!("draft={draft}&form[kind]=hearing&form[hearing_type]=trial&form[case_number]=146-2026&form[duration]=45&form[meeting]=30");
        let slot = format!("draft={draft}&slot={}_{}", world.at(26, 10, 0).0, world.seeds.izalco.hearing);
        let leave = format!("draft={draft}");
        for (form, to, name) in
            [(&typed, "save-what", "what"), (&slot, "choose-slot", "when"), (&leave, "abandon", "what")]
        {
            let refused = desk.post_plain(&format!("/do/booking/{to}"), &step(name), &session, form).await;
            let location = refused.header("location");
            assert!(location.starts_with(&format!("{}?__path=", step(name))), "{to}: {location}");
            let shown = desk.open(location, Some(&format!("{session}; {}", given(&refused)))).await;
            assert_eq!(shown.status, StatusCode::OK, "{to}");
            let link = format!("href=\"{way}\"");
            assert!(shown.body.contains("Esta reserva ya se hizo") && shown.body.contains(&link), "{to}: {}", shown.body);
            let kept = shown.body.contains("value=\"146-2026\"");
            assert_eq!(kept, to == "save-what", "{to}: {}", shown.body);
        }
        // With scripts, by the status.
        let refused = desk.submit("/do/booking/save-what", Some(&session), &typed).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        // Booking once more leads where it led.
        let again = desk.post_plain("/do/booking/book", &step("check"), &session, &format!("draft={draft}")).await;
        assert_eq!(again.header("location"), format!("{way}?booked=1"));
        let made = world.services.bookings.appointment(scheduler, booked).await.expect("the appointment");
        assert_eq!(made.summary.case_number.as_ref().map(ToString::to_string).as_deref(), Some("145-2026"));
    }

    async fn nothing_that_was_refused_before_waits_once_the_draft_is_booked(world) {
        let desk = Desk::over(&world);
        let session = desk.cookie("scheduler").await;
        let signed_out = String::new();
        let person = "form[role]=defence_lawyer&form[name]=Ana+P%C3%A9rez&form[email]=nada&form[language]=es";
        let what = "form[kind]=hearing&form[hearing_type]=trial&form[case_number]=146-2026&form[duration]=45&form[meeting]=30";
        for (to, step, form, typed, by, day) in [
            ("add-new-person", "who", person, "value=\"Ana Pérez\"", &session, 25),
            ("save-what", "what", what, "value=\"146-2026\"", &signed_out, 26),
        ] {
            let draft = world.draft(&world.hearing(world.at(day, 10, 0))).await.expect("it is filled in");
            let page = format!("/appointments/new/{draft}/{step}");
            let form = format!("draft={draft}&{form}");
            let refused = desk.post_plain(&format!("/do/booking/{to}"), &page, by, &form).await;
            assert!(given(&refused).contains("telesala_typed="), "{to}: {}", refused.body);
            let waits = format!("{session}; {}", given(&refused));
            let shown = desk.open(&page, Some(&waits)).await;
            assert!(shown.body.contains(typed), "{to}: it waits in its form: {}", shown.body);

            // They think better of it, and book what is saved.
            let check = format!("/appointments/new/{draft}/check");
            let booked = desk.post_plain("/do/booking/book", &check, &waits, &format!("draft={draft}")).await;
            let way = booked.header("location").strip_suffix("?booked=1").expect("it is booked").to_owned();
            assert_eq!(given(&booked), "telesala_typed=", "{to}");
            let back = desk.open(&page, Some(&format!("{session}; {}", given(&booked)))).await;
            assert_eq!(back.header("location"), way, "{to}: nobody is told that another tab booked");
        }
    }

    async fn an_answer_on_an_older_page_is_told_what_changed_and_can_be_given_anew(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (cookie, who) = (desk.cookie("judge").await, &world.seeds.accounts.judge);
        let page = format!("/appointments/{id}/answer");
        let times = async || world.opened(who, id, AnswerForm::default()).await.times;
        let form = |times: &str| format!("way[token]=&way[appointment]={id}&form[times]={times}&form[answer]=accept");
        let (respond, older) = ("/do/confirm/respond", times().await);
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains(&format!("value=\"{older}\"")), "{}", shown.body);
        let elsewhere = Amendment { start: Some(world.at(25, 14, 0)), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, elsewhere).await.expect("the court moves it");

        let refused = desk.post_plain(respond, &page, &cookie, &form(&older)).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {}", given(&refused)))).await;
        for words in ["La cita cambió mientras tanto", "miércoles 25 de noviembre, 10:00 → miércoles 25 de noviembre, 14:00"] {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        let newest = times().await;
        assert!(newest != older && shown.body.contains(&format!("value=\"{newest}\"")), "{}", shown.body);
        // A form of before there were times is told to look again; with scripts, by the status.
        let refused = desk.submit(respond, Some(&cookie), &form("").replace("&form[times]=", "")).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);

        let taken = desk.post_plain(respond, &page, &cookie, &form(&newest)).await;
        assert_eq!(taken.header("location"), format!("{page}?answered=1"));
    }

    async fn nothing_waits_once_the_form_is_taken_or_its_writer_is_gone(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let other = world.book(&world.teleconsultation(world.at(24, 9, 0))).await;
        let elsewhere = Amendment { start: Some(world.at(25, 9, 0)), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, elsewhere).await.expect("somebody moves it");
        let session = desk.cookie("scheduler").await;
        let page = format!("/appointments/{id}?ask=cancelled");
        let form = |version: i32| format!("id={id}&version={version}&cause=other&note=Sin+traductor");
        let cancel = "/do/appointment/cancel";
        let refused = desk.post_plain(cancel, &page, &session, &form(1)).await;
        let waits = given(&refused);
        assert!(waits.contains("telesala_typed=") && waits.contains("telesala_meanwhile="), "{waits}");
        let cookie = format!("{session}; {waits}");

        // The same form of another page leaves it.
        let clinic = format!("{}; {waits}", desk.cookie("clinic_scheduler").await);
        let theirs = form(1).replace(&id.to_string(), &other.to_string());
        let taken = desk.post_plain(cancel, &format!("/appointments/{other}?ask=cancelled"), &clinic, &theirs).await;
        assert_eq!(taken.header("location"), format!("/appointments/{other}?done=cancelled"));
        assert_eq!(given(&taken), "");

        let taken = desk.post_plain(cancel, &page, &cookie, &form(2)).await;
        assert_eq!(taken.header("location"), format!("/appointments/{id}?done=cancelled"));
        assert_eq!(given(&taken), "telesala_typed=; telesala_meanwhile=");

        let out = desk.post_plain("/do/sign-out", "/", &cookie, "").await;
        assert_eq!(given(&out), "telesala_session=; telesala_typed=; telesala_meanwhile=");
    }
}
