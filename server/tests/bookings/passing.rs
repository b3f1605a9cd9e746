//! Who books in one request holds nothing first, and still never comes between somebody who chooses and their slot.

use std::sync::Arc;

use sea_orm::EntityTrait;
use services::testing::{World, entity};
use shared::{
    draft::WhoChange,
    error::Error,
    exchange::{Called, Key, Order},
    schedule::Slot,
    time::Instant,
};

/// Starts that have nothing to do with each other.
fn starts(world: &World) -> Vec<Instant> {
    let hours = [9, 10, 11, 13, 14];
    (23..=27).flat_map(|day| hours.map(|hour| world.at(day, hour, 0))).collect()
}

services::on_both_databases! {
    async fn of_one_who_chooses_and_one_who_books_at_once_only_one_succeeds(world) {
        let bookings = &world.services.bookings;
        let mut mine = world.hearing(world.at(23, 9, 0));
        "0".clone_into(&mut mine.what.meeting);
        let draft = bookings.begin(&mine.by).await.expect("a draft").id;
        bookings.save_what(&mine.by, draft, mine.what.clone()).await.expect("the first step");
        bookings.change_who(&mine.by, draft, WhoChange::Detainee(mine.detainee)).await.expect("the detainee");
        for person in &mine.people {
            bookings.change_who(&mine.by, draft, WhoChange::Add(*person)).await.expect("the people");
        }
        let theirs = [world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let order = Order {
            what: mine.what.clone(),
            detainees: vec![Key::Id(world.seeds.izalco.detainees[1].0)],
            people: theirs.map(|person| Called { person: Key::Id(person.0), required: None }).to_vec(),
            start: mine.slot.start,
            room: Some(Key::Id(mine.slot.room.0)),
        };
        for start in starts(&world) {
            let both = Arc::new(tokio::sync::Barrier::new(2));
            let choosing = {
                let (bookings, by, both) = (Arc::clone(bookings), mine.by.clone(), Arc::clone(&both));
                let slot = Slot { start, ..mine.slot };
                tokio::spawn(async move {
                    both.wait().await;
                    bookings.choose_slot(&by, draft, slot).await
                })
            };
            let booking = {
                let (exchange, by) = (Arc::clone(&world.services.exchange), world.seeds.accounts.other_scheduler.clone());
                let order = Order { start, ..order.clone() };
                tokio::spawn(async move {
                    both.wait().await;
                    exchange.book(&by, order, None).await
                })
            };
            let (chosen, booked) = (choosing.await.expect("no panic"), booking.await.expect("no panic"));
            assert_ne!(chosen.is_ok(), booked.is_ok(), "{chosen:?}, {booked:?}");
            let refused = chosen.err().or(booked.err());
            assert!(matches!(refused, Some(Error::Refused(_) | Error::Conflict(_))), "{refused:?}");
            bookings.let_go(&mine.by, draft).await.expect("left");
        }
    }

    async fn whoever_books_at_once_leaves_nothing_held(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let called = |person: &shared::ids::PersonId| Called { person: Key::Id(person.0), required: None };
        let order = Order {
            what: plan.what.clone(),
            detainees: vec![Key::Id(plan.detainee.0)],
            people: plan.people.iter().map(called).collect(),
            start: plan.slot.start,
            room: Some(Key::Id(plan.slot.room.0)),
        };
        let exchange = &world.services.exchange;
        exchange.book(&plan.by, order.clone(), None).await.expect("booked");
        let refused = exchange.book(&plan.by, order, None).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!(entity::holds::Entity::find().all(&world.house.db).await.expect("the holds"), []);
    }
}
