//! What is written to people, and who may read it.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, TransactionTrait};
use services::testing::{
    World,
    entity::{links, messages, people},
    secret_in,
};
use shared::{
    appointment::{Amendment, Link, Role},
    cause::Cause,
    directory::Language,
    draft::{NewPersonForm, WhoChange},
    error::Error,
    ids::{AppointmentId, PersonId},
    notice::{Delivery, Message, MessageKind},
    principal::Principal,
};

async fn speaks_english(world: &World, person: PersonId) {
    let row = people::ActiveModel { id: Set(person.0), language: Set("en".to_owned()), ..Default::default() };
    row.update(&world.house.db).await.unwrap();
}

async fn outbox(world: &World) -> Vec<Message> {
    world.services.outbox.messages(&world.seeds.accounts.administrator, None).await.unwrap()
}

/// The message of a kind to a person, by name.
async fn message(world: &World, kind: MessageKind, name: &str) -> Message {
    let all = outbox(world).await;
    all.into_iter().find(|message| message.kind == kind && message.to_name.as_str() == name).expect("a message")
}

async fn cancel(world: &World, hearing: AppointmentId) {
    let scheduler = &world.seeds.accounts.scheduler;
    let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
    world.services.bookings.cancel(scheduler, hearing, version, Cause::CourtAgenda, None).await.unwrap();
}

