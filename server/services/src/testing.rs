//! What tests need of the inside: a world with two centres, three agencies and an account of every role on an empty
//! database, on SQLite and on PostgreSQL.
//!
//! ```ignore
//! services::on_both_databases! {
//!     async fn a_taken_slot_is_refused(world) { … }
//! }
//! ```
//! makes two tests, `a_taken_slot_is_refused::sqlite` and `a_taken_slot_is_refused::postgres`. The second needs
//! `TELESALA_TEST_POSTGRES=postgres://…/postgres`, an address at which databases can be made;
//! with `TELESALA_TEST_SQLITE_ONLY=1` it is left out, which is for a quick look only.
#![expect(clippy::missing_panics_doc, reason = "tests fail by panicking")]

mod bookings;
mod databases;
mod links;
mod rules;
mod seeds;

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use jiff::civil::Date;
use shared::{time::Instant, zone::Zone};

pub use entity;

pub use self::{
    bookings::Plan,
    databases::Store,
    links::secret_in,
    seeds::{Accounts, Agencies, People, Place, Seeds},
};
use crate::{
    clock::{RandomIds, SetClock},
    db::Durability,
    house::{House, Services, Settings},
    outbox::Hub,
};

/// The password of every account of a [`World`].
pub const PASSWORD: &str = "demo-telesala";

/// Longer than people wait: what a test says of many who write at once holds on a machine that is busy with others, too.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A house on a database of its own, with [`Seeds`]. Now is Friday 2026-11-20, 09:00 in San Salvador.
#[derive(Clone)]
pub struct World {
    /// What every service needs.
    pub house: House,
    /// All services.
    pub services: Services,
    /// The clock of `house`.
    pub clock: Arc<SetClock>,
    /// The zone of both centres.
    pub zone: Zone,
    /// Who and what there is.
    pub seeds: Arc<Seeds>,
    /// Where the database is, for those who start a program on it.
    pub url: String,
}

impl World {
    async fn on(url: String, seeds: Seeds) -> Self {
        let db = crate::db::connect(&url, Durability::Later, PATIENCE).await.expect("the database opens");
        let zone = Zone::named("America/El_Salvador").expect("the zone exists");
        let morning = Date::constant(2026, 11, 20).at(9, 0, 0, 0);
        let clock = Arc::new(SetClock::at(zone.instant(morning).expect("the moment exists")));
        let settings = Settings {
            public_url: "https://telesala.test".to_owned(),
            zone: zone.clone(),
            mail_from: "telesala@telesala.test".to_owned(),
            smtp_url: None,
        };
        let house = House {
            db,
            patience: PATIENCE,
            clock: Arc::<SetClock>::clone(&clock),
            ids: Arc::new(RandomIds),
            settings: Arc::new(settings),
            facts: Arc::default(),
            hub: Hub::new(),
            afterwards: Arc::default(),
        };
        Self { services: Services::new(&house), house, clock, zone, seeds: Arc::new(seeds), url }
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.house.clock.now()
    }

    /// The moment at which the clock in both centres shows `hour`:`minute` on `day` of November 2026; the 23rd is a
    /// Monday.
    pub fn at(&self, day: i8, hour: i8, minute: i8) -> Instant {
        self.zone.instant(Date::constant(2026, 11, day).at(hour, minute, 0, 0)).expect("the moment exists")
    }
}

/// Runs `test` in a world of its own on `store`, and takes the world away afterwards, also when the test fails.
pub fn on<Test, Run>(store: Store, test: Test)
where
    Test: FnOnce(World) -> Run,
    Run: Future<Output = ()>,
{
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("the runtime starts");
    let outcome = runtime.block_on(async {
        let (ground, seeds) = databases::make(store).await;
        let world = World::on(ground.url().to_owned(), seeds).await;
        let (db, afterwards) = (world.house.db.clone(), Arc::clone(&world.house.afterwards));
        let outcome = AssertUnwindSafe(test(world)).catch_unwind().await;
        afterwards.done().await;
        db.close().await.expect("the connections close");
        ground.clear().await;
        outcome
    });
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure);
    }
}

/// Makes two tests of each function: one on SQLite, one on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$about:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        $(#[$about])*
        async fn $name($world: $crate::testing::World) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::testing::on($crate::testing::Store::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::testing::on($crate::testing::Store::Postgres, super::$name);
            }
        }
    )+};
}
