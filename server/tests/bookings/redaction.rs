//! What readers of an appointment do not see of it.

use jiff::civil::date;
use shared::{
    appointment::{AccusedPosition, Amendment, Event, Field, LegalBasis},
    notice::Message,
};

use super::detail;

/// What tells the case of the usual hearing, before and after it is amended.
const SECRETS: [&str; 5] = ["145-2026", "146-2026", "147-2026", "R-77/2026", "Distancia y riesgo"];

services::on_both_databases! {
    async fn a_nurse_sees_of_a_hearing_neither_case_nor_decision(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let change = Amendment { case_number: "146-2026".parse().ok(), ..Amendment::default() };
        world.services.bookings.amend(&accounts.scheduler, id, 1, change).await.expect("it changes");
        let change = Amendment { case_number: "147-2026".parse().ok(), start: Some(world.at(23, 11, 0)), ..Amendment::default() };
        world.services.bookings.amend(&accounts.scheduler, id, 2, change).await.expect("it moves");

        let seen = detail(&world, &accounts.nurse, id).await;
        assert_eq!((&seen.summary.case_number, &seen.legal_basis), (&None, &None));
        let told = seen.timeline.iter().filter(|entry| entry.event == Event::Amended).collect::<Vec<_>>();
        assert_eq!(told.len(), 1, "what changed only the case is no news to a nurse");
        assert!(told[0].changes.iter().all(|change| matches!(change.field, Field::Start | Field::End)));
        let board = world.services.days.day(&accounts.nurse, Some(date(2026, 11, 23))).await.expect("a board");
        let hearing = board.appointments.iter().find(|it| it.id == id).expect("the hearing is on the board");
        assert_eq!(hearing.case_number, None);
        assert_eq!(hearing.sites, detail(&world, &accounts.scheduler, id).await.summary.sites, "who, when and where");
        let words = format!("{} {}", serde_json::to_string(&seen).expect("json"), serde_json::to_string(&board).expect("json"));
        for secret in SECRETS {
            assert!(!words.contains(secret), "{secret} in {words}");
        }
    }

    async fn a_nurse_is_not_told_how_the_decision_changed(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let decision = LegalBasis {
            resolution: "R-78/2026".parse().expect("a number"),
            date: date(2026, 11, 18),
            judge: "Marta Alas".parse().expect("a name"),
            ground: "Amenazas".parse().expect("a ground"),
            accused: AccusedPosition::Objects,
        };
        let change = Amendment { legal_basis: Some(decision), ..Amendment::default() };
        world.services.bookings.amend(&accounts.scheduler, id, 1, change).await.expect("it changes");
        let amended = async |who| {
            let seen = detail(&world, who, id).await;
            seen.timeline.into_iter().filter(|entry| entry.event == Event::Amended).collect::<Vec<_>>()
        };
        assert_eq!(amended(&accounts.judge).await[0].changes.len(), 5, "each part of it");
        assert_eq!(amended(&accounts.nurse).await, []);
    }

    async fn everybody_else_who_reads_a_hearing_sees_its_case(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        for (name, who) in [
            ("scheduler", &accounts.scheduler), ("judge", &accounts.judge), ("lawyer", &accounts.lawyer),
            ("warden", &accounts.warden), ("administrator", &accounts.administrator), ("auditor", &accounts.auditor),
        ] {
            let seen = detail(&world, who, id).await;
            assert_eq!(seen.summary.case_number, "145-2026".parse().ok(), "{name}");
            let day = world.services.days.day(who, Some(date(2026, 11, 23))).await.expect("a day");
            let hearing = day.appointments.iter().find(|it| it.id == id).expect("the hearing is there");
            assert_eq!(hearing.case_number, "145-2026".parse().ok(), "{name}");
        }
    }

    async fn a_nurse_who_takes_part_is_not_told_the_case(world) {
        let mut plan = world.hearing(world.at(23, 10, 0));
        plan.people.push(world.seeds.people.nurse);
        let id = world.book(&plan).await;
        let messages = world.services.outbox.messages(&world.seeds.accounts.administrator, None).await.expect("messages");
        let says = |message: &Message| message.body.contains("145-2026") || message.calendar.contains("145-2026");
        for message in &messages {
            assert_eq!(says(message), message.to_name.as_str() != "Noemí Rivas", "{}", message.body);
        }
        assert_eq!(messages.len(), 3);
        let nurse = world.invited(id, world.seeds.people.nurse).await;
        let shown = world.services.attendances.invitation(&nurse, id).await.expect("the invitation");
        assert_eq!((shown.case_number, shown.resolution), (None, None));
        let file = world.services.attendances.calendar(&nurse, id).await.expect("the calendar file");
        assert!(!file.contains("145-2026"), "{file}");
    }
}
