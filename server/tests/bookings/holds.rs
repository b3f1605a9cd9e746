//! A chosen slot is held while the draft is finished.

use std::sync::Arc;

use services::{
    holds::HOLD_MINUTES,
    testing::{Plan, World},
};
use shared::{
    draft::{WhatForm, WhoChange},
    error::Error,
    ids::DraftId,
    ports::Answer,
    schedule::Obstacle,
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
        let changed = WhatForm { duration: "60".to_owned(), ..plan.what.clone() };
        bookings.save_what(&plan.by, mine, changed).await.expect("left");
        bookings.choose_slot(&other.by, theirs, other.slot).await.expect("free");

        // Now they hold it; it lapses, and whoever comes first books.
        let refused = bookings.book(&plan.by, mine).await;
        assert!(is_held(&refused), "{refused:?}");
        clock.set(world.now().plus_minutes(HOLD_MINUTES));
        bookings.book(&plan.by, mine).await.expect("lapsed");
        assert!(matches!(bookings.book(&other.by, theirs).await, Err(Error::Conflict(_))));
    }

    async fn one_of_many_who_choose_at_once_holds_it(world) {
        let crowd = Crowd::of(&world).await;
        let mut drafts = Vec::new();
        for writer in 0..WRITERS {
            let plan = World::in_room(crowd.plan(&world, writer, 23), world.seeds.izalco.hearing);
            // Each draft begins anew only when the one before holds something.
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
