//! How often the store is asked, so that nobody lets it creep up again unseen.

use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, DbBackend};
use services::{
    house::{House, Services},
    testing::World,
};

use super::{book, search};

/// What the store was asked.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    /// The same world, in which every statement is noted: all but those that begin and end transactions.
    pub(crate) fn in_world(&self, world: &World) -> World {
        let mut house = House { facts: Arc::default(), ..world.house.clone() };
        let asked = Arc::clone(&self.0);
        house.db.set_metric_callback(move |info| asked.lock().unwrap().push(info.statement.sql.clone()));
        World { services: Services::new(&house), house, ..world.clone() }
    }

    /// What was asked since the last time.
    pub(crate) fn since(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

services::on_both_databases! {
    async fn a_search_asks_for_what_is_taken_alone(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        let who = &world.seeds.accounts.scheduler;
        let count = async |room: Option<&str>| {
            asked.since();
            let found = world.services.exchange.availability(who, search(&world, room)).await.expect("it is sound");
            assert!(!found.slots.is_empty());
            asked.since()
        };
        // The first time everything has to be read; then one look sees whatever changes with every booking, and whether what is
        // remembered holds.
        assert!(count(None).await.len() > 1);
        for room in [Some("V1"), None] {
            let statements = count(room).await;
            assert_eq!(statements.len(), 1, "{statements:#?}");
        }
    }

    async fn what_is_known_no_longer_is_read_anew(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        let who = &world.seeds.accounts.scheduler;
        let first = async |world: &World| {
            let found = world.services.exchange.availability(who, search(world, Some("V1"))).await.expect("it is sound");
            found.slots[0].period.start.civil.time()
        };
        let before = first(&world).await;
        assert_eq!(first(&world).await, before);
        // Somebody else, who does not tell this server, lets the rooms open a quarter of an hour later.
        let later = "UPDATE room_hours SET from_minute = 615";
        world.house.db.execute_unprepared(later).await.expect("it is done");
        assert_eq!(before, jiff::civil::time(10, 0, 0, 0));
        assert_eq!(first(&world).await, jiff::civil::time(10, 15, 0, 0));
    }

    async fn a_booking_asks_little_more_than_it_writes(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        book(&world, world.at(23, 10, 0)).await.expect("the first is booked");
        asked.since();
        book(&world, world.at(24, 10, 0)).await.expect("the second is booked");
        let statements = asked.since();
        let written: usize = statements.iter().map(|sql| sql.matches("INSERT INTO").count()).sum();
        // Its own rows in nine tables.
        assert_eq!(written, 9, "{statements:#?}");
        // PostgreSQL takes in one statement what nobody waits for; before it, the gate and the look.
        let most = match world.house.db.get_database_backend() {
            DbBackend::Postgres => 3,
            _ => 10,
        };
        assert_eq!(statements.len(), most, "{statements:#?}");
    }
}
