//! The private meeting that lies elsewhere than beside its hearing: who is told of it, who answers for it, and what stays as
//! it is when the hearing changes.

use services::testing::{Plan, World};
use shared::{
    appointment::{Amendment, Attendance, Detail, Link, State},
    cause::Cause,
    error::Error,
    ids::{AppointmentId, PersonId},
    notice::AnswerForm,
    schedule::Obstacle,
    time::Instant,
};

use super::{advance, confirm, detail};

/// Moves the meeting before the hearing to `start`, by itself.
async fn moved_away(world: &World, hearing: AppointmentId, start: Instant) -> AppointmentId {
    let who = &world.seeds.accounts.scheduler;
    let meeting = meeting(world, hearing).await;
    let version = detail(world, who, meeting).await.summary.version;
    let change = Amendment { start: Some(start), ..Amendment::default() };
    world.services.bookings.amend(who, meeting, version, change).await.expect("it moves");
    meeting
}

async fn meeting(world: &World, hearing: AppointmentId) -> AppointmentId {
    let seen = detail(world, &world.seeds.accounts.scheduler, hearing).await;
    seen.linked.iter().find(|one| one.link == Link::Meeting).expect("a meeting before it").id
}

/// When it begins, who takes part, and how many centres give a room.
async fn stands(world: &World, id: AppointmentId) -> (Instant, Vec<PersonId>, usize) {
    let summary = detail(world, &world.seeds.accounts.scheduler, id).await.summary;
    let people = summary.participants.iter().map(|part| part.person).collect();
    (summary.period.start.at, people, summary.sites.len())
}

/// A hearing of the 25th and its meeting, which lay elsewhere and is over; both are confirmed.
async fn after_its_meeting(world: &World) -> (Detail, AppointmentId) {
    let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
    let meeting = moved_away(world, id, world.at(24, 14, 0)).await;
    let seen = confirm(world, id).await;
    world.clock.set(world.at(24, 15, 0));
    (seen, meeting)
}

/// How a meeting stands, and what the lawyer said of it.
async fn as_held(world: &World, meeting: AppointmentId) -> (State, i32, String) {
    let summary = detail(world, &world.seeds.accounts.scheduler, meeting).await.summary;
    let said = world.participant(meeting, world.seeds.people.lawyer).await.attendance;
    (summary.state, summary.version, said)
}

/// A hearing of others at `start`, in the second room and without a meeting.
fn others(world: &World, start: Instant, lawyer: PersonId) -> Plan {
    let mut plan = world.hearing(start);
    "0".clone_into(&mut plan.what.meeting);
    "146-2026".clone_into(&mut plan.what.case_number);
    plan.detainee = world.seeds.izalco.detainees[1];
    plan.people = vec![world.seeds.people.second_judge, lawyer];
    plan.slot.room = world.seeds.izalco.second_hearing;
    plan
}

