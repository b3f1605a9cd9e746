//! What is remembered on a real store.

use sea_orm::{ConnectionTrait, TransactionTrait};
use shared::ids::CentreId;

use crate::testing::World;

const LATER: &str = "UPDATE room_hours SET from_minute = 600";
const EARLIER: &str = "UPDATE room_hours SET from_minute = 420";

/// From when on the centre's first room is open, in minutes after midnight.
async fn opens(world: &World, db: &impl ConnectionTrait, centre: CentreId) -> u16 {
    let facts = world.house.facts.seen(db).await.expect("the mark");
    let centre = facts.centre(db, centre).await.expect("it is read").expect("the centre");
    centre.rooms.first().and_then(|room| room.hours.first()).expect("hours").from
}

async fn run(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql).await.expect("it is done");
}

crate::on_both_databases! {
    async fn what_is_rolled_back_was_never_remembered(world) {
        let (db, centre) = (&world.house.db, world.seeds.izalco.id);
        assert_eq!(opens(&world, db, centre).await, 480);
        let txn = db.begin().await.expect("a transaction");
        run(&txn, LATER).await;
        // Who changes something sees it at once, and nobody else.
        assert_eq!(opens(&world, &txn, centre).await, 600);
        assert_eq!(opens(&world, db, centre).await, 480);
        assert_eq!(opens(&world, &txn, centre).await, 600);
        txn.rollback().await.expect("it never happened");
        assert_eq!(opens(&world, db, centre).await, 480);
        // What comes in its stead is not taken for it.
        run(db, EARLIER).await;
        assert_eq!(opens(&world, db, centre).await, 420);
    }

    async fn what_was_known_is_known_to_hold_no_longer(world) {
        let db = &world.house.db;
        let facts = world.house.facts.seen(db).await.expect("the mark");
        assert!(facts.holds(db).await.expect("the mark"));
        run(db, LATER).await;
        assert!(!facts.holds(db).await.expect("the mark"));
        let facts = world.house.facts.seen(db).await.expect("the mark");
        assert!(facts.holds(db).await.expect("the mark"));
    }

    async fn what_is_remembered_is_counted(world) {
        let (db, centre) = (&world.house.db, world.seeds.izalco.id);
        assert_eq!(world.house.facts.bytes(), 0);
        opens(&world, db, centre).await;
        assert!(world.house.facts.bytes() > 500);
        run(db, LATER).await;
        world.house.facts.seen(db).await.expect("the mark");
        assert_eq!(world.house.facts.bytes(), 0);
    }
}
