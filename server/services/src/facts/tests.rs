//! What is remembered on a real store.

use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use shared::ids::CentreId;

use super::View;
use crate::testing::World;

const LATER: &str = "UPDATE room_hours SET from_minute = 600";
const EARLIER: &str = "UPDATE room_hours SET from_minute = 420";

/// From when on the centre's first room is open by `facts`, in minutes after midnight.
async fn opens(facts: &View, db: &impl ConnectionTrait, centre: CentreId) -> u16 {
    let centre = facts.centre(db, centre).await.expect("it is read").expect("the centre");
    centre.rooms.first().and_then(|room| room.hours.first()).expect("hours").from
}

/// The same by what is known now.
async fn opens_now(world: &World) -> u16 {
    let db = &world.house.db;
    opens(&world.house.facts.seen(db).await.expect("the mark"), db, world.seeds.izalco.id).await
}

/// The same as `txn` knows it.
async fn opens_within(world: &World, txn: &DatabaseTransaction) -> u16 {
    opens(&world.house.facts.within(txn).await.expect("the mark"), txn, world.seeds.izalco.id).await
}

async fn run(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql).await.expect("it is done");
}

crate::on_both_databases! {
    async fn what_is_rolled_back_was_never_remembered(world) {
        let db = &world.house.db;
        assert_eq!(opens_now(&world).await, 480);
        let txn = db.begin().await.expect("a transaction");
        run(&txn, LATER).await;
        // Who changes something sees it at once, and nobody else.
        assert_eq!(opens_within(&world, &txn).await, 600);
        assert_eq!(opens_now(&world).await, 480);
        assert_eq!(opens_within(&world, &txn).await, 600);
        txn.rollback().await.expect("it never happened");
        assert_eq!(opens_now(&world).await, 480);
        // What comes in its stead is not taken for it.
        run(db, EARLIER).await;
        assert_eq!(opens_now(&world).await, 420);
    }

    async fn nobody_reads_what_stood_before_a_change_under_the_mark_of_the_change(world) {
        let (db, centre) = (&world.house.db, world.seeds.izalco.id);
        assert_eq!(opens_now(&world).await, 480);
        let txn = db.begin().await.expect("a transaction");
        run(&txn, LATER).await;
        // Whoever changes it looks at what is known, and others go by what was known last meanwhile.
        world.house.facts.within(&txn).await.expect("the mark");
        if let Some(last) = world.house.facts.last() {
            assert_eq!(opens(&last, db, centre).await, 480);
        }
        txn.commit().await.expect("it is done");
        assert_eq!(opens_now(&world).await, 600);
    }

    async fn a_transaction_shares_what_is_remembered_and_what_is_old_is_last_known_no_longer(world) {
        let db = &world.house.db;
        opens_now(&world).await;
        let remembered = world.house.facts.bytes();
        let txn = db.begin().await.expect("a transaction");
        assert_eq!(opens_within(&world, &txn).await, 480);
        txn.rollback().await.expect("nothing was done");
        assert_eq!(world.house.facts.bytes(), remembered);
        run(db, LATER).await;
        let txn = db.begin().await.expect("a transaction");
        assert_eq!(opens_within(&world, &txn).await, 600);
        txn.rollback().await.expect("nothing was done");
        assert!(world.house.facts.last().is_none());
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
        let db = &world.house.db;
        assert_eq!(world.house.facts.bytes(), 0);
        opens_now(&world).await;
        assert!(world.house.facts.bytes() > 500);
        run(db, LATER).await;
        world.house.facts.seen(db).await.expect("the mark");
        assert_eq!(world.house.facts.bytes(), 0);
    }
}
