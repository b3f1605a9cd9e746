//! What an answer changes, and that saying it again changes nothing.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use services::testing::{
    World,
    entity::{appointments, audit_entries, live_events},
};
use shared::{
    appointment::{Attendance, Event, Field, State},
    cause::Cause,
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
};

fn form(answer: &str) -> AnswerForm {
    AnswerForm { answer: answer.to_owned(), ..AnswerForm::default() }
}

fn decline() -> AnswerForm {
    AnswerForm { cause: Cause::Clash.code().to_owned(), note: "Otra audiencia".to_owned(), ..form("decline") }
}

fn propose() -> AnswerForm {
    AnswerForm { date: "2026-11-26".to_owned(), time: "11:30".to_owned(), ..form("propose") }
}

/// The record of an appointment: event and who.
async fn record(world: &World, appointment: AppointmentId) -> Vec<(String, Option<String>)> {
    audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectId.eq(appointment.0))
        .order_by_asc(audit_entries::Column::Id)
        .all(&world.house.db)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| (entry.event, entry.actor_name))
        .collect()
}

async fn answered(world: &World, appointment: AppointmentId) -> usize {
    let record = record(world, appointment).await;
    record.iter().filter(|(event, _)| event == Event::Answered.code()).count()
}

async fn events(world: &World) -> usize {
    live_events::Entity::find().all(&world.house.db).await.unwrap().len()
}

async fn meeting(world: &World, hearing: AppointmentId) -> AppointmentId {
    let row = appointments::Entity::find()
        .filter(appointments::Column::MainId.eq(hearing.0))
        .one(&world.house.db)
        .await
        .unwrap();
    AppointmentId(row.expect("a private meeting").id)
}

/// A hearing that everybody accepted and the court confirmed.
async fn confirmed(world: &World) -> AppointmentId {
    let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
    for person in [world.seeds.people.judge, world.seeds.people.lawyer] {
        let who = world.invited(hearing, person).await;
        world.answer(&who, hearing, form("accept")).await.unwrap();
    }
    let scheduler = &world.seeds.accounts.scheduler;
    let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
    let to = State::Confirmed;
    world.services.bookings.advance(scheduler, hearing, version, to, None, None).await.unwrap();
    hearing
}

