//! How often the store is asked, so that nobody lets it creep up again unseen.

use std::sync::{Arc, Mutex};

use services::{
    house::{House, Services},
    testing::World,
};

use super::{book, search};

/// What the store was asked.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    /// The same world, in which every statement is noted: all but those that begin and end transactions.
    fn in_world(&self, world: &World) -> World {
        let mut house = House { facts: Arc::default(), ..world.house.clone() };
        let asked = Arc::clone(&self.0);
        house.db.set_metric_callback(move |info| asked.lock().unwrap().push(info.statement.sql.clone()));
        World { services: Services::new(&house), house, ..world.clone() }
    }

    /// What was asked since the last time.
    fn since(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

services::on_both_databases! {
    async fn a_search_asks_for_what_is_taken_alone(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        let who = &world.seeds.accounts.scheduler;
        // The mark, reservations, holds, blocks; how steady rooms are only where there are several.
        for (room, most) in [(Some("V1"), 4), (None, 5)] {
            for first in [true, false] {
                asked.since();
                let found = world.services.exchange.availability(who, search(&world, room)).await.expect("it is sound");
                assert!(!found.slots.is_empty());
                let statements = asked.since();
                assert!(!statements.is_empty());
                assert!(first || statements.len() <= most, "{} statements: {statements:#?}", statements.len());
            }
        }
    }

    async fn a_booking_asks_little_more_than_it_writes(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        book(&world, world.at(23, 10, 0)).await.expect("the first is booked");
        asked.since();
        book(&world, world.at(24, 10, 0)).await.expect("the second is booked");
        let statements = asked.since();
        let written = statements.iter().filter(|sql| sql.starts_with("INSERT")).count();
        // Its own rows in nine tables, and what it holds meanwhile.
        assert_eq!(written, 10, "{statements:#?}");
        assert!(statements.len() <= 17, "{} statements: {statements:#?}", statements.len());
    }
}