services::on_both_databases! {
    async fn who_talks_in_private_is_told_when_only_that_moves_and_answers_anew(world) {
        let (who, lawyer) = (&world.seeds.accounts.scheduler, world.seeds.people.lawyer);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let old = world.secret(id, lawyer).await;
        confirm(&world, id).await;
        let meeting = moved_away(&world, id, world.at(24, 14, 0)).await;
        let told: Vec<_> = world.messages(id).await.into_iter().filter(|one| one.kind == "meeting").collect();
        let [letter] = &told[..] else { panic!("{told:?}") };
        assert_eq!(letter.to_name, "Delmy Argueta", "nobody else is in it");
        assert_eq!(letter.subject, "Cambió la reunión privada: Revisión de medidas, miércoles 25 de noviembre, 10:00");
        let day = "Reunión privada con la persona detenida antes de la audiencia: martes 24 de noviembre, 14:00";
        assert!(letter.body.lines().any(|line| line == day), "{}", letter.body);
        assert!(letter.calendar.contains("METHOD:REQUEST\r\n") && letter.calendar.contains("T100000\r\n"), "the hearing stays");
        // The hearing stays confirmed; the meeting waits for an answer, through the new link.
        assert_eq!(detail(&world, who, id).await.summary.state, State::Confirmed);
        assert_eq!(detail(&world, who, meeting).await.summary.state, State::Booked);
        assert!(world.services.accounts.by_link(&old).await.is_err(), "there is a newer link");
        let (invited, attendances) = (world.invited(id, lawyer).await, &world.services.attendances);
        let asked = attendances.invitation(&invited, id).await.expect("an invitation");
        assert_eq!(asked.attendance, Attendance::NeedsAction);
        assert_eq!(asked.meeting_start.map(|start| start.at), Some(world.at(24, 14, 0)));
        let accept = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
        let answered = world.answer(&invited, id, accept.clone()).await.expect("the answer counts");
        assert_eq!(answered.attendance, Attendance::Accepted);
        assert_eq!(world.participant(meeting, lawyer).await.attendance, "accepted");
        let before = detail(&world, who, meeting).await;
        world.answer(&invited, id, accept).await.expect("said twice, it counts once");
        assert_eq!(detail(&world, who, meeting).await, before);
        advance(&world, who, &before, State::Confirmed).await;
    }

    async fn who_talks_in_private_is_told_when_only_that_is_called_off(world) {
        let (who, lawyer) = (&world.seeds.accounts.scheduler, world.seeds.people.lawyer);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let link = world.secret(id, lawyer).await;
        let meeting = meeting(&world, id).await;
        world.services.bookings.cancel(who, meeting, 1, Cause::CourtAgenda, None).await.expect("it is called off");
        let told: Vec<_> = world.messages(id).await.into_iter().filter(|one| one.kind == "meeting").collect();
        let [letter] = &told[..] else { panic!("{told:?}") };
        assert_eq!(letter.to_name, "Delmy Argueta");
        assert!(letter.body.contains("Ya no hay reunión privada.") && !letter.body.contains("/confirm/"), "{}", letter.body);
        world.services.accounts.by_link(&link).await.expect("the link to the hearing still serves");
        // Called off with the hearing, the message about that is enough.
        let other = world.book(&world.hearing(world.at(26, 10, 0))).await;
        world.services.bookings.cancel(who, other, 1, Cause::CourtAgenda, None).await.expect("it is called off");
        assert!(world.messages(other).await.iter().all(|one| one.kind != "meeting"));
    }

    async fn only_what_asks_moves_the_day_by_which_to_answer(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(id, world.seeds.people.lawyer).await;
        let by = async || world.services.attendances.invitation(&lawyer, id).await.expect("an invitation").answer_by.at;
        assert_eq!(by().await, world.at(24, 10, 0));
        // Two days less two hours before it.
        world.clock.set(world.at(23, 12, 0));
        let meeting = moved_away(&world, id, world.at(24, 14, 0)).await;
        assert_eq!(by().await, world.at(24, 11, 0), "half-way");
        world.clock.set(world.at(24, 12, 0));
        world.services.bookings.cancel(who, meeting, 2, Cause::CourtAgenda, None).await.expect("it is called off");
        assert!(world.messages(id).await.last().is_some_and(|one| one.kind == "meeting"), "they are told");
        assert_eq!(by().await, world.at(24, 11, 0));
    }

    async fn it_keeps_its_time_when_room_and_people_of_the_hearing_change(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let id = world.book(&world.between_meetings(world.at(25, 10, 0))).await;
        let away = world.at(24, 14, 0);
        let meeting = moved_away(&world, id, away).await;
        let seen = confirm(&world, id).await;
        let as_it_was = detail(&world, who, meeting).await.summary;
        assert_eq!(as_it_was.state, State::Confirmed);
        let room = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        let seen = bookings.amend(who, id, seen.summary.version, room).await.expect("the room changes");
        assert_eq!(detail(&world, who, meeting).await.summary, as_it_was, "it has its own");
        let longer = Amendment { duration: shared::time::Minutes::new(60), ..Amendment::default() };
        let seen = bookings.amend(who, id, seen.summary.version, longer).await.expect("it grows");
        assert_eq!(detail(&world, who, meeting).await.summary, as_it_was);
        // Another lawyer talks there too, and it is not confirmed until they have said yes.
        let change = Amendment {
            join: vec![people.second_lawyer],
            leave: vec![people.lawyer],
            bring: vec![world.seeds.mariona.detainees[0]],
            ..Amendment::default()
        };
        bookings.amend(who, id, seen.summary.version, change).await.expect("they change");
        assert_eq!(stands(&world, meeting).await, (away, vec![people.second_lawyer], 2));
        assert_eq!(detail(&world, who, meeting).await.summary.state, State::Booked);
        let Err(Error::Conflict(clashes)) = world.try_book(&others(&world, away, people.second_lawyer)).await
        else { panic!("the lawyer is in the meeting") };
        assert_eq!(clashes.iter().map(|clash| clash.name.as_str()).collect::<Vec<_>>(), ["Hugo Bonilla"]);
        world.book(&others(&world, away, people.lawyer)).await;
    }

    async fn who_is_taken_when_it_is_cannot_join(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let away = world.at(24, 14, 0);
        let meeting = moved_away(&world, id, away).await;
        world.book(&others(&world, away, people.second_lawyer)).await;
        let before = (detail(&world, who, id).await, detail(&world, who, meeting).await);
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        let refused = world.services.bookings.amend(who, id, 1, swap).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!((detail(&world, who, id).await, detail(&world, who, meeting).await), before);
    }

    async fn what_is_over_gets_nobody_else_and_no_other_room(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let meeting = moved_away(&world, id, world.at(24, 14, 0)).await;
        let held = stands(&world, meeting).await;
        // The meeting is over, its hearing is not.
        world.clock.set(world.at(24, 15, 0));
        let swap = || Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        bookings.amend(who, id, 1, swap()).await.expect("they change");
        assert_eq!(stands(&world, meeting).await, held, "it was held with those who were in it");
        // The hearing is over, too.
        world.clock.set(world.at(25, 10, 45));
        let room = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        let guest = Amendment { join: vec![people.guest], ..Amendment::default() };
        let seen = (detail(&world, who, id).await, world.messages(id).await.len());
        for change in [room, guest] {
            let refused = bookings.amend(who, id, 2, change).await;
            assert!(matches!(&refused, Err(Error::Refused(why)) if matches!(why[..], [Obstacle::TooEarly { .. }])), "{refused:?}");
        }
        assert_eq!((detail(&world, who, id).await, world.messages(id).await.len()), seen);
        // Its number can still be put right, and it can be held another day.
        let number = Amendment { case_number: "146-2026".parse().ok(), ..Amendment::default() };
        bookings.amend(who, id, 2, number).await.expect("a particular");
        let later = Amendment { start: Some(world.at(26, 10, 0)), ..Amendment::default() };
        bookings.amend(who, id, 3, later).await.expect("another day");
        assert_eq!(stands(&world, meeting).await, held, "what was held stays where it was");
    }

    async fn whoever_declines_the_hearing_says_nothing_of_a_meeting_that_is_over(world) {
        let (who, lawyer) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.lawyer);
        let (seen, meeting) = after_its_meeting(&world).await;
        let held = as_held(&world, meeting).await;
        assert_eq!((held.0, held.2.as_str()), (State::Confirmed, "accepted"));
        let id = seen.summary.id;
        let decline = || AnswerForm {
            answer: "decline".to_owned(), cause: Cause::Clash.code().to_owned(), ..AnswerForm::default()
        };
        world.answer(lawyer, id, decline()).await.expect("the answer counts");
        assert_eq!(detail(&world, who, id).await.summary.state, State::Booked);
        assert_eq!(as_held(&world, meeting).await, held);
        world.answer(lawyer, id, decline()).await.expect("said twice");
        assert_eq!(as_held(&world, meeting).await, held);
    }

    async fn what_was_held_is_not_called_off_with_its_hearing(world) {
        let who = &world.seeds.accounts.scheduler;
        let (seen, meeting) = after_its_meeting(&world).await;
        let (held, hearing) = (as_held(&world, meeting).await, &seen.summary);
        let cancelled = world.services.bookings.cancel(who, hearing.id, hearing.version, Cause::CourtAgenda, None).await;
        assert_eq!(cancelled.expect("it is cancelled").summary.state, State::Cancelled);
        assert_eq!(as_held(&world, meeting).await, held);
    }

    async fn what_was_held_later_is_not_taken_for_missed_with_its_hearing(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = detail(&world, who, id).await;
        let after = seen.linked.iter().find(|one| one.link == Link::MeetingAfter).expect("a meeting after it").id;
        let later = Amendment { start: Some(world.at(23, 14, 0)), ..Amendment::default() };
        bookings.amend(who, after, 1, later).await.expect("it moves");
        world.clock.set(world.at(23, 15, 0));
        let held = as_held(&world, after).await;
        assert_eq!(held.0, State::Booked);
        let missed = bookings.advance(who, id, 1, State::NotHeld, Some(Cause::NoEscort), None).await;
        assert_eq!(missed.expect("it was not held").summary.state, State::NotHeld);
        assert_eq!(as_held(&world, after).await, held);
    }

    async fn it_goes_along_to_another_time(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let meeting = moved_away(&world, id, world.at(24, 14, 0)).await;
        let later = Amendment { start: Some(world.at(26, 13, 0)), ..Amendment::default() };
        world.services.bookings.amend(who, id, 1, later).await.expect("it moves");
        assert_eq!(stands(&world, meeting).await.0, world.at(26, 12, 30));
    }

    async fn another_lawyer_says_yes_to_the_meeting_beside_it_too(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let seen = confirm(&world, id).await;
        let meeting = meeting(&world, id).await;
        assert_eq!(detail(&world, who, meeting).await.summary.state, State::Confirmed);
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        world.services.bookings.amend(who, id, seen.summary.version, swap).await.expect("they change");
        assert_eq!(detail(&world, who, meeting).await.summary.state, State::Booked);
    }

    async fn a_meeting_after_a_hearing_that_is_over_moves_without_being_answered_anew(world) {
        let (who, judge) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.judge);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = confirm(&world, id).await;
        world.clock.set(world.at(23, 10, 0));
        let running = advance(&world, judge, &seen, State::InProgress).await;
        advance(&world, judge, &running, State::Completed).await;
        let over = detail(&world, who, id).await;
        let after = over.linked.iter().find(|one| one.link == Link::MeetingAfter).expect("a meeting after it").id;
        let version = detail(&world, who, after).await.summary.version;
        let later = Amendment { start: Some(world.at(24, 9, 0)), ..Amendment::default() };
        let moved = world.services.bookings.amend(who, after, version, later).await.expect("it moves");
        assert_eq!(moved.summary.state, State::Confirmed, "nobody could answer for it any more");
        let told: Vec<_> = world.messages(id).await.into_iter().filter(|one| one.kind == "meeting").collect();
        let [letter] = &told[..] else { panic!("{told:?}") };
        assert!(letter.body.contains("martes 24 de noviembre, 09:00") && !letter.body.contains("/confirm/"), "{}", letter.body);
    }
}
