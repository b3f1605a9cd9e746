//! Requests that are taken up: booked as what was asked for, or declined, and by one alone of those who do it at once.

use futures::future::join_all;
use services::testing::World;
use shared::{
    appointment::Role,
    cause::Cause,
    draft::{WhatForm, WhoChange},
    error::{Error, Fault, Problem},
    notice::MessageKind,
    principal::{Account, Principal},
    schedule::Slot,
    text::Note,
};

use super::{asked_by_lawyer, book, of_lawyer};
use crate::bookings::{detail, happened};

/// The other court's scheduler as one of the first court.
fn colleague(world: &World) -> Principal {
    let Principal::Account(account) = &world.seeds.accounts.other_scheduler else { panic!("an account") };
    Principal::Account(Account { agency: Some(world.seeds.agencies.sexto), ..account.clone() })
}

services::on_both_databases! {
    async fn of_two_who_book_one_request_at_once_exactly_one_does(world) {
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let (first, second) = (world.seeds.accounts.scheduler.clone(), colleague(&world));
        for day in [24, 25, 26] {
            let form = of_lawyer(&world).await;
            let id = world.services.requests.ask(&world.seeds.accounts.lawyer, &form).await.expect("it is asked for");
            let mut drafts = Vec::new();
            for (who, hour) in [(&first, 9), (&second, 13)] {
                let draft = world.services.requests.take_up(who, id).await.expect("a draft").id;
                let slot = Slot { start: world.at(day, hour, 0), room: world.seeds.izalco.consultation };
                world.services.bookings.choose_slot(who, draft, slot).await.expect("it is free");
                drafts.push((who.clone(), draft));
            }
            let tries = drafts.into_iter().map(|(who, draft)| {
                let bookings = std::sync::Arc::clone(&world.services.bookings);
                tokio::spawn(async move { bookings.book(&who, draft).await })
            });
            let answers: Vec<_> = join_all(tries).await.into_iter().map(|one| one.expect("nobody panics")).collect();
            assert_eq!(answers.iter().filter(|answer| **answer == Ok(id)).count(), 1, "{answers:?}");
            let late = Err(Error::Answered);
            assert_eq!(answers.iter().filter(|answer| **answer == late).count(), 1, "{answers:?}");
            let seen = detail(&world, &first, id).await;
            assert_eq!((seen.summary.version, seen.summary.sites.len(), seen.summary.participants.len()), (2, 1, 1));
            assert_eq!(happened(&seen).len(), 2, "asked for and booked, once");
        }
    }

    async fn taking_a_request_up_twice_at_once_makes_one_draft(world) {
        let id = asked_by_lawyer(&world).await;
        let tries = (0..8).map(|_| {
            let (requests, who) = (std::sync::Arc::clone(&world.services.requests), world.seeds.accounts.scheduler.clone());
            tokio::spawn(async move { requests.take_up(&who, id).await.map(|view| view.id) })
        });
        let begun: Vec<_> = join_all(tries).await.into_iter().map(|one| one.expect("nobody panics")).collect();
        assert!(begun[0].is_ok() && begun.iter().all(|one| *one == begun[0]), "{begun:?}");
    }

    async fn what_was_declined_is_not_booked_and_what_is_booked_is_what_was_asked_for(world) {
        let id = asked_by_lawyer(&world).await;
        let (requests, bookings) = (&world.services.requests, &world.services.bookings);
        let (first, second) = (world.seeds.accounts.scheduler.clone(), colleague(&world));
        let izalco = &world.seeds.izalco;

        let other = requests.take_up(&second, id).await.expect("a draft").id;
        bookings.change_who(&second, other, WhoChange::Detainee(izalco.detainees[1])).await.expect("known");
        bookings.change_who(&second, other, WhoChange::NoDetainee(izalco.detainees[0])).await.expect("taken out");
        let somebody_else = book(&world, &second, other, world.at(24, 13, 0)).await;
        assert_eq!(somebody_else, Err(Error::Invalid(vec![Problem::new("detainee", Fault::Missing)])));
        bookings.change_who(&second, other, WhoChange::Detainee(izalco.detainees[0])).await.expect("known");
        bookings.change_who(&second, other, WhoChange::NoDetainee(izalco.detainees[1])).await.expect("taken out");

        let people = &world.seeds.people;
        bookings.change_who(&second, other, WhoChange::Add(people.second_lawyer)).await.expect("known");
        bookings.change_who(&second, other, WhoChange::Remove(people.lawyer)).await.expect("taken out");
        let with_somebody_else = book(&world, &second, other, world.at(24, 13, 0)).await;
        let without = Problem::new(Role::DefenceLawyer.code(), Fault::Missing);
        assert_eq!(with_somebody_else, Err(Error::Invalid(vec![without])), "whoever asked takes part");
        bookings.change_who(&second, other, WhoChange::Add(people.lawyer)).await.expect("known");
        bookings.change_who(&second, other, WhoChange::Remove(people.second_lawyer)).await.expect("taken out");

        let what = WhatForm { kind: "teleconsultation".to_owned(), duration: "30".to_owned(), ..WhatForm::default() };
        bookings.save_what(&second, other, what).await.expect("it is kept");
        bookings.change_who(&second, other, WhoChange::Add(people.clinician)).await.expect("known");
        let slot = Slot { start: world.at(24, 13, 0), room: izalco.clinic };
        bookings.choose_slot(&second, other, slot).await.expect("it is free");
        let something_else = bookings.book(&second, other).await;
        assert_eq!(something_else, Err(Error::Invalid(vec![Problem::new("kind", Fault::UnknownChoice)])));
        assert_eq!(requests.waiting(&first).await, Ok(1), "it waits on");

        let draft = requests.take_up(&first, id).await.expect("a draft").id;
        let note: Note = "Pídala otra vez en diciembre.".parse().expect("a note");
        requests.decline(&second, id, Cause::CourtAgenda, Some(note)).await.expect("it is declined");
        let messages = world.messages(id).await;
        let [letter] = &messages[..] else { panic!("{messages:?}") };
        assert_eq!((letter.kind.as_str(), letter.to_name.as_str()), (MessageKind::Declined.code(), "Delmy Argueta"));
        assert_eq!((letter.participant_id, letter.calendar.as_str()), (None, ""));
        assert!(letter.subject.ends_with("Reunión con la defensa"), "{}", letter.subject);
        let why = "Causa: Agenda del tribunal\n\nPídala otra vez en diciembre.\n";
        assert!(letter.body.contains(why), "{}", letter.body);
        assert!(!letter.body.contains("http") && !letter.body.contains("Cuándo"), "{}", letter.body);
        let late = book(&world, &first, draft, world.at(25, 9, 0)).await;
        assert_eq!(late, Err(Error::Answered));
        let again = requests.take_up(&first, id).await.err();
        assert_eq!(again, Some(Error::Answered));
    }
}
