//! One message to each person, however many days there are.

use sea_orm::EntityTrait;
use services::testing::{
    World,
    entity::{message_days, messages},
    secret_in,
};
use shared::{
    appointment::{Amendment, Attendance, Event, Field},
    cause::Cause,
    ids::AppointmentId,
    notice::{AnswerForm, MessageKind},
};

use super::of_days;

/// The messages of a kind, by name.
async fn of_kind(world: &World, kind: MessageKind) -> Vec<messages::Model> {
    let mut all = messages::Entity::find().all(&world.house.db).await.unwrap();
    all.retain(|message| message.kind == kind.code());
    all.sort_by(|one, other| one.to_name.cmp(&other.to_name));
    all
}

fn events(message: &messages::Model) -> Vec<AppointmentId> {
    let lines = message.calendar.replace("\r\n ", "");
    lines.lines().filter_map(|line| line.strip_prefix("UID:")?.parse().ok()).collect()
}

services::on_both_databases! {
    async fn everybody_is_invited_to_all_days_in_one_letter(world) {
        let (first, made) = of_days(&world, 3).await;
        let written = of_kind(&world, MessageKind::Days).await;
        let names: Vec<_> = written.iter().map(|message| message.to_name.as_str()).collect();
        assert_eq!(names, ["Delmy Argueta", "Julia Iraheta"]);
        assert_eq!(of_kind(&world, MessageKind::Invitation).await.len(), 2, "those to the first day, and no more");
        let lawyer = &written[0];
        assert_eq!(
            lawyer.subject,
            "Revisión de medidas, 3 jornadas desde el martes 24 de noviembre, 10:00: responda a la citación"
        );
        for line in [
            "Expediente: 145-2026",
            "Jornada 1 de 4: lunes 23 de noviembre de 2026, de 10:00 a 10:45",
            "Para esta jornada ya tiene usted su enlace.",
            "Jornada 2 de 4: martes 24 de noviembre de 2026, de 10:00 a 10:45",
            "Jornada 4 de 4: jueves 26 de noviembre de 2026, de 10:00 a 10:45",
            "Reunión privada antes: 09:30",
            "Lugar: Sala virtual 1, Izalco Fase III",
        ] {
            assert!(lawyer.body.lines().any(|found| found == line), "{line:?} is not in\n{}", lawyer.body);
        }
        assert!(!written[1].body.contains("09:30"), "the private meeting is the defence's");
        assert!(!lawyer.body.contains("Peña") && !lawyer.body.contains(['{', '}']));
        assert_eq!(lawyer.body.matches("/confirm/").count(), 3);
        // One calendar file with every day; published, because a request speaks of one.
        let mut days = made.clone();
        days.insert(0, first);
        assert_eq!(events(lawyer), days);
        assert!(lawyer.calendar.contains("METHOD:PUBLISH") && !lawyer.calendar.contains("ATTENDEE"));
        assert_eq!(lawyer.calendar.matches("BEGIN:VTIMEZONE").count(), 1);
        assert_eq!(lawyer.calendar_method, "PUBLISH");
        // The message belongs to the first new day and tells of the others.
        assert_eq!(lawyer.appointment_id, made[0].0);
        let others = message_days::Entity::find().all(&world.house.db).await.unwrap();
        let mut others: Vec<_> =
            others.iter().filter(|day| day.message_id == lawyer.id).map(|day| day.appointment_id).collect();
        others.sort_unstable();
        assert_eq!(others, [made[1].0, made[2].0]);
        for id in &made {
            let day = world.services.bookings.appointment(&world.seeds.accounts.scheduler, *id).await.unwrap();
            let told = day.timeline.iter().find(|entry| entry.event == Event::Notified).unwrap();
            assert_eq!(told.changes.iter().filter(|change| change.field == Field::Notice).count(), 2);
        }
    }

    async fn each_day_is_answered_with_its_own_link(world) {
        let (first, made) = of_days(&world, 2).await;
        let letter = of_kind(&world, MessageKind::Days).await.remove(0);
        let links: Vec<_> = letter.body.match_indices("/confirm/").map(|(at, _)| secret_in(&letter.body[at..])).collect();
        for (link, day) in links.iter().zip(&made) {
            let who = world.services.accounts.by_link(link).await.unwrap();
            let form = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
            assert_eq!(world.answer(&who, *day, form).await.unwrap().appointment, *day);
        }
        let lawyer = world.seeds.people.lawyer;
        for day in made {
            assert_eq!(world.participant(day, lawyer).await.attendance, Attendance::Accepted.code());
        }
        assert_eq!(world.participant(first, lawyer).await.attendance, Attendance::NeedsAction.code());
        // The link to the first day still serves.
        world.invited(first, lawyer).await;
    }

    async fn the_days_that_are_cancelled_together_are_told_of_together(world) {
        let who = &world.seeds.accounts.scheduler;
        let (_, made) = of_days(&world, 3).await;
        // On the last day another lawyer comes.
        let people = &world.seeds.people;
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        world.services.bookings.amend(who, made[2], 1, swap).await.unwrap();
        world.services.series.cancel_following(who, made[1], 1, Cause::CourtAgenda, None).await.unwrap();
        let written = of_kind(&world, MessageKind::DaysCancelled).await;
        let told: Vec<_> = written.iter().map(|message| (message.to_name.as_str(), events(message))).collect();
        assert_eq!(
            told,
            [
                ("Delmy Argueta", vec![made[1]]),
                ("Hugo Bonilla", vec![made[2]]),
                ("Julia Iraheta", vec![made[1], made[2]])
            ],
            "everybody hears of their own days only"
        );
        assert_eq!(of_kind(&world, MessageKind::Cancelled).await.len(), 0);
        let judge = &written[2];
        assert_eq!(judge.subject, "Canceladas 2 jornadas: Revisión de medidas, desde el miércoles 25 de noviembre, 10:00");
        assert!(judge.body.contains("Causa: ") && !judge.body.contains("/confirm/"));
        assert_eq!(judge.calendar.matches("STATUS:CANCELLED").count(), 2);
    }
}
