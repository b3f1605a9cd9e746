//! Changing an appointment with plain forms, as a browser without JavaScript does.

use app::error::ApiError;
use axum::http::StatusCode;
use sea_orm::ConnectionTrait;
use server_fn::error::FromServerFnError;
use services::{on_both_databases, testing::World};
use shared::{
    appointment::{Amendment, Field, HearingType},
    error::{Error, Fault, Problem},
    ids::AppointmentId,
};

use crate::harness::Desk;

/// The form that moves the usual hearing from Tuesday 14:00 to Monday 09:00 and changes its case, and with it `more`.
fn form(id: AppointmentId, room: &str, more: &str) -> String {
    let fields = |group: &str, date: &str, time: &str, case: &str| {
        [
            ("date", date),
            ("time", time),
            ("case_number", case),
            ("duration", "45"),
            ("room", room),
            ("hearing_type", "review_of_measures"),
        ]
        .map(|(key, value)| format!("&form[{group}][{key}]={value}"))
        .concat()
    };
    let seen = fields("seen", "2026-11-24", "14:00", "145-2026");
    let typed = fields("typed", "2026-11-23", "09:00", "146-2026");
    format!("id={id}&form[version]=1{seen}{typed}{more}")
}

/// A hearing on Tuesday, and another court's on Monday at nine in the same room.
async fn booked(world: &World) -> AppointmentId {
    let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
    let mut other = world.hearing(world.at(23, 9, 0));
    other.by = world.seeds.accounts.other_scheduler.clone();
    other.detainee = world.seeds.izalco.detainees[1];
    other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    world.book(&other).await;
    id
}

/// The first of the offered slots: the value of its button.
fn first_slot(page: &str) -> &str {
    let button = page.split("name=\"slot\"").nth(1).expect("a button with a slot");
    button.split('"').nth(1).expect("its value")
}

