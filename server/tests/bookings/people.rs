//! Changing who takes part.

use futures::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::testing::{World, entity::messages};
use shared::{
    appointment::{Amendment, Attendance, Field, Role, State},
    error::{Error, Fault, LinkEnd, Problem},
    ids::{AppointmentId, PersonId},
    notice::MessageKind,
    schedule::ResourceKind,
};

use super::{confirm, detail, happened};

fn swap(leave: PersonId, join: PersonId) -> Amendment {
    Amendment { join: vec![join], leave: vec![leave], ..Amendment::default() }
}

/// To whom which messages were written after the invitations.
async fn told(world: &World, id: AppointmentId) -> Vec<(String, String)> {
    let rows =
        messages::Entity::find().filter(messages::Column::AppointmentId.eq(id.0)).all(&world.house.db).await.unwrap();
    let mut told: Vec<_> = rows.into_iter().map(|row| (row.kind, row.to_name)).collect();
    told.sort();
    told
}

fn names(detail: &shared::appointment::Detail) -> Vec<String> {
    let mut names: Vec<_> = detail.summary.participants.iter().map(|part| part.name.to_string()).collect();
    names.sort();
    names
}

services::on_both_databases! {
    async fn another_lawyer_takes_over_and_only_those_two_are_told(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let link = world.secret(id, people.lawyer).await;
        let seen = confirm(&world, id).await;
        let changed = bookings.amend(who, id, seen.summary.version, swap(people.lawyer, people.second_lawyer)).await.unwrap();
        assert_eq!(names(&changed), ["Hugo Bonilla", "Julia Iraheta"]);
        assert_eq!(changed.summary.state, State::Booked, "the new lawyer has not said yes");
        let judge = changed.summary.participants.iter().find(|part| part.person == people.judge).unwrap();
        assert_eq!(judge.attendance, Attendance::Accepted, "nothing changes for the judge");
        let meeting = detail(&world, who, changed.linked[0].id).await;
        assert_eq!(names(&meeting), ["Hugo Bonilla"]);
        let entry = happened(&changed).pop().unwrap();
        let recorded: Vec<_> = entry.changes.iter().map(|change| (change.field, change.of.as_deref().unwrap_or_default())).collect();
        assert_eq!(recorded, [(Field::Left, "Delmy Argueta"), (Field::Joined, "Hugo Bonilla"), (Field::State, "")]);
        let told = told(&world, id).await;
        let told: Vec<_> = told.iter().map(|(kind, name)| (kind.as_str(), name.as_str())).collect();
        assert_eq!(told, [
            ("invitation", "Delmy Argueta"), ("invitation", "Hugo Bonilla"), ("invitation", "Julia Iraheta"),
            ("released", "Delmy Argueta"),
        ]);
        let rows = messages::Entity::find().filter(messages::Column::Kind.eq(MessageKind::Released.code()));
        let released = rows.one(&world.house.db).await.unwrap().unwrap();
        assert!(released.subject.starts_with("Ya no se le espera: Revisión de medidas"), "{}", released.subject);
        assert!(!released.body.contains("/confirm/") && released.calendar.contains("METHOD:CANCEL\r\n"));
        assert!(released.calendar.contains(&format!("SEQUENCE:{}\r\n", changed.summary.version)));
        // Who left sees nothing of it any more, by link or signed in.
        let ended = world.services.accounts.by_link(&link).await;
        assert_eq!(ended, Err(Error::LinkEnded(LinkEnd::Released)), "and it says so");
        let theirs = bookings.appointment(&world.seeds.accounts.lawyer, id).await;
        assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        // And is free for another hearing then, which the one who came is not.
        let mut other = world.hearing(world.at(23, 10, 0));
        other.slot.room = world.seeds.izalco.second_hearing;
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![people.second_judge, people.second_lawyer];
        let clash = world.try_book(&other).await;
        let Err(Error::Conflict(clashes)) = clash else { panic!("{clash:?}") };
        assert!(clashes.iter().all(|clash| clash.kind == ResourceKind::Person), "{clashes:?}");
        other.people = vec![people.second_judge, people.lawyer];
        world.book(&other).await;
    }

    async fn who_is_taken_cannot_join_and_nothing_changes(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let mut other = world.hearing(world.at(23, 9, 15));
        other.slot.room = world.seeds.izalco.second_hearing;
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![people.second_judge, people.second_lawyer];
        // It ends when ours begins, in the middle of our private meeting.
        world.book(&other).await;
        let before = (detail(&world, who, id).await, told(&world, id).await);
        let answer = world.services.bookings.amend(who, id, 1, swap(people.lawyer, people.second_lawyer)).await;
        let Err(Error::Conflict(clashes)) = answer else { panic!("{answer:?}") };
        assert_eq!(clashes.iter().map(|clash| clash.name.as_str()).collect::<Vec<_>>(), ["Hugo Bonilla"]);
        // Moved along in the same step, they are free.
        let later = Amendment { start: Some(world.at(23, 13, 0)), ..swap(people.lawyer, people.second_lawyer) };
        assert_eq!((detail(&world, who, id).await, told(&world, id).await), before);
        let moved = world.services.bookings.amend(who, id, 1, later).await.unwrap();
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T13:00:00");
        let told = told(&world, id).await;
        assert!(told.contains(&("changed".to_owned(), "Julia Iraheta".to_owned())), "{told:?}");
        assert!(!told.contains(&("changed".to_owned(), "Hugo Bonilla".to_owned())), "one message is enough: {told:?}");
    }

    async fn a_part_that_is_needed_keeps_somebody(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let bookings = &world.services.bookings;
        let stranger = PersonId(world.seeds.agencies.sexto.0);
        let refused = |change: Amendment| async move {
            match bookings.amend(who, id, 1, change).await {
                Err(Error::Invalid(problems)) => problems,
                other => panic!("{other:?}"),
            }
        };
        let one = |join: &[PersonId], leave: &[PersonId]| {
            Amendment { join: join.to_vec(), leave: leave.to_vec(), ..Amendment::default() }
        };
        assert_eq!(refused(one(&[], &[people.judge])).await, [Problem::new(Role::Judge.code(), Fault::Missing)]);
        assert_eq!(refused(one(&[people.judge], &[])).await, [Problem::new(Role::Judge.code(), Fault::Duplicate)]);
        assert_eq!(refused(one(&[stranger], &[])).await, [Problem::new("people", Fault::UnknownChoice)]);
        assert_eq!(refused(one(&[], &[people.guest])).await, [Problem::new("people", Fault::UnknownChoice)]);
        // The private meeting has the people of its hearing.
        let meeting = detail(&world, who, id).await.linked[0].id;
        let answer = bookings.amend(who, meeting, 1, one(&[people.guest], &[])).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
        // A guest asks nobody again.
        let confirmed = confirm(&world, id).await;
        let joined = bookings.amend(who, id, confirmed.summary.version, one(&[people.guest], &[])).await.unwrap();
        assert_eq!(joined.summary.state, State::Confirmed);
        let stale = bookings.amend(who, id, confirmed.summary.version, one(&[], &[people.guest])).await;
        assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
        let other = world.services.bookings.amend(&world.seeds.accounts.other_scheduler, id, 1, one(&[], &[people.guest])).await;
        assert!(matches!(other, Err(Error::NotFound)), "{other:?}");
    }

    async fn one_prosecutor_joins_one_of_two_hearings_at_the_same_time(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        for day in 23..27 {
            let mut other = world.hearing(world.at(day, 10, 0));
            other.slot.room = world.seeds.izalco.second_hearing;
            other.detainee = world.seeds.izalco.detainees[1];
            other.people = vec![people.second_judge, people.second_lawyer];
            let ids = [world.book(&world.hearing(world.at(day, 10, 0))).await, world.book(&other).await];
            let join = || Amendment { join: vec![people.prosecutor], ..Amendment::default() };
            let answers = join_all(ids.map(|id| world.services.bookings.amend(who, id, 1, join()))).await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
            let refused = answers.into_iter().find_map(Result::err);
            assert!(matches!(refused, Some(Error::Conflict(_) | Error::Refused(_))), "{refused:?}");
        }
    }
}
