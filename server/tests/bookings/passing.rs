//! Who books in one request holds nothing first, and still never comes between somebody who chooses and their slot.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Database, DbBackend, EntityTrait, Statement, TransactionTrait};
use services::testing::{Store, World, entity};
use shared::{
    draft::WhoChange,
    error::Error,
    exchange::{Called, Key, Order},
    ids::PersonId,
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
        let called = |person: &PersonId| Called { person: Key::Id(person.0), required: None };
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

/// Somebody reserves the judge in a transaction that goes on and on.
#[test]
fn nobody_who_chooses_waits_for_an_order_that_waits_for_others() {
    services::testing::on(Store::Postgres, async |world| {
        let wanted = world.hearing(world.at(24, 10, 0));
        let standing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let outside = Database::connect(&world.url).await.expect("another connection");
        let long = outside.begin().await.expect("a transaction");
        let sql = format!(
            "INSERT INTO reservations (id, appointment_id, resource_kind, resource_id, starts_at, ends_at, live) \
             VALUES (gen_random_uuid(), '{standing}', 'person', '{}', {}, {}, true)",
            wanted.people[0],
            world.at(24, 9, 0).0,
            world.at(24, 12, 0).0
        );
        long.execute_unprepared(&sql).await.expect("the judge is reserved");
        let called = |person: &PersonId| Called { person: Key::Id(person.0), required: None };
        let order = Order {
            what: wanted.what.clone(),
            detainees: vec![Key::Id(wanted.detainee.0)],
            people: wanted.people.iter().map(called).collect(),
            start: wanted.slot.start,
            room: Some(Key::Id(wanted.slot.room.0)),
        };
        let exchange = Arc::clone(&world.services.exchange);
        let by = wanted.by.clone();
        let ordering = tokio::spawn(async move { exchange.book(&by, order, None).await });
        // It stands in the gates, and has got as far as waiting for the judge.
        let waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7411 \
             AND EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')";
        let waiting = async || {
            let row = outside.query_one_raw(Statement::from_string(DbBackend::Postgres, waits)).await;
            row.expect("the query is sound").expect("a row").try_get_by_index::<i64>(0).expect("a count") > 0
        };
        while !waiting().await && !ordering.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!ordering.is_finished(), "it waits");

        // The same room on another day: the same gate, and nothing else.
        let mut other = world.hearing(world.at(25, 10, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let chosen = tokio::time::timeout(Duration::from_secs(10), world.draft(&other)).await;
        chosen.expect("somebody else chooses meanwhile").expect("and has the slot");
        assert!(!ordering.is_finished(), "it waits still");
        long.rollback().await.expect("given up");
        ordering.await.expect("no panic").expect("it is booked as soon as the judge is free");
        outside.close().await.expect("it closes");
    });
}
