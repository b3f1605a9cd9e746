//! Why something was refused, without JavaScript: an address tells no reasons, and the page that it leads to does.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;
use services::on_both_databases;

use super::typed::given;
use crate::harness::Desk;

on_both_databases! {
    async fn whoever_chooses_a_slot_that_was_taken_reads_by_what_and_what_is_free(world) {
        let desk = Desk::over(&world);
        let taken = world.hearing(world.at(23, 10, 0));
        let mut plan = world.hearing(world.at(23, 14, 0));
        plan.by = world.seeds.accounts.other_scheduler.clone();
        let draft = world.draft(&plan).await.expect("a draft");
        world.book(&taken).await;
        let cookie = desk.cookie("other_scheduler").await;
        let step = format!("/appointments/new/{draft}/when");
        let past = world.at(20, 8, 0);
        for (start, asked, why) in [
            (taken.slot.start, "date=2026-11-23&time=10:00", "Julia Iraheta está en otra cita"),
            (past, "date=2026-11-20&time=08:00", "lo más temprano posible es"),
            (world.at(23, 22, 0), "date=2026-11-23&time=22:00", "está cerrada a esa hora"),
        ] {
            let form = format!("draft={draft}&slot={}_{}", start.0, taken.slot.room);
            let refused = desk.post_plain("/do/booking/choose-slot", &step, &cookie, &form).await;
            assert!(refused.status.is_redirection(), "{asked}: {} {}", refused.status, refused.body);
            let location = refused.header("location");
            assert!(location.starts_with(&format!("{step}?{asked}&__path=")), "{location}");
            let shown = desk.open(location, Some(&format!("{cookie}; {}", given(&refused)))).await;
            assert_eq!(shown.status, StatusCode::OK, "{asked}");
            assert!(shown.body.contains(why) && shown.body.contains("Las horas libres más cercanas"), "{asked}: {}", shown.body);
            assert!(!shown.body.contains("Ese horario no es posible"), "{asked}: it is said once");
        }
    }

    async fn whoever_chooses_a_room_that_was_taken_reads_so_though_another_one_is_free_then(world) {
        let desk = Desk::over(&world);
        let taken = world.hearing(world.at(23, 10, 0));
        let people = &world.seeds.people;
        let mut plan = world.hearing(world.at(23, 14, 0));
        plan.by = world.seeds.accounts.other_scheduler.clone();
        plan.people = vec![people.second_judge, people.second_lawyer];
        plan.detainee = world.seeds.izalco.detainees[1];
        let draft = world.draft(&plan).await.expect("a draft");
        world.book(&taken).await;
        let cookie = desk.cookie("other_scheduler").await;
        let step = format!("/appointments/new/{draft}/when");
        let form = format!("draft={draft}&slot={}_{}", taken.slot.start.0, taken.slot.room);
        let refused = desk.post_plain("/do/booking/choose-slot", &step, &cookie, &form).await;
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {}", given(&refused)))).await;
        assert!(shown.body.contains("Alguien ocupó ese horario"), "{}", shown.body);
    }

    async fn whoever_begins_too_early_reads_from_when_it_can_be_begun(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let version = crate::bookings::confirm(&world, id).await.summary.version;
        let (cookie, page) = (desk.cookie("scheduler").await, format!("/appointments/{id}"));
        let form = format!("id={id}&version={version}&to=in_progress");
        let refused = desk.post_plain("/do/appointment/advance", &page, &cookie, &form).await;
        assert!(refused.status.is_redirection(), "{} {}", refused.status, refused.body);
        let shown = desk.open(refused.header("location"), Some(&format!("{cookie}; {}", given(&refused)))).await;
        let why = "lo más temprano posible es el miércoles 25 de noviembre, 09:30";
        assert!(shown.body.contains(why), "{}", shown.body);
        // No other page tells it.
        let elsewhere = desk.open("/day/2026-11-25", Some(&format!("{cookie}; {}", given(&refused)))).await;
        assert!(!elsewhere.body.contains("lo más temprano posible"), "{}", elsewhere.body);
    }

    async fn a_wish_for_a_time_that_the_clock_skips_leaves_the_week_on_the_page(world) {
        let desk = Desk::over(&world);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        world.house.db.execute_unprepared("UPDATE centres SET zone = 'Europe/Madrid'").await.expect("it is elsewhere now");
        let cookie = desk.cookie("scheduler").await;
        for (query, why) in [
            ("date=2027-03-28&time=02:30", "Ese día se adelanta el reloj y esa hora no existe."),
            ("date=2027-03-28&time=25:00", "Escriba una hora entre 00:00 y 23:59."),
        ] {
            let shown = desk.open(&format!("/appointments/new/{draft}/when?{query}"), Some(&cookie)).await;
            assert_eq!(shown.status, StatusCode::OK, "{query}");
            assert!(shown.body.contains(why), "{query}: {}", shown.body);
            assert!(shown.body.contains("name=\"slot\""), "{query}: the week is shown");
            assert!(shown.body.contains("value=\"2027-03-28\""), "{query}: what was typed stands in its field");
            assert!(!shown.body.contains("Revise estos datos"), "{query}: it is said at the field");
        }
    }
}
