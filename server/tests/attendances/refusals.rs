//! Answers that are not sound, and answers that come too late.

use sea_orm::ConnectionTrait;
use services::testing::World;
use shared::{
    cause::Cause,
    error::{Error, Fault, LinkEnd, Problem},
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
    text::TextError,
};

/// What was typed into some fields.
type Typed<'a> = &'a [(&'a str, &'a str)];
/// What is wrong with some fields.
type Faults = &'static [(&'static str, Fault)];

fn form(fields: Typed<'_>) -> AnswerForm {
    let of = |name: &str| {
        fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
    };
    AnswerForm {
        answer: of("answer"),
        cause: of("cause"),
        note: of("note"),
        date: of("date"),
        time: of("time"),
        ..AnswerForm::default()
    }
}

async fn refusal(world: &World, who: &Principal, hearing: AppointmentId, form: AnswerForm) -> Error {
    world.answer(who, hearing, form).await.unwrap_err()
}

services::on_both_databases! {
    async fn every_fault_is_named_with_its_field(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let long = "x".repeat(1001);
        let cases: &[(Typed<'_>, Faults)] = &[
            (&[], &[("answer", Fault::Missing)]),
            (&[("answer", "maybe")], &[("answer", Fault::UnknownChoice)]),
            (&[("answer", "decline")], &[("cause", Fault::Missing)]),
            (&[("answer", "decline"), ("cause", "no_escort")], &[("cause", Fault::UnknownChoice)]),
            (&[("answer", "decline"), ("cause", "nothing")], &[("cause", Fault::UnknownChoice)]),
            (&[("answer", "decline"), ("cause", "other")], &[("note", Fault::NeedsNote)]),
            (&[("answer", "decline"), ("cause", "other"), ("note", " \n ")], &[("note", Fault::NeedsNote)]),
            (&[("answer", "accept"), ("note", "a\u{0}b")], &[("note", Fault::Text(TextError::Control))]),
            (&[("answer", "accept"), ("note", "a\u{202e}b")], &[("note", Fault::Text(TextError::Reordering))]),
            (&[("answer", "accept"), ("note", &long)], &[("note", Fault::Text(TextError::TooLong { limit: 1000 }))]),
            (&[("answer", "propose")], &[("date", Fault::Missing), ("time", Fault::Missing)]),
            (&[("answer", "propose"), ("date", "26/11/2026"), ("time", "25:00")],
                &[("date", Fault::NotADate), ("time", Fault::NotATime)]),
            (&[("answer", "propose"), ("date", "2026-02-30"), ("time", "10:00")], &[("date", Fault::NotADate)]),
            (&[("answer", "propose"), ("date", "2026-11-20"), ("time", "08:59")], &[("date", Fault::InThePast)]),
            (&[("answer", "propose"), ("date", "2026-11-20"), ("time", "09:00")], &[("date", Fault::InThePast)]),
            (&[("answer", "propose"), ("date", "2027-11-20"), ("time", "09:00")], &[("date", Fault::TooFarAhead)]),
            (&[("answer", "propose"), ("date", "2026-11-25"), ("time", "10:00")], &[("time", Fault::Duplicate)]),
        ];
        for (fields, faults) in cases {
            let expected = faults.iter().map(|(field, fault)| Problem::new(*field, *fault)).collect();
            let found = refusal(&world, &lawyer, hearing, form(fields)).await;
            assert_eq!(found, Error::Invalid(expected), "{fields:?}");
        }
        let participant = world.participant(hearing, world.seeds.people.lawyer).await;
        assert_eq!((participant.attendance.as_str(), participant.answered_at), ("needs_action", None));
    }

    async fn a_time_that_the_clock_skips_or_shows_twice_is_no_proposal(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let elsewhere = "UPDATE appointments SET zone = 'Europe/Madrid'";
        world.house.db.execute_unprepared(elsewhere).await.expect("it is elsewhere now");
        for (date, fault) in [("2027-03-28", Fault::TimeSkipped), ("2027-10-31", Fault::TimeTwice)] {
            let typed = form(&[("answer", "propose"), ("date", date), ("time", "02:30")]);
            let found = refusal(&world, &lawyer, hearing, typed).await;
            assert_eq!(found, Error::Invalid(vec![Problem::new("time", fault)]), "{date}");
        }
        let beyond = form(&[("answer", "propose"), ("date", "9999-12-31"), ("time", "23:59")]);
        assert!(matches!(refusal(&world, &lawyer, hearing, beyond).await, Error::Invalid(_)));
        let participant = world.participant(hearing, world.seeds.people.lawyer).await;
        assert_eq!(participant.attendance, "needs_action");
    }

    async fn only_the_causes_of_participants_are_taken(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        for cause in Cause::ALL {
            let typed = form(&[("answer", "decline"), ("cause", cause.code()), ("note", "porque sí")]);
            let answered = world.answer(&lawyer, hearing, typed).await;
            assert_eq!(answered.is_ok(), Cause::DECLINE.contains(&cause), "{cause:?}");
        }
    }

    async fn a_cancelled_appointment_takes_no_answer(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let link = world.invited(hearing, world.seeds.people.lawyer).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
        world.services.bookings.cancel(scheduler, hearing, version, Cause::CourtAgenda, None).await.unwrap();
        // A page that was opened before the cancellation still stands for its principal.
        for who in [&link, &world.seeds.accounts.judge] {
            let found = refusal(&world, who, hearing, form(&[("answer", "accept")])).await;
            assert_eq!(found, Error::LinkEnded(LinkEnd::Cancelled));
        }
        let shown = world.services.attendances.invitation(&world.seeds.accounts.judge, hearing).await.unwrap();
        assert!(!shown.can_answer);
        let file = world.services.attendances.calendar(&world.seeds.accounts.judge, hearing).await.unwrap();
        assert!(file.contains("METHOD:CANCEL") && file.contains("STATUS:CANCELLED"));
    }

    async fn what_has_begun_takes_no_answer(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        world.clock.set(world.at(25, 10, 0));
        let found = refusal(&world, &lawyer, hearing, form(&[("answer", "accept")])).await;
        assert_eq!(found, Error::LinkEnded(LinkEnd::Expired));
        assert!(!world.services.attendances.invitation(&lawyer, hearing).await.unwrap().can_answer);
    }

    async fn answering_and_cancelling_at_once_leave_one_story(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let scheduler = world.seeds.accounts.scheduler.clone();
        let version = world.services.bookings.appointment(&scheduler, hearing).await.unwrap().summary.version;
        let (one, other) = (world.services.clone(), world.services.clone());
        let accept = world.opened(&lawyer, hearing, form(&[("answer", "accept")])).await;
        let answering = tokio::spawn(async move { one.attendances.answer(&lawyer, hearing, accept).await });
        let cancelling = tokio::spawn(async move {
            other.bookings.cancel(&scheduler, hearing, version, Cause::CourtAgenda, None).await.map(|_| ())
        });
        let answered = answering.await.unwrap().map(|_| ());
        cancelling.await.unwrap().expect("the cancellation stands");
        assert!(matches!(answered, Ok(()) | Err(Error::LinkEnded(LinkEnd::Cancelled))), "{answered:?}");
    }
}