services::on_both_databases! {
    async fn booking_writes_to_everybody_once_in_their_language(world) {
        speaks_english(&world, world.seeds.people.judge).await;
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let all = outbox(&world).await;
        assert_eq!(all.len(), 2, "one each, for hearing and private meeting together");
        assert!(all.iter().all(|message| message.appointment == hearing && message.delivery == Delivery::Kept));
        let spanish = message(&world, MessageKind::Invitation, "Delmy Argueta").await;
        assert_eq!(spanish.language, Language::Es);
        assert_eq!(spanish.to_email.as_str(), "delmy.argueta@telesala.test");
        assert_eq!(spanish.subject, "Revisión de medidas, miércoles 25 de noviembre, 10:00: responda a la citación");
        let secret = secret_in(&spanish.body);
        for line in [
            "Delmy Argueta:",
            "Tribunal Sexto de Sentencia le cita para participar a distancia.",
            "Qué: Revisión de medidas",
            "Expediente: 145-2026",
            "Cuándo: miércoles 25 de noviembre de 2026, de 10:00 a 10:45",
            "Hora del centro: America/El_Salvador (UTC−06:00)",
            "Reunión privada con la persona detenida antes de la audiencia: 09:30",
            "Dónde estará la persona detenida: Sala virtual 1, Izalco Fase III",
            "Usted participa como: Defensa",
            &format!("https://telesala.test/confirm/{secret}"),
            &format!("https://telesala.test/check/{secret}"),
        ] {
            assert!(spanish.body.lines().any(|found| found == line), "{line:?} is not in\n{}", spanish.body);
        }
        let english = message(&world, MessageKind::Invitation, "Julia Iraheta").await;
        assert_eq!(english.language, Language::En);
        for line in [
            "Julia Iraheta,",
            "Tribunal Sexto de Sentencia asks you to take part remotely.",
            "When: Wednesday 25 November 2026, from 10:00 to 10:45",
            "Time at the centre: America/El_Salvador (UTC−06:00)",
        ] {
            assert!(english.body.lines().any(|found| found == line), "{line:?} is not in\n{}", english.body);
        }
        assert!(!english.body.contains("09:30"), "the private meeting is the defence's");
        for message in [spanish, english] {
            assert!(!message.body.contains("Peña") && !message.calendar.contains("Peña"), "who is brought is not told");
            assert!(!message.body.contains(['{', '}']));
        }
    }

    async fn whoever_is_added_while_booking_is_written_to_in_their_language(world) {
        let (plan, bookings) = (world.hearing(world.at(25, 10, 0)), &world.services.bookings);
        let draft = world.draft(&plan).await.expect("a draft");
        for (name, email, language) in [
            ("Grace Palmer", "grace@palmer.test", "en"),
            ("Elena Monge", "elena@monge.test", "es"),
            ("Sara Linares", "sara@linares.test", ""),
        ] {
            let form = NewPersonForm {
                name: name.to_owned(),
                email: email.to_owned(),
                role: Role::Interpreter.code().to_owned(),
                interprets: "inglés".to_owned(),
                language: language.to_owned(),
            };
            bookings.change_who(&plan.by, draft, WhoChange::AddNew(form)).await.expect("they are added");
        }
        bookings.book(&plan.by, draft).await.expect("it is booked");
        let english = message(&world, MessageKind::Invitation, "Grace Palmer").await;
        assert_eq!(english.language, Language::En);
        assert!(english.body.lines().any(|line| line == "Grace Palmer,"), "{}", english.body);
        assert!(english.body.contains("asks you to take part remotely."), "{}", english.body);
        for name in ["Elena Monge", "Sara Linares"] {
            let spanish = message(&world, MessageKind::Invitation, name).await;
            assert_eq!(spanish.language, Language::Es, "{name}");
            assert!(spanish.body.contains("le cita para participar a distancia."), "{}", spanish.body);
        }
    }

    async fn the_meeting_after_is_told_to_those_who_are_in_it(world) {
        speaks_english(&world, world.seeds.people.lawyer).await;
        let hearing = world.book(&world.between_meetings(world.at(25, 10, 0))).await;
        let told = async |kind| message(&world, kind, "Delmy Argueta").await.body;
        let line = |from, to| format!("Private meeting with the detained person after the hearing: {from} to {to}");
        let invited = told(MessageKind::Invitation).await;
        assert!(invited.lines().any(|found| found == line("10:45", "11:00")), "{invited}");
        assert!(invited.contains("before the hearing: 09:30"), "{invited}");
        let judges = message(&world, MessageKind::Invitation, "Julia Iraheta").await;
        assert!(!judges.body.contains("11:00"), "{}", judges.body);
        let scheduler = &world.seeds.accounts.scheduler;
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        let moved = world.services.bookings.amend(scheduler, hearing, 1, moved).await.unwrap();
        let changed = told(MessageKind::Changed).await;
        assert!(changed.lines().any(|found| found == line("11:45", "12:00")), "{changed}");
        // Called off by itself, it is no longer told of.
        let after = moved.linked.last().unwrap();
        let version = world.services.bookings.appointment(scheduler, after.id).await.unwrap().summary.version;
        world.services.bookings.cancel(scheduler, after.id, version, Cause::CourtAgenda, None).await.unwrap();
        let again = Amendment { start: Some(world.at(27, 13, 0)), ..Amendment::default() };
        world.services.bookings.amend(scheduler, hearing, moved.summary.version, again).await.unwrap();
        let changed = told(MessageKind::Changed).await;
        assert!(!changed.contains("after the hearing") && changed.contains("before the hearing: 12:30"), "{changed}");
        let links = world.services.bookings.appointment(scheduler, hearing).await.unwrap().linked;
        let links: Vec<_> = links.into_iter().map(|one| (one.link, one.id)).collect();
        assert!(links.contains(&(Link::MeetingAfter, after.id)), "{links:?}");
        cancel(&world, hearing).await;
        let cancelled = told(MessageKind::Cancelled).await;
        assert!(!cancelled.contains("after the hearing") && cancelled.contains("before the hearing: 12:30"), "{cancelled}");
    }

    async fn the_calendar_file_goes_with_it(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let written = message(&world, MessageKind::Invitation, "Delmy Argueta").await;
        let unfolded = written.calendar.replace("\r\n ", "");
        for line in [
            "METHOD:REQUEST",
            &format!("UID:{hearing}"),
            "SEQUENCE:1",
            "DTSTAMP:20261120T150000Z",
            "DTSTART;TZID=America/El_Salvador:20261125T100000",
            "DTEND;TZID=America/El_Salvador:20261125T104500",
            "SUMMARY:Revisión de medidas",
            "LOCATION:Sala virtual 1\\, Izalco Fase III",
            "STATUS:CONFIRMED",
            "ORGANIZER;CN=Tribunal Sexto de Sentencia:mailto:telesala@telesala.test",
        ] {
            assert!(unfolded.split("\r\n").any(|found| found == line), "{line:?} is not in\n{unfolded}");
        }
        assert!(!written.calendar.contains(&secret_in(&written.body)), "calendars are shared, links are not");
    }

    async fn a_change_and_a_cancellation_are_told(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        world.services.bookings.amend(scheduler, hearing, version, moved).await.unwrap();
        let changed = message(&world, MessageKind::Changed, "Delmy Argueta").await;
        assert!(changed.subject.starts_with("Cambió: Revisión de medidas, ahora viernes 27 de noviembre, 11:00"));
        assert!(changed.calendar.contains("METHOD:REQUEST\r\n") && changed.calendar.contains("T110000\r\n"));
        assert!(!changed.calendar.contains("SEQUENCE:1\r\n"), "a calendar keeps the greater number");
        cancel(&world, hearing).await;
        let cancelled = message(&world, MessageKind::Cancelled, "Delmy Argueta").await;
        assert!(cancelled.subject.starts_with("Cancelada: Revisión de medidas"));
        assert!(cancelled.body.contains("Causa: Agenda del tribunal"));
        assert!(!cancelled.body.contains("/confirm/"), "there is nothing left to answer");
        assert!(cancelled.calendar.contains("METHOD:CANCEL\r\n") && cancelled.calendar.contains("STATUS:CANCELLED\r\n"));
        assert!(cancelled.calendar.contains(&format!("UID:{hearing}\r\n")));
        assert_eq!(outbox(&world).await.len(), 6);
    }

    async fn what_is_rolled_back_was_never_written(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let old = world.secret(hearing, world.seeds.people.lawyer).await;
        let count = async || {
            let messages = messages::Entity::find().all(&world.house.db).await.unwrap().len();
            (messages, links::Entity::find().all(&world.house.db).await.unwrap().len())
        };
        let before = count().await;
        let txn = world.house.db.begin().await.unwrap();
        services::notices::write(&txn, &world.house, hearing.0, MessageKind::Changed, services::notices::To::Everybody).await.unwrap();
        txn.rollback().await.unwrap();
        assert_eq!(count().await, before);
        world.services.accounts.by_link(&old).await.expect("and the old link still serves");
    }

    async fn only_the_administrator_reads_the_outbox(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let invited = world.invited(hearing, world.seeds.people.lawyer).await;
        let accounts = &world.seeds.accounts;
        let table = [
            (&Principal::Anonymous, Err(Error::Unauthenticated)),
            (&Principal::System, Ok(2)),
            (&invited, Err(Error::Forbidden)),
            (&accounts.administrator, Ok(2)),
            (&accounts.auditor, Err(Error::Forbidden)),
            (&accounts.scheduler, Err(Error::Forbidden)),
            (&accounts.judge, Err(Error::Forbidden)),
            (&accounts.lawyer, Err(Error::Forbidden)),
            (&accounts.warden, Err(Error::Forbidden)),
            (&accounts.nurse, Err(Error::Forbidden)),
            (&accounts.clinician, Err(Error::Forbidden)),
        ];
        for (who, expected) in table {
            let found = world.services.outbox.messages(who, None).await.map(|messages| messages.len());
            assert_eq!(found, expected, "{who:?}");
        }
    }

    async fn the_outbox_is_read_newest_first_and_on_from_there(world) {
        for hour in [9, 11, 13] {
            world.book(&world.hearing(world.at(25, hour, 0))).await;
        }
        let all = outbox(&world).await;
        assert_eq!(all.len(), 6);
        assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id));
        let administrator = &world.seeds.accounts.administrator;
        let rest = world.services.outbox.messages(administrator, Some(all[1].id)).await.unwrap();
        assert_eq!(rest, all[2..]);
    }
}
