//! A chosen slot is held while the draft is finished.

use std::{num::NonZeroU16, sync::Arc};

use jiff::civil::date;
use services::{
    holds::HOLD_MINUTES,
    testing::{Plan, World},
};
use shared::{
    draft::{DraftView, WhatForm, WhoChange, WishForm},
    error::Error,
    ids::DraftId,
    ports::Answer,
    schedule::{Movement, Obstacle, Slot},
    time::{Instant, Local},
};

use super::clashes::{Crowd, WRITERS};

/// A draft with everything but the slot.
async fn without_slot(world: &World, plan: &Plan) -> DraftId {
    let bookings = &world.services.bookings;
    let id = bookings.begin(&plan.by).await.expect("a draft").id;
    bookings.save_what(&plan.by, id, plan.what.clone()).await.expect("the first step");
    bookings.change_who(&plan.by, id, WhoChange::Detainee(plan.detainee)).await.expect("the detainee");
    for person in &plan.people {
        bookings.change_who(&plan.by, id, WhoChange::Add(*person)).await.expect("the people");
    }
    id
}

/// The first step, with another length.
fn lasting(plan: &Plan, minutes: &str) -> WhatForm {
    WhatForm { duration: minutes.to_owned(), ..plan.what.clone() }
}

fn is_held<T: std::fmt::Debug>(answer: &Answer<T>) -> bool {
    matches!(answer, Err(Error::Refused(why)) if why.iter().all(|one| matches!(one, Obstacle::Held { .. })))
}