services::on_both_databases! {
    async fn each_answer_is_kept_and_shown(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let attendances = &world.services.attendances;
        let proposed = world.answer(&lawyer, hearing, propose()).await.unwrap();
        assert_eq!(proposed.attendance, Attendance::Tentative);
        assert_eq!(proposed.proposed.unwrap().at, world.at(26, 11, 30));
        assert_eq!(proposed.proposed.unwrap().civil.to_string(), "2026-11-26T11:30:00");
        let declined = world.answer(&lawyer, hearing, decline()).await.unwrap();
        assert_eq!(declined.attendance, Attendance::Declined);
        assert_eq!(declined.cause, Some(Cause::Clash));
        assert_eq!(declined.note.unwrap().as_str(), "Otra audiencia");
        assert_eq!(declined.proposed, None, "the earlier answer is gone");
        let accepted = world.answer(&lawyer, hearing, form("accept")).await.unwrap();
        assert_eq!(accepted.attendance, Attendance::Accepted);
        assert_eq!((accepted.cause, accepted.note.as_ref()), (None, None));
        assert_eq!(attendances.invitation(&lawyer, hearing).await.unwrap(), accepted);
        let who = Some("Delmy Argueta".to_owned());
        let answers: Vec<_> =
            record(&world, hearing).await.into_iter().filter(|(event, _)| event == "answered").collect();
        assert_eq!(answers, vec![("answered".to_owned(), who); 3]);
    }

    async fn the_same_answer_again_changes_nothing(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        for answer in [form("accept"), decline(), propose()] {
            world.answer(&lawyer, hearing, answer.clone()).await.unwrap();
            let before = (answered(&world, hearing).await, events(&world).await);
            let first = world.participant(hearing, world.seeds.people.lawyer).await;
            world.clock.advance(5);
            world.answer(&lawyer, hearing, answer).await.unwrap();
            assert_eq!((answered(&world, hearing).await, events(&world).await), before);
            let again = world.participant(hearing, world.seeds.people.lawyer).await;
            assert_eq!(again.answered_at, first.answered_at);
        }
    }

    async fn an_account_and_a_link_answer_for_the_same_person(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let link = world.invited(hearing, world.seeds.people.lawyer).await;
        let account = world.seeds.accounts.lawyer.clone();
        world.answer(&account, hearing, form("accept")).await.unwrap();
        let shown = world.services.attendances.invitation(&link, hearing).await.unwrap();
        assert_eq!(shown.attendance, Attendance::Accepted);
    }

    async fn the_private_meeting_mirrors_the_answer(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let meeting = meeting(&world, hearing).await;
        let lawyer = world.seeds.people.lawyer;
        let account = world.seeds.accounts.lawyer.clone();
        for (answer, expected) in [(decline(), "declined"), (form("accept"), "accepted"), (propose(), "tentative")] {
            world.answer(&account, hearing, answer).await.unwrap();
            let there = world.participant(meeting, lawyer).await;
            let here = world.participant(hearing, lawyer).await;
            assert_eq!(there.attendance, expected);
            assert_eq!((there.cause, there.note, there.proposed_at), (here.cause, here.note, here.proposed_at));
        }
        // The record of the meeting says each of them too: when, by whom, from what to what.
        let told = |id| {
            let (bookings, reader) = (&world.services.bookings, &account);
            async move {
                let timeline = bookings.appointment(reader, id).await.unwrap().timeline;
                timeline.into_iter().filter(|entry| entry.event == Event::Answered).collect::<Vec<_>>()
            }
        };
        let there = told(meeting).await;
        assert_eq!(there, told(hearing).await);
        let said: Vec<_> = there.iter().map(|entry| entry.changes[0].to.as_deref()).collect();
        assert_eq!(said, [Some("declined"), Some("accepted"), Some("tentative")]);
        assert!(there.iter().all(|entry| entry.actor.as_ref() == account.name()), "{there:?}");
        // Said again it is nothing new, there as here.
        world.answer(&account, hearing, propose()).await.unwrap();
        assert_eq!((answered(&world, meeting).await, answered(&world, hearing).await), (3, 3));
        let through_meeting = world.services.attendances.invitation(&account, meeting).await.unwrap();
        assert_eq!(through_meeting.appointment, hearing, "the meeting leads to its hearing");
    }

    async fn a_confirmed_hearing_that_someone_needed_declines_is_no_longer_confirmed(world) {
        let hearing = confirmed(&world).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let before = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
        assert_eq!(before.state, State::Confirmed);
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let shown = world.answer(&lawyer, hearing, decline()).await.unwrap();
        assert_eq!(shown.state, State::Booked);
        let after = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
        assert_eq!((after.state, after.version), (State::Booked, before.version + 1));
        let row = appointments::Entity::find_by_id(meeting(&world, hearing).await.0).one(&world.house.db).await.unwrap();
        assert_eq!(row.unwrap().state, "booked", "its private meeting neither");
        let record = record(&world, hearing).await;
        let moved = record.iter().rfind(|(event, _)| event == Event::StateChanged.code());
        assert_eq!(moved.map(|(_, who)| who.clone()), Some(None), "Telesala moved it, the lawyer only answered");
    }

    async fn the_record_of_a_meeting_says_who_broke_its_confirmation(world) {
        let hearing = confirmed(&world).await;
        let meeting = meeting(&world, hearing).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        world.answer(&lawyer, hearing, decline()).await.unwrap();
        let record = record(&world, meeting).await;
        let who = lawyer.name().map(ToString::to_string);
        let [.., moved, answered] = &record[..] else { panic!("{record:?}") };
        assert_eq!(moved, &("state_changed".to_owned(), None), "{record:?}");
        assert_eq!(answered, &("answered".to_owned(), who), "{record:?}");
        let row = appointments::Entity::find_by_id(meeting.0).one(&world.house.db).await.unwrap().unwrap();
        let entries = world.record("appointment").await;
        let entry = entries.iter().rfind(|entry| entry.subject_id == Some(meeting.0)).unwrap();
        assert_eq!((entry.event.as_str(), entry.version), ("answered", Some(row.version)));
    }

    async fn a_meeting_that_was_called_off_is_answered_no_more(world) {
        let hearing = confirmed(&world).await;
        let meeting = meeting(&world, hearing).await;
        let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let version = bookings.appointment(scheduler, meeting).await.unwrap().summary.version;
        bookings.cancel(scheduler, meeting, version, Cause::DefenceAbsent, None).await.unwrap();
        let lawyer = world.seeds.people.lawyer;
        let before = (world.participant(meeting, lawyer).await, record(&world, meeting).await);
        world.answer(&world.seeds.accounts.lawyer, hearing, decline()).await.unwrap();
        assert_eq!(world.participant(hearing, lawyer).await.attendance, "declined");
        assert_eq!((world.participant(meeting, lawyer).await, record(&world, meeting).await), before);
    }

    async fn a_confirmed_hearing_stays_confirmed_when_nobody_declines(world) {
        let hearing = confirmed(&world).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let shown = world.answer(&lawyer, hearing, propose()).await.unwrap();
        assert_eq!(shown.state, State::Confirmed);
    }

    async fn the_record_says_which_time_was_proposed(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        world.answer(&lawyer, hearing, propose()).await.unwrap();
        let later = AnswerForm { time: "14:00".to_owned(), ..propose() };
        world.answer(&lawyer, hearing, later).await.unwrap();
        world.answer(&lawyer, hearing, form("accept")).await.unwrap();
        let scheduler = &world.seeds.accounts.scheduler;
        let detail = world.services.bookings.appointment(scheduler, hearing).await.unwrap();
        let proposals: Vec<_> = detail
            .timeline
            .into_iter()
            .flat_map(|entry| entry.changes)
            .filter(|change| change.field == Field::Proposal)
            .map(|change| (change.of, change.from, change.to))
            .collect();
        let (of, at) = (Some("Delmy Argueta".to_owned()), |time: &str| Some(format!("2026-11-26T{time}:00")));
        assert_eq!(
            proposals,
            [(of.clone(), None, at("11:30")), (of.clone(), at("11:30"), at("14:00")), (of, at("14:00"), None)]
        );
    }

    async fn the_record_says_that_a_note_changed_and_not_what_it_says(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let noted = |note: &str| AnswerForm { note: note.to_owned(), ..decline() };
        for note in ["Otra audiencia", "Me operan ese día", ""] {
            world.answer(&lawyer, hearing, noted(note)).await.unwrap();
        }
        let scheduler = &world.seeds.accounts.scheduler;
        let timeline = |who: Principal| {
            let bookings = &world.services.bookings;
            async move { bookings.appointment(&who, hearing).await.unwrap().timeline }
        };
        let told = timeline(scheduler.clone()).await;
        let notes: Vec<_> = told
            .iter()
            .flat_map(|entry| &entry.changes)
            .filter(|change| change.field == Field::Note)
            .map(|change| (change.of.as_deref(), change.from.as_deref(), change.to.as_deref()))
            .collect();
        let who = Some("Delmy Argueta");
        assert_eq!(
            notes,
            [
                (who, None, Some("written")),
                (who, Some("written"), Some("rewritten")),
                (who, Some("written"), None),
            ]
        );
        let all = audit_entries::Entity::find().all(&world.house.db).await.unwrap();
        let all = all.into_iter().map(|entry| entry.changes.to_string()).collect::<String>();
        assert!(!all.contains("Me operan") && !all.contains("Otra audiencia"), "{all}");
        // Whoever is not shown the words is not told of them either.
        let warden = timeline(world.seeds.accounts.warden.clone()).await;
        assert!(warden.iter().flat_map(|entry| &entry.changes).all(|change| change.field != Field::Note), "{warden:?}");
    }

    async fn many_at_once_with_the_same_answer_have_one_effect(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let accept = world.opened(&lawyer, hearing, form("accept")).await;
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let (services, lawyer, accept) = (world.services.clone(), lawyer.clone(), accept.clone());
                tokio::spawn(async move { services.attendances.answer(&lawyer, hearing, accept).await })
            })
            .collect();
        for attempt in tries {
            assert_eq!(attempt.await.unwrap().unwrap().attendance, Attendance::Accepted);
        }
        assert_eq!(answered(&world, hearing).await, 1);
    }

    async fn different_people_at_once_all_count(world) {
        let plan = world.hearing(world.at(25, 10, 0));
        let people = world.seeds.people;
        let everybody = vec![people.judge, people.prosecutor, people.lawyer, people.guest];
        let hearing = world.book(&services::testing::Plan { people: everybody.clone(), ..plan }).await;
        let mut tries = Vec::new();
        for person in &everybody {
            let who: Principal = world.invited(hearing, *person).await;
            let (services, accept) = (world.services.clone(), world.opened(&who, hearing, form("accept")).await);
            tries.push(tokio::spawn(async move { services.attendances.answer(&who, hearing, accept).await }));
        }
        for attempt in tries {
            attempt.await.unwrap().unwrap();
        }
        assert_eq!(answered(&world, hearing).await, everybody.len());
        let mut attendances = BTreeSet::new();
        for person in everybody {
            attendances.insert(world.participant(hearing, person).await.attendance);
        }
        assert_eq!(attendances, BTreeSet::from(["accepted".to_owned()]));
    }
}
