//! The whole way with plain forms and links, as a browser without JavaScript goes it.

use axum::http::StatusCode;
use services::{
    on_both_databases,
    testing::{Plan, World},
};
use shared::{
    appointment::{Amendment, HearingType, State},
    ids::AppointmentId,
    schedule::{BlockCause, Resource},
    time::Period,
};

use super::{of_days, trial};
use crate::harness::Desk;

const WEEK: &str = "count=2&mon=1&tue=1&wed=1&thu=1&fri=1&duration=45&from=2026-11-24";

/// The value of the hidden field `name`.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// The form that books, as the page has it.
fn form(id: AppointmentId, page: &str) -> String {
    let names = ["version", "chosen", "asked[count]", "asked[weekdays]", "asked[duration]", "asked[from]"];
    let fields = names.map(|name| format!("&{name}={}", hidden(page, name).replace(',', "%2C")));
    format!("id={id}{}", fields.concat())
}

async fn state(world: &World, id: AppointmentId) -> State {
    world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.unwrap().summary.state
}

on_both_databases! {
    async fn days_are_proposed_changed_and_booked(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let id = trial(&world).await;
        let page = format!("/appointments/{id}/days");
        let begun = desk.open(&page, Some(&cookie)).await;
        assert!(begun.body.contains("value=\"2026-11-24\"") && !begun.body.contains("name=\"chosen\""), "{}", begun.body);
        let nothing = desk.open(&format!("{page}?count=2&duration=45&from=2026-11-24"), Some(&cookie)).await;
        assert!(nothing.body.contains("Marque al menos un día"), "{}", nothing.body);
        let planned = desk.open(&format!("{page}?{WEEK}"), Some(&cookie)).await;
        assert!(planned.body.contains("Martes 24 de noviembre") && planned.body.contains("Reservar las 2 jornadas"));
        let without = desk.open(&format!("{page}?{WEEK}&out=2026-11-24&open=2026-11-25"), Some(&cookie)).await;
        assert!(without.body.contains("No se reservará") && without.body.contains("Reservar la jornada"));
        assert!(without.body.contains("Horas libres del miércoles 25 de noviembre"), "{}", without.body);

        // Somebody is quicker: nothing is booked, and the page says which day that was.
        let mut other = world.hearing(world.at(25, 10, 0));
        "0".clone_into(&mut other.what.meeting);
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        world.book(&other).await;
        let sent = desk.post_plain("/do/series/book", &page, &cookie, &form(id, &planned.body)).await;
        let back = sent.header("location").to_owned();
        assert!(back.starts_with(&format!("{page}?count=2&mon=1")), "{back}");
        let kept = sent.header("set-cookie").split(';').next().unwrap().to_owned();
        let both = format!("{cookie}; {kept}");
        let again = desk.open(&back, Some(&both)).await;
        assert!(again.body.contains("Lo elegido ya no es posible"), "{}", again.body);
        assert!(again.body.contains("Sala virtual 2") && again.body.contains("otra sala"), "{}", again.body);
        let sent = desk.post_plain("/do/series/book", &page, &both, &form(id, &again.body)).await;
        assert_eq!(sent.header("location"), format!("/appointments/{id}?done=days"));
        let shown = desk.open(sent.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("Las jornadas quedaron reservadas") && shown.body.contains("Jornada 1 de 3"));
        assert!(shown.body.contains("Jornadas añadidas: 24 nov"), "{}", shown.body);
    }

    async fn a_day_at_two_centres_names_both_rooms(world) {
        let desk = Desk::over(&world);
        let (cookie, mariona) = (desk.cookie("scheduler").await, &world.seeds.mariona);
        let both = Plan { also: vec![mariona.detainees[0]], ..world.hearing(world.at(23, 10, 0)) };
        let id = world.book(&both).await;
        // On Tuesday the usual room of the other centre cannot be had.
        let tuesday = Period::new(world.at(24, 8, 0), world.at(24, 16, 0)).unwrap();
        world.blocked(mariona.id, Some(Resource::Room(mariona.hearing)), tuesday, BlockCause::Maintenance).await;
        let page = format!("/appointments/{id}/days?{WEEK}");
        let planned = desk.open(&page, Some(&cookie)).await;
        let named = |page: &str, room: &str| page.matches(&format!("La Esperanza: {room}")).count();
        assert_eq!((named(&planned.body, "Sala virtual 1"), named(&planned.body, "Sala virtual 2")), (1, 1));
        assert_eq!(planned.body.matches("otra sala").count(), 1, "Tuesday's, and only there: {}", planned.body);
        // Every other start says where it would be, too.
        let opened = desk.open(&format!("{page}&open=2026-11-25"), Some(&cookie)).await;
        assert!(named(&opened.body, "Sala virtual 1") > 1, "{}", opened.body);
    }

    async fn shorter_notice_is_given_only_with_a_reason(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let id = trial(&world).await;
        let page = format!("/appointments/{id}/days");
        let usual = desk.open(&format!("{page}?{WEEK}"), Some(&cookie)).await;
        assert!(!usual.body.contains("name=\"short\"") && !usual.body.contains("name=\"notice_reason\""), "{}", usual.body);
        world.notice(HearingType::ReviewOfMeasures, 100).await;
        let later = desk.open(&format!("{page}?{WEEK}"), Some(&cookie)).await;
        assert!(later.body.contains("name=\"short\"") && !later.body.contains("name=\"notice_reason\""), "{}", later.body);
        assert!(later.body.contains("nada empieza antes del martes 24 de noviembre, 13:00"), "{}", later.body);
        let planned = desk.open(&format!("{page}?{WEEK}&short=1"), Some(&cookie)).await;
        assert!(planned.body.contains("name=\"notice_reason\""), "{}", planned.body);

        let unsaid = format!("{}&asked[short]=1&notice_reason=+", form(id, &planned.body));
        let sent = desk.post_plain("/do/series/book", &page, &cookie, &unsaid).await;
        let back = sent.header("location").to_owned();
        assert!(back.starts_with(&format!("{page}?count=2&mon=1")) && back.contains("&short=1"), "{back}");
        let again = desk.open(&back, Some(&cookie)).await;
        assert!(again.body.contains("href=\"#notice_reason\""), "the summary leads to it: {}", again.body);

        // What was typed stays with the browser, and out of the address.
        let mut other = world.hearing(world.at(25, 10, 0));
        "Detención que vence".clone_into(&mut other.what.notice_reason);
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        world.book(&other).await;
        let said = format!("{}&asked[short]=1&notice_reason=El+perito+viaja", form(id, &planned.body));
        let sent = desk.post_plain("/do/series/book", &page, &cookie, &said).await;
        let back = sent.header("location").to_owned();
        assert!(!back.contains("perito"), "{back}");
        let kept: Vec<_> = sent.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
        let cookies = kept.iter().fold(cookie.clone(), |all, line| all + "; " + line.split(';').next().unwrap_or_default());
        let again = desk.open(&back, Some(&cookies)).await;
        assert!(again.body.contains("El perito viaja"), "{}", again.body);
        let said = format!("{}&asked[short]=1&notice_reason=El+perito+viaja", form(id, &again.body));
        let sent = desk.post_plain("/do/series/book", &page, &cookies, &said).await;
        assert_eq!(sent.header("location"), format!("/appointments/{id}?done=days"));
    }

    async fn who_plans_on_what_changed_reads_what_that_was(world) {
        let desk = Desk::over(&world);
        let (cookie, who) = (desk.cookie("scheduler").await, &world.seeds.accounts.scheduler);
        let id = trial(&world).await;
        let page = format!("/appointments/{id}/days");
        let planned = desk.open(&format!("{page}?{WEEK}"), Some(&cookie)).await;
        let other = Amendment { case_number: "777-2026".parse().ok(), ..Amendment::default() };
        world.services.bookings.amend(who, id, 1, other).await.expect("somebody changes it");
        let sent = desk.post_plain("/do/series/book", &page, &cookie, &form(id, &planned.body)).await;
        let kept: Vec<_> = sent.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
        assert!(kept.iter().all(|line| line.contains("HttpOnly")), "{kept:?}");
        let cookies = kept.iter().fold(cookie.clone(), |all, line| all + "; " + line.split(';').next().unwrap_or_default());
        let shown = desk.open(sent.header("location"), Some(&cookies)).await;
        assert!(shown.body.contains("Expediente: 145-2026 → 777-2026"), "{}", shown.body);
    }

    async fn a_day_is_cancelled_alone_or_with_those_after_it(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let (first, made) = of_days(&world, 3).await;
        let page = format!("/appointments/{}?ask=cancelled", made[0]);
        let asked = desk.open(&page, Some(&cookie)).await;
        assert!(asked.body.contains("Esta y las siguientes") && asked.body.contains("Jornada 2 de 4"), "{}", asked.body);
        let last = desk.open(&format!("/appointments/{}?ask=cancelled", made[2]), Some(&cookie)).await;
        assert!(!last.body.contains("Esta y las siguientes"), "nothing follows the last day");
        let cancel = async |id: AppointmentId, version: i32, days: &str| {
            let form = format!("id={id}&version={version}&cause=court_agenda&days={days}");
            desk.post_plain("/do/appointment/cancel", &page, &cookie, &form).await
        };
        cancel(made[0], 1, "only").await;
        assert_eq!((state(&world, made[0]).await, state(&world, made[1]).await), (State::Cancelled, State::Booked));
        let sent = cancel(made[1], 1, "following").await;
        assert_eq!(sent.header("location"), format!("/appointments/{}?done=cancelled", made[1]));
        assert_eq!((state(&world, made[1]).await, state(&world, made[2]).await), (State::Cancelled, State::Cancelled));
        assert_eq!(state(&world, first).await, State::Booked);
    }

    async fn whoever_may_not_add_days_finds_no_such_page(world) {
        let desk = Desk::over(&world);
        let id = trial(&world).await;
        let page = format!("/appointments/{id}/days");
        for (login, status) in [("other_scheduler", StatusCode::NOT_FOUND), ("judge", StatusCode::FORBIDDEN)] {
            let cookie = desk.cookie(login).await;
            assert_eq!(desk.open(&page, Some(&cookie)).await.status, status, "{login}");
        }
    }
}