on_both_databases! {
    async fn a_clash_leads_to_alternatives_that_can_be_taken(world) {
        let desk = Desk::over(&world);
        let id = booked(&world).await;
        let cookie = desk.cookie("scheduler").await;
        let room = world.seeds.izalco.hearing.to_string();
        let page = format!("/appointments/{id}/amend");
        let refused = desk.post_plain("/do/appointment/amend", &page, &cookie, &form(id, &room, "")).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        assert!(refused.header("location").starts_with(&page), "{}", refused.header("location"));
        let typed = refused.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {typed}"))).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Sala virtual 1"), "what clashes is named: {}", shown.body);
        assert_eq!(shown.body.matches("name=\"slot\"").count(), 3, "{}", shown.body);
        assert!(shown.body.contains("146-2026"), "what was typed is not lost");
        let slot = format!("&slot={}", first_slot(&shown.body));
        let taken = desk.post_plain("/do/appointment/amend", &page, &cookie, &form(id, &room, &slot)).await;
        assert_eq!(taken.header("location"), format!("/appointments/{id}?done=amended"), "{}", taken.body);
        let who = &world.seeds.accounts.scheduler;
        let detail = world.services.bookings.appointment(who, id).await.expect("the hearing");
        assert_eq!(detail.summary.sites[0].room_name.as_str(), "Sala virtual 2");
        assert_eq!(detail.summary.period.start.at, world.at(23, 9, 0));
        assert_eq!(detail.summary.case_number, "146-2026".parse().ok(), "the rest of the form counts too");
    }

    async fn what_changed_since_the_form_was_opened_is_said(world) {
        let desk = Desk::over(&world);
        let id = booked(&world).await;
        let cookie = desk.cookie("scheduler").await;
        let elsewhere = Amendment { start: Some(world.at(25, 9, 0)), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, elsewhere).await.expect("somebody moves it");
        let room = world.seeds.izalco.hearing.to_string();
        let refused = desk.submit("/do/appointment/amend", Some(&cookie), &form(id, &room, "")).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        let ApiError::Refused(Error::Stale { version, changes }) = ApiError::de(refused.bytes) else {
            panic!("{}", refused.body)
        };
        let told: Vec<_> = changes.iter().map(|change| (change.field, change.to.as_deref())).collect();
        assert!(version == 2 && told.contains(&(Field::Start, Some("2026-11-25T09:00:00"))), "{version} {told:?}");
    }

    async fn the_form_offers_the_rooms_and_begins_with_a_start_that_is_asked_for(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let cookie = desk.cookie("scheduler").await;
        let plain = desk.open(&format!("/appointments/{id}/amend"), Some(&cookie)).await;
        assert!(plain.body.contains(">Sala virtual 2<"), "{}", plain.body);
        assert!(!plain.body.contains("name=\"slot\""), "nothing clashes");
        let asked = desk.open(&format!("/appointments/{id}/amend?date=2026-11-26&time=11%3A30"), Some(&cookie)).await;
        assert!(asked.body.contains("value=\"2026-11-26\"") && asked.body.contains("value=\"11:30\""), "{}", asked.body);
        let other = desk.open(&format!("/appointments/{id}/amend"), Some(&desk.cookie("other_scheduler").await)).await;
        assert!(!other.body.contains("Sala virtual"), "{}", other.body);
        let choices = world.services.bookings.choices(&world.seeds.accounts.scheduler, id, Amendment::default()).await;
        assert_eq!(choices.expect("choices").rooms.len(), 2);
    }
    async fn people_and_time_change_at_once_with_a_plain_form(world) {
        let desk = Desk::over(&world);
        let people = &world.seeds.people;
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        // The one who is to come is taken when it is, and the one who leaves when it is to be.
        for (at, lawyer) in [(world.at(24, 14, 0), people.second_lawyer), (world.at(25, 10, 0), people.lawyer)] {
            let mut other = world.hearing(at);
            other.by = world.seeds.accounts.other_scheduler.clone();
            other.slot.room = world.seeds.izalco.second_hearing;
            other.detainee = world.seeds.izalco.detainees[1];
            other.people = vec![people.second_judge, lawyer];
            world.book(&other).await;
        }
        let cookie = desk.cookie("scheduler").await;
        let asked = format!("join={}&leave={}", people.second_lawyer, people.lawyer);
        let page = format!("/appointments/{id}/people?{asked}");
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("name=\"asked[date]\""), "{}", shown.body);
        let form = |date: &str, time: &str| {
            let (join, leave) = (people.second_lawyer, people.lawyer);
            format!("id={id}&version=1&asked[join]={join}&asked[leave]={leave}&asked[date]={date}&asked[time]={time}")
        };
        let swap = async |date: &str, time: &str| {
            desk.post_plain("/do/appointment/swap", &page, &cookie, &form(date, time)).await.header("location").to_owned()
        };
        let half = swap("2026-11-25", "").await;
        let led = format!("{page}&date=2026-11-25");
        assert!(half.starts_with(&led), "what was typed stands in the address: {half}");
        let shown = desk.open(&half, Some(&cookie)).await;
        assert!(shown.body.contains("value=\"2026-11-25\"") && shown.body.contains("href=\"#time\""), "{}", shown.body);
        assert!(swap("", "").await.starts_with(&page), "they are taken at the time that it has");
        assert_eq!(swap("2026-11-25", "10:00").await, format!("/appointments/{id}?done=people_time"));
        let shown = desk.open(&format!("/appointments/{id}?done=people_time"), Some(&cookie)).await;
        assert!(shown.body.contains("El cambio quedó guardado con la nueva hora"), "{}", shown.body);
        let detail = world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.expect("the hearing");
        assert_eq!((detail.summary.version, detail.summary.period.start.at), (2, world.at(25, 10, 0)));
        assert!(detail.summary.participants.iter().any(|part| part.person == people.second_lawyer));
    }

    async fn others_who_are_taken_are_offered_with_other_times(world) {
        let desk = Desk::over(&world);
        let (who, people, detainee) = (&world.seeds.accounts.scheduler, &world.seeds.people, world.seeds.izalco.detainees[1]);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let mut other = world.hearing(world.at(24, 14, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.slot.room = world.seeds.izalco.second_hearing;
        other.detainee = detainee;
        other.people = vec![people.second_judge, people.second_lawyer];
        world.book(&other).await;
        let cookie = desk.cookie("scheduler").await;
        let (join, leave) = (people.second_lawyer, people.lawyer);
        let page = format!("/appointments/{id}/people?join={join}&leave={leave}");
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("Hugo Bonilla"), "before anything is sent: {}", shown.body);
        assert_eq!(shown.body.matches("name=\"slot\"").count(), 3, "{}", shown.body);
        // A time of their own that cannot be either is weighed in its place.
        let form = |more: &str| format!("id={id}&version=1&asked[join]={join}&asked[leave]={leave}{more}");
        let late = form("&asked[date]=2026-11-24&asked[time]=16%3A00");
        let refused = desk.post_plain("/do/appointment/swap", &page, &cookie, &late).await;
        let shown = desk.open(refused.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("16:00"), "{}", shown.body);
        assert_eq!(shown.body.matches("name=\"slot\"").count(), 3, "{}", shown.body);
        let slot = form(&format!("&slot={}", first_slot(&shown.body)));
        let taken = desk.post_plain("/do/appointment/swap", &page, &cookie, &slot).await;
        assert_eq!(taken.header("location"), format!("/appointments/{id}?done=people_time"), "{}", taken.body);
        let detail = world.services.bookings.appointment(who, id).await.expect("the hearing");
        assert_eq!((detail.summary.version, detail.summary.period.start.at), (2, world.at(24, 15, 15)));
        assert!(detail.summary.participants.iter().any(|part| part.person == join));

        // Back to two, where the other detainee is out.
        let back = Amendment { start: Some(world.at(24, 14, 0)), join: vec![leave], leave: vec![join], ..Amendment::default() };
        world.services.bookings.amend(who, id, 2, back).await.expect("it moves back");
        let page = format!("/appointments/{id}/brought");
        let bring = |more: &str| format!("id={id}&version=3&detainee={detainee}{more}");
        let refused = desk.post_plain("/do/appointment/bring", &page, &cookie, &bring("")).await;
        let kept = refused.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {kept}"))).await;
        let title = "No se puede traer a José Ángel Núñez el martes 24 de noviembre, 14:00";
        assert!(shown.body.contains(title), "{}", shown.body);
        let english = desk.open(refused.header("location"), Some(&format!("{cookie}; {kept}; telesala_language=en"))).await;
        let title = "José Ángel Núñez cannot be brought on Tuesday 24 November, 14:00";
        assert!(english.body.contains(title), "{}", english.body);
        assert_eq!(shown.body.matches("name=\"slot\"").count(), 3, "{}", shown.body);
        let slot = bring(&format!("&slot={}", first_slot(&shown.body)));
        let taken = desk.post_plain("/do/appointment/bring", &page, &cookie, &slot).await;
        assert_eq!(taken.header("location"), format!("{page}?done=brought"), "{}", taken.body);
        let detail = world.services.bookings.appointment(who, id).await.expect("the hearing");
        assert_eq!((detail.summary.version, detail.summary.sites[0].detainees.len()), (4, 2));
        assert_eq!(detail.summary.period.start.at, world.at(24, 12, 45));
    }

    async fn people_and_time_change_at_once_at_short_notice_with_a_reason(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let care = world.book(&world.teleconsultation(world.at(24, 9, 0))).await;
        // Now is Friday the 20th at nine: the notice is over on Tuesday at nine.
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        let (cookie, guest) = (desk.cookie("scheduler").await, world.seeds.people.guest);
        let page = format!("/appointments/{id}/people?join={guest}");
        let shown = desk.open(&page, Some(&cookie)).await;
        assert!(shown.body.contains("name=\"asked[notice_reason]\""), "{}", shown.body);
        let clinic = desk.cookie("clinic_scheduler").await;
        let other = desk.open(&format!("/appointments/{care}/people?join={guest}"), Some(&clinic)).await;
        assert!(other.body.contains("name=\"asked[date]\""), "{}", other.body);
        assert!(!other.body.contains("asked[notice_reason]"), "no notice is due for it");

        let swap = async |time: &str, reason: &str| {
            let people = format!("id={id}&version=1&asked[join]={guest}&asked[leave]=");
            let typed = format!("{people}&asked[date]=2026-11-23&asked[time]={time}&asked[notice_reason]={reason}");
            desk.post_plain("/do/appointment/swap", &page, &cookie, &typed).await
        };
        let refused = swap("11:00", "").await;
        let led = format!("{page}&date=2026-11-23&time=11%3A00");
        assert!(refused.header("location").starts_with(&led), "{}", refused.header("location"));
        // What was typed waits, and does not stand in the address.
        let half = swap("", "Detenci%C3%B3n+que+vence").await;
        assert!(!half.header("location").contains("vence"), "{}", half.header("location"));
        let kept = half.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let shown = desk.open(half.header("location"), Some(&format!("{cookie}; {kept}"))).await;
        assert!(shown.body.contains("Detención que vence"), "{}", shown.body);
        let changed = swap("11:00", "Detenci%C3%B3n+que+vence").await;
        assert_eq!(changed.header("location"), format!("/appointments/{id}?done=people_time"));
        let detail = world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.expect("the hearing");
        assert_eq!((detail.summary.version, detail.summary.period.start.at), (2, world.at(23, 11, 0)));
        assert!(detail.summary.participants.iter().any(|part| part.person == guest));
        let changes = detail.timeline.iter().flat_map(|entry| &entry.changes);
        let reasons = changes.filter(|one| one.field == Field::NoticeReason).map(|one| one.to.as_deref());
        assert_eq!(reasons.collect::<Vec<_>>(), [Some("Detención que vence")]);
    }

    async fn a_time_that_the_clock_skips_moves_nothing(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let elsewhere = "UPDATE appointments SET zone = 'Europe/Madrid'";
        world.house.db.execute_unprepared(elsewhere).await.expect("it is elsewhere now");
        let cookie = desk.cookie("scheduler").await;
        let typed = form(id, &world.seeds.izalco.hearing.to_string(), "");
        for (date, fault) in [("2027-03-28", Fault::TimeSkipped), ("2027-10-31", Fault::TimeTwice)] {
            let typed = typed.replace("[date]=2026-11-23", &format!("[date]={date}")).replace("=09:00", "=02:30");
            let refused = desk.submit("/do/appointment/amend", Some(&cookie), &typed).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
            let told = ApiError::Refused(Error::Invalid(vec![Problem::new("time", fault)]));
            assert_eq!(ApiError::de(refused.bytes), told);
        }
        let detail = world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.expect("the hearing");
        assert_eq!((detail.summary.version, detail.summary.period.start.at), (1, world.at(24, 14, 0)));
    }
    async fn without_scripts_every_refusal_says_what_changed_meanwhile(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        let cookie = desk.cookie("scheduler").await;
        let elsewhere = Amendment { start: Some(world.at(25, 9, 0)), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, elsewhere).await.expect("somebody moves it");
        let (page, seen) = (format!("/appointments/{id}"), format!("id={id}&version=1"));
        let (guest, detainee) = (world.seeds.people.guest, world.seeds.izalco.detainees[1]);
        for (form, from, typed) in [
            ("cancel", format!("{page}?ask=cancelled"), "&cause=other&note=Sin+traductor".to_owned()),
            ("advance", page.clone(), "&to=confirmed".to_owned()),
            ("swap", format!("{page}/people?join={guest}"), format!("&asked[join]={guest}&asked[leave]=")),
            ("bring", format!("{page}/brought"), format!("&detainee={detainee}")),
        ] {
            let refused =
                desk.post_plain(&format!("/do/appointment/{form}"), &from, &cookie, &format!("{seen}{typed}")).await;
            assert!(refused.status.is_redirection(), "{form}: {} {}", refused.status, refused.body);
            let kept = refused.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
            let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {kept}"))).await;
            assert_eq!(shown.status, StatusCode::OK, "{form}");
            let (then, now) = ("martes 24 de noviembre, 14:00", "miércoles 25 de noviembre, 09:00");
            // The appointment's own page tells it in its record as well.
            let times = if matches!(form, "cancel" | "advance") { 2 } else { 1 };
            let told = shown.body.matches(&format!("{then} → {now}")).count();
            assert_eq!(told, times, "{form}: {}", shown.body);
            assert_eq!(shown.body.contains("Sin traductor"), form == "cancel", "{form}");
        }
    }
}
