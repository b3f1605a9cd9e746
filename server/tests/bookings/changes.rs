//! Amending and cancelling.

use shared::{
    appointment::{Amendment, Attendance, Event, Field, FieldChange, HearingType, State},
    cause::Cause,
    error::{Error, Fault, Problem},
    notice::AnswerForm,
    principal::Principal,
    schedule::ResourceKind,
    text::{CaseNumber, Note},
    time::Minutes,
};

use super::{confirm, detail, happened};

fn to(start: shared::time::Instant) -> Amendment {
    Amendment { start: Some(start), ..Amendment::default() }
}

fn case(number: &str) -> CaseNumber {
    number.parse().expect("a case number")
}

services::on_both_databases! {
    async fn a_move_takes_meeting_and_reservations_along(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let confirmed = confirm(&world, id).await;
        let change = Amendment {
            duration: Minutes::new(60),
            room: Some(world.seeds.izalco.second_hearing),
            ..to(world.at(24, 14, 0))
        };
        let moved = bookings.amend(who, id, confirmed.summary.version, change).await.expect("it moves");
        assert_eq!(moved.summary.state, State::Booked, "nobody has said yes to the new time");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-24T14:00:00");
        assert_eq!(moved.summary.period.end.civil.to_string(), "2026-11-24T15:00:00");
        assert_eq!(moved.summary.sites[0].room_name.as_str(), "Sala virtual 2");
        assert!(moved.summary.participants.iter().all(|it| {
            it.attendance == Attendance::NeedsAction && it.answered.is_none()
        }));
        let meeting = detail(&world, who, moved.linked[0].id).await;
        assert_eq!(meeting.summary.state, State::Booked);
        assert_eq!(meeting.summary.period.start.civil.to_string(), "2026-11-24T13:30:00");
        assert_eq!(meeting.summary.sites[0].room_name.as_str(), "Sala virtual 2");
        let entry = happened(&moved).pop().expect("an entry");
        assert_eq!(entry.event, Event::Amended);
        let fields: Vec<_> = entry.changes.iter().map(|change| change.field).collect();
        assert_eq!(fields, [Field::Start, Field::End, Field::Room, Field::State]);
        // The old slot is free, the new one is not.
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let mut taken = world.hearing(world.at(24, 13, 30));
        taken.slot.room = world.seeds.izalco.second_hearing;
        let answer = world.try_book(&taken).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
    }

    async fn a_move_into_its_own_time_is_no_clash(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let moved = world.services.bookings.amend(who, id, 1, to(world.at(23, 10, 15))).await.expect("it moves");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T10:15:00");
        let later = world.services.bookings.amend(who, id, 2, Amendment { duration: Minutes::new(90), ..Amendment::default() });
        let later = later.await.expect("it grows");
        let meeting = detail(&world, who, later.linked[0].id).await;
        assert_eq!(meeting.summary.version, 2, "only the end moved: the meeting stays");
    }

    async fn a_move_to_a_taken_time_changes_nothing(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        let before = detail(&world, who, id).await;
        let answer = world.services.bookings.amend(who, id, 1, to(world.at(24, 10, 15))).await;
        let Err(Error::Conflict(clashes)) = answer else { panic!("{answer:?}") };
        assert!(clashes.iter().any(|clash| clash.kind == ResourceKind::Room));
        assert_eq!(detail(&world, who, id).await, before);
        for start in [world.at(19, 10, 0), world.at(23, 17, 0), world.at(23, 10, 1)] {
            let answer = world.services.bookings.amend(who, id, 1, to(start)).await;
            assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        }
        let elsewhere = Amendment { room: Some(world.seeds.mariona.hearing), ..Amendment::default() };
        let answer = world.services.bookings.amend(who, id, 1, elsewhere).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)])));
        let short = Amendment { duration: Minutes::new(5), ..Amendment::default() };
        let answer = world.services.bookings.amend(who, id, 1, short).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
        assert_eq!(detail(&world, who, id).await, before);
    }

    async fn particulars_change_without_asking_anybody_again(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let confirmed = confirm(&world, id).await;
        let change = Amendment {
            case_number: Some(case("146-2026")),
            hearing_type: Some(HearingType::Preliminary),
            ..Amendment::default()
        };
        let version = confirmed.summary.version;
        let amended = world.services.bookings.amend(who, id, version, change.clone()).await.expect("it changes");
        assert_eq!((amended.summary.state, amended.summary.version), (State::Confirmed, version + 1));
        assert_eq!(amended.summary.case_number, Some(case("146-2026")));
        let again = world.services.bookings.amend(who, id, version + 1, change).await.expect("nothing to do");
        assert_eq!(again.summary.version, version + 1, "what changes nothing is no new version");
        let meeting = amended.linked[0].id;
        let of_meeting = Amendment { case_number: Some(case("1")), ..Amendment::default() };
        let seen = detail(&world, who, meeting).await.summary.version;
        let answer = world.services.bookings.amend(who, meeting, seen, of_meeting).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("case_number", Fault::UnknownChoice)])));
    }

    async fn a_stale_change_is_refused_with_the_difference(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        bookings.amend(who, id, 1, to(world.at(23, 11, 0))).await.expect("the first change");
        let second = Amendment { case_number: Some(case("900-2026")), ..to(world.at(23, 13, 0)) };
        bookings.amend(who, id, 2, second).await.expect("the second change");
        let answer = bookings.amend(who, id, 1, to(world.at(24, 9, 0))).await;
        let change = |field, from: &str, to: &str| FieldChange {
            field, of: None, from: Some(from.to_owned()), to: Some(to.to_owned()),
        };
        let changes = vec![
            change(Field::Start, "2026-11-23T10:00:00", "2026-11-23T13:00:00"),
            change(Field::End, "2026-11-23T10:45:00", "2026-11-23T13:45:00"),
            change(Field::CaseNumber, "145-2026", "900-2026"),
        ];
        assert_eq!(answer, Err(Error::Stale { version: 3, changes }));
        let answer = bookings.cancel(who, id, 2, Cause::Mistake, None).await;
        assert!(matches!(answer, Err(Error::Stale { version: 3, .. })), "{answer:?}");
        let answer = bookings.advance(who, id, 2, State::NotHeld, Some(Cause::Mistake), None).await;
        assert!(matches!(answer, Err(Error::Stale { version: 3, .. })), "{answer:?}");
    }

    async fn what_is_sent_twice_is_nobody_elses_change(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let change = Amendment {
            case_number: Some(case("900-2026")),
            join: vec![world.seeds.people.guest],
            ..to(world.at(24, 9, 0))
        };
        let first = bookings.amend(who, id, 1, change.clone()).await.expect("it changes");
        let again = bookings.amend(who, id, 1, change.clone()).await.expect("it is as asked");
        assert_eq!((&again.summary, again.summary.version), (&first.summary, 2));
        assert_eq!(again.timeline, first.timeline);
        // What would change anything else was made on an old version all the same.
        for more in [
            Amendment { duration: Minutes::new(60), ..change.clone() },
            Amendment { case_number: Some(case("901-2026")), ..change.clone() },
            Amendment { leave: vec![world.seeds.people.guest], join: Vec::new(), ..change.clone() },
        ] {
            let answer = bookings.amend(who, id, 1, more).await;
            assert!(matches!(answer, Err(Error::Stale { version: 2, .. })), "{answer:?}");
        }
        // A colleague who asks for the same is told who was faster.
        let mut colleague = who.clone();
        let Principal::Account(account) = &mut colleague else { panic!("a scheduler has an account") };
        account.id = world.seeds.accounts.other_scheduler.account().expect("an account").id;
        let answer = bookings.amend(&colleague, id, 1, change).await;
        assert!(matches!(answer, Err(Error::Stale { version: 2, .. })), "{answer:?}");

        bookings.cancel(who, id, 2, Cause::CourtAgenda, None).await.expect("it is cancelled");
        let again = bookings.cancel(who, id, 2, Cause::CourtAgenda, None).await.expect("it is as asked");
        assert_eq!((again.summary.state, again.summary.version), (State::Cancelled, 3));
        let other = bookings.cancel(who, id, 2, Cause::Mistake, None).await;
        assert!(matches!(other, Err(Error::Stale { version: 3, .. })), "{other:?}");
        let answer = bookings.cancel(&colleague, id, 2, Cause::CourtAgenda, None).await;
        assert!(matches!(answer, Err(Error::Stale { version: 3, .. })), "{answer:?}");
    }

    async fn a_step_that_is_sent_twice_is_taken_once(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let version = confirm(&world, id).await.summary.version;
        world.clock.set(world.at(23, 10, 0));
        for _ in 0..2 {
            let begun = bookings.advance(who, id, version, State::InProgress, None, None).await.expect("it begins");
            assert_eq!((begun.summary.state, begun.summary.version), (State::InProgress, version + 1));
        }
        let other = bookings.advance(who, id, version, State::Completed, None, None).await;
        assert!(matches!(other, Err(Error::Stale { .. })), "{other:?}");
    }

    async fn of_two_who_change_at_once_one_is_told(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let changes: Vec<_> = (0..8).map(|number| {
            let (bookings, who) = (std::sync::Arc::clone(&world.services.bookings), who.clone());
            let change = Amendment { case_number: Some(case(&format!("{number}-2027"))), ..Amendment::default() };
            tokio::spawn(async move { bookings.amend(&who, id, 1, change).await })
        }).collect();
        let mut answers = Vec::new();
        for change in changes {
            answers.push(change.await.expect("nobody panics"));
        }
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        let stale = answers.iter().filter(|answer| matches!(answer, Err(Error::Stale { version: 2, .. }))).count();
        assert_eq!(stale, 7, "{answers:?}");
    }

    async fn cancelling_needs_a_cause_and_frees_everything(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let answer = bookings.cancel(who, id, 1, Cause::Other, None).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("note", Fault::NeedsNote)])));
        let note: Note = "Se fusionó con otra causa".parse().expect("a note");
        let done = bookings.cancel(who, id, 1, Cause::Other, Some(note.clone())).await.expect("it is cancelled");
        assert_eq!((done.summary.state, done.cause, done.cause_note.clone()), (State::Cancelled, Some(Cause::Other), Some(note)));
        assert_eq!(done.actions, []);
        assert_eq!(done.linked[0].state, State::Cancelled);
        assert_eq!(happened(&done).pop().expect("an entry").event, Event::Cancelled);
        let again = bookings.cancel(who, id, 2, Cause::Mistake, None).await;
        assert_eq!(again, Err(Error::Transition { from: State::Cancelled, to: State::Cancelled }));
        let answer = bookings.amend(who, id, 2, to(world.at(24, 10, 0))).await;
        assert!(matches!(answer, Err(Error::Transition { from: State::Cancelled, .. })), "{answer:?}");
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let form = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
        let late = world.answer(&world.seeds.accounts.lawyer, id, form).await;
        assert!(matches!(late, Err(Error::LinkEnded(_))), "{late:?}");
    }

    async fn the_meeting_alone_can_be_cancelled(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let meeting = detail(&world, who, id).await.linked[0].id;
        bookings.cancel(who, meeting, 1, Cause::DefenceAbsent, None).await.expect("it is cancelled");
        assert_eq!(detail(&world, who, id).await.summary.state, State::Booked);
        let moved = bookings.amend(who, id, 1, to(world.at(23, 8, 0))).await.expect("nothing before it any more");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T08:00:00");
        assert_eq!(moved.linked[0].state, State::Cancelled);
    }

    async fn the_meeting_alone_can_be_moved(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let mut plan = world.hearing(world.at(23, 10, 0));
        plan.slot.room = world.seeds.izalco.second_hearing;
        let id = world.book(&plan).await;
        let meeting = detail(&world, who, id).await.linked[0].id;
        let answer = bookings.amend(who, meeting, 1, to(world.at(23, 10, 15))).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "not into its own hearing: {answer:?}");
        let moved = bookings.amend(who, meeting, 1, to(world.at(23, 8, 0))).await.expect("it moves");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T08:00:00");
        assert_eq!(detail(&world, who, id).await.summary.version, 1, "the hearing stays");
    }

    async fn a_late_hearing_can_get_another_room(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.clock.set(world.at(23, 10, 5));
        let room = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        let moved = world.services.bookings.amend(who, id, 1, room).await.expect("the room changes");
        assert_eq!(moved.summary.sites[0].room_name.as_str(), "Sala virtual 2");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T10:00:00");
    }
}