services::on_both_databases! {
    async fn a_chosen_slot_is_held_until_it_is_booked_left_or_lapses(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let mut other = world.hearing(world.at(23, 10, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let (bookings, clock) = (&world.services.bookings, &world.clock);

        let mine = world.draft(&plan).await.expect("chosen");
        let view = bookings.draft(&plan.by, mine).await.expect("the draft");
        assert_eq!(view.held_until.map(|until| until.at), Some(world.now().plus_minutes(HOLD_MINUTES)));
        let theirs = without_slot(&world, &other).await;
        let refused = bookings.choose_slot(&other.by, theirs, other.slot).await;
        assert!(is_held(&refused), "{refused:?}");
        // Choosing again is no trouble, and what is left is free at once.
        bookings.choose_slot(&plan.by, mine, plan.slot).await.expect("mine");
        bookings.save_what(&plan.by, mine, lasting(&plan, "480")).await.expect("left");
        bookings.choose_slot(&other.by, theirs, other.slot).await.expect("free");
        // What is as short again as it was is too late.
        let view = bookings.save_what(&plan.by, mine, plan.what.clone()).await.expect("as before");
        assert_eq!((view.held_until, view.draft.slot), (None, Some(plan.slot)));

        // Now they hold it; it lapses, and whoever comes first books.
        let refused = bookings.book(&plan.by, mine).await;
        assert!(is_held(&refused), "{refused:?}");
        clock.set(world.now().plus_minutes(HOLD_MINUTES));
        bookings.book(&plan.by, mine).await.expect("lapsed");
        assert!(matches!(bookings.book(&other.by, theirs).await, Err(Error::Conflict(_))));
    }

    async fn a_chosen_slot_stays_held_while_the_steps_before_it_are_corrected(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let mut other = World::in_room(world.hearing(world.at(23, 10, 0)), world.seeds.izalco.second_hearing);
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        let interpreter = world.seeds.people.interpreter;
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer, interpreter];
        let (bookings, clock) = (&world.services.bookings, &world.clock);
        let mine = world.draft(&plan).await.expect("chosen");
        let lapses = world.now().plus_minutes(HOLD_MINUTES);
        let until = |view: &DraftView| view.held_until.map(|until| until.at);

        clock.advance(2);
        let other_case = WhatForm { case_number: "146-2026".to_owned(), ..plan.what.clone() };
        let view = bookings.save_what(&plan.by, mine, other_case).await.expect("another case");
        assert_eq!((until(&view), view.draft.slot), (Some(lapses), Some(plan.slot)), "no longer than it was");
        // Who is added is held with it, and who is taken out no more.
        let view = bookings.change_who(&plan.by, mine, WhoChange::Add(interpreter)).await.expect("one more");
        assert_eq!(until(&view), Some(lapses));
        let theirs = without_slot(&world, &other).await;
        let refused = bookings.choose_slot(&other.by, theirs, other.slot).await;
        assert!(is_held(&refused), "{refused:?}");
        let view = bookings.change_who(&plan.by, mine, WhoChange::Remove(interpreter)).await.expect("one less");
        assert_eq!(until(&view), Some(lapses));
        bookings.choose_slot(&other.by, theirs, other.slot).await.expect("the interpreter is free again");
        bookings.let_go(&other.by, theirs).await.expect("and is left");

        // What is longer is held longer, and what is half typed leaves held what was.
        for (minutes, late) in [("45", false), ("60", true), ("6O", true)] {
            let view = bookings.save_what(&plan.by, mine, lasting(&plan, minutes)).await.expect("kept as typed");
            assert_eq!(until(&view), Some(lapses), "{minutes}");
            let mut after = other.clone();
            after.slot = Slot { start: world.at(23, 10, 45), room: plan.slot.room };
            "0".clone_into(&mut after.what.meeting);
            let theirs = without_slot(&world, &after).await;
            let answer = bookings.choose_slot(&after.by, theirs, after.slot).await;
            assert!(if late { is_held(&answer) } else { answer.is_ok() }, "{minutes}: {answer:?}");
            bookings.let_go(&after.by, theirs).await.expect("left");
        }

        // Nobody keeps it for ever by saving.
        clock.set(lapses);
        let view = bookings.save_what(&plan.by, mine, plan.what.clone()).await.expect("saved");
        assert_eq!((until(&view), view.draft.slot), (None, Some(plan.slot)));
        let mut same = other.clone();
        same.slot = plan.slot;
        let theirs = without_slot(&world, &same).await;
        bookings.choose_slot(&same.by, theirs, same.slot).await.expect("free");
    }

    async fn who_is_not_free_lets_go_of_the_slot_until_they_are_taken_out(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let mut earlier = World::in_room(world.hearing(world.at(23, 10, 0)), world.seeds.izalco.second_hearing);
        earlier.detainee = world.seeds.izalco.detainees[1];
        let interpreter = world.seeds.people.interpreter;
        earlier.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer, interpreter];
        world.book(&earlier).await;
        let bookings = &world.services.bookings;
        let mine = world.draft(&plan).await.expect("chosen");
        let lapses = world.now().plus_minutes(HOLD_MINUTES);
        let view = bookings.change_who(&plan.by, mine, WhoChange::Add(interpreter)).await.expect("kept all the same");
        assert_eq!((view.held_until, view.draft.slot), (None, Some(plan.slot)));
        world.clock.advance(3);
        let view = bookings.change_who(&plan.by, mine, WhoChange::Remove(interpreter)).await.expect("taken out");
        assert_eq!(view.held_until.map(|until| until.at), Some(lapses), "nobody has taken it meanwhile");
        bookings.book(&plan.by, mine).await.expect("booked");
    }

    async fn whoever_begins_another_booking_takes_nothing_from_the_first(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let bookings = &world.services.bookings;
        let until = |view: &DraftView| view.held_until.map(|until| until.at);
        let first = world.draft(&plan).await.expect("chosen in one tab");
        let lapses = world.now().plus_minutes(HOLD_MINUTES);
        world.clock.advance(1);
        let next = bookings.begin(&plan.by).await.expect("begun in another, or by somebody else of the account");
        assert_ne!(next.id, first);
        let view = bookings.draft(&plan.by, first).await.expect("the first");
        assert_eq!((until(&view), view.draft.slot), (Some(lapses), Some(plan.slot)), "as its page says");
        let mut other = world.hearing(world.at(23, 10, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let theirs = without_slot(&world, &other).await;
        let refused = bookings.choose_slot(&other.by, theirs, other.slot).await;
        assert!(is_held(&refused), "{refused:?}");
        // Nor does the second booking get it, though it is of the same account.
        let second = without_slot(&world, &plan).await;
        let refused = bookings.choose_slot(&plan.by, second, plan.slot).await;
        assert!(is_held(&refused), "{refused:?}");
        let view = bookings.save_what(&plan.by, first, lasting(&plan, "60")).await.expect("the first goes on as ever");
        assert_eq!(until(&view), Some(lapses));
        // What was only left open lapses by itself, and is held again when it is chosen again.
        world.clock.set(lapses);
        bookings.choose_slot(&other.by, theirs, other.slot).await.expect("free for everybody");
        bookings.let_go(&other.by, theirs).await.expect("and left");
        let view = bookings.save_what(&plan.by, first, plan.what.clone()).await.expect("kept as typed");
        assert_eq!((until(&view), view.draft.slot), (None, Some(plan.slot)));
        let view = bookings.choose_slot(&plan.by, first, plan.slot).await.expect("chosen again");
        assert_eq!(until(&view), Some(lapses.plus_minutes(HOLD_MINUTES)));
    }

    async fn the_rooms_of_all_sites_stay_held(world) {
        let mut plan = world.hearing(world.at(23, 10, 0));
        plan.also = vec![world.seeds.mariona.detainees[0]];
        let bookings = &world.services.bookings;
        let mine = world.draft(&plan).await.expect("chosen");
        let before = bookings.draft(&plan.by, mine).await.expect("the draft");
        assert_eq!(before.draft.beside.len(), 1);
        world.clock.advance(1);
        let view = bookings.save_what(&plan.by, mine, lasting(&plan, "60")).await.expect("longer");
        assert_eq!((view.held_until, &view.draft.beside), (before.held_until, &before.draft.beside));
        let mut other = World::in_room(world.hearing(world.at(23, 10, 45)), before.draft.beside[0]);
        "0".clone_into(&mut other.what.meeting);
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.mariona.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let theirs = without_slot(&world, &other).await;
        let refused = bookings.choose_slot(&other.by, theirs, other.slot).await;
        assert!(is_held(&refused), "{refused:?}");
    }

    async fn what_others_choose_is_shown_as_held_until_it_is_booked_or_lapses(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let mut other = world.hearing(world.at(23, 13, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        // Of all that is held they need the judge alone: there is another room.
        other.people = vec![world.seeds.people.judge, world.seeds.people.second_lawyer];
        let bookings = &world.services.bookings;
        let mine = world.draft(&plan).await.expect("chosen");
        let theirs = without_slot(&world, &other).await;
        let monday = || async {
            let shown = Some(date(2026, 11, 23));
            let week = bookings.slots(&other.by, theirs, shown, WishForm::default()).await.expect("a week");
            let monday = week.days[0].clone();
            let clock = |at: Local| at.civil.time().to_string();
            let held = monday.held.iter().map(|run| (clock(run.first), clock(run.last), run.until.at));
            let held: Vec<(String, String, Instant)> = held.collect();
            let free: Vec<_> = monday.slots.iter().map(|slot| clock(slot.period.start)).collect();
            (held, free)
        };
        let during = |time: &str| ("09:30:00"..="10:30:00").contains(&time);

        let lapses = world.now().plus_minutes(HOLD_MINUTES);
        let (held, free) = monday().await;
        assert_eq!(held, [("09:30:00".to_owned(), "10:30:00".to_owned(), lapses)]);
        assert!(free.iter().all(|time| !during(time)) && !free.is_empty(), "{free:?}");
        // To whoever holds it, it is free.
        let own = bookings.slots(&plan.by, mine, Some(date(2026, 11, 23)), WishForm::default()).await.expect("a week");
        assert_eq!(own.days[0].held, []);
        assert!(own.days[0].slots.iter().any(|slot| slot.slot.start == plan.slot.start));
        // Who wishes for it is told the same.
        let wish = WishForm { date: "2026-11-23".to_owned(), time: "10:00".to_owned() };
        let wished = bookings.slots(&other.by, theirs, None, wish).await.expect("a week").wished.expect("an answer");
        let is_held = |one: &Obstacle| matches!(one, Obstacle::Held { until, .. } if until.at == lapses);
        let why = wished.obstacles;
        assert!(!why.is_empty() && why.iter().all(is_held), "{why:?}");

        world.clock.set(lapses);
        let (held, free) = monday().await;
        assert_eq!(held, []);
        assert_eq!(free.iter().filter(|time| during(time)).count(), 5, "{free:?}");

        bookings.choose_slot(&plan.by, mine, plan.slot).await.expect("again");
        bookings.book(&plan.by, mine).await.expect("booked");
        let (held, free) = monday().await;
        assert_eq!(held, [], "what is booked is not held");
        assert!(free.iter().all(|time| !during(time)), "{free:?}");
    }

    async fn the_last_escort_is_held_with_what_is_chosen(world) {
        world.keeps(world.seeds.izalco.id, Movement::default(), 0, NonZeroU16::new(1)).await;
        world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("chosen");
        let mut other = world.hearing(world.at(23, 13, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let theirs = without_slot(&world, &other).await;
        let shown = Some(date(2026, 11, 23));
        let week = world.services.bookings.slots(&other.by, theirs, shown, WishForm::default()).await.expect("a week");
        let clock = |at: Local| at.civil.time().to_string();
        let held: Vec<_> = week.days[0].held.iter().map(|run| (clock(run.first), clock(run.last))).collect();
        // Each with its private meeting of half an hour: 09:30 to 10:45 is chosen.
        assert_eq!(held, [("09:00:00".to_owned(), "11:00:00".to_owned())]);
    }

    async fn one_of_many_who_choose_at_once_holds_it(world) {
        let crowd = Crowd::of(&world).await;
        let mut drafts = Vec::new();
        for writer in 0..WRITERS {
            let plan = World::in_room(crowd.plan(&world, writer, 23), world.seeds.izalco.hearing);
            drafts.push((without_slot(&world, &plan).await, plan));
        }
        let start = Arc::new(tokio::sync::Barrier::new(drafts.len()));
        let choosing: Vec<_> = drafts
            .iter()
            .map(|(draft, plan)| {
                let (bookings, start) = (Arc::clone(&world.services.bookings), Arc::clone(&start));
                let (draft, plan) = (*draft, plan.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    bookings.choose_slot(&plan.by, draft, plan.slot).await.map(|view| view.id)
                })
            })
            .collect();
        let mut winner = None;
        for chosen in choosing {
            match chosen.await.expect("nobody panics") {
                Ok(draft) => assert!(winner.replace(draft).is_none(), "two hold it"),
                refused => assert!(is_held(&refused), "{refused:?}"),
            }
        }
        let winner = winner.expect("one holds it");
        world.services.bookings.book(&world.seeds.accounts.scheduler, winner).await.expect("and books it");
    }
}
