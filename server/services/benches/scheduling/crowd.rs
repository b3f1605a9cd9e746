//! A million reservations: a country's rooms, detainees and people over more than a year.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, TransactionTrait};
use services::testing::{
    World,
    entity::{appointments, reservations},
};
use shared::{schedule::Resource, time::Instant};
use uuid::Uuid;

/// How many reservations there are.
pub const RESERVATIONS: usize = 1_000_000;
/// Working days over which they lie, from some before now to many after.
const BEFORE: i64 = 80;
const DAYS: i64 = 285;
/// Rows of one statement.
const ROWS: usize = 4_000;

/// The resources that slots are sought for: two rooms that serve, a detainee, and four people.
pub fn sought(world: &World) -> [Resource; 7] {
    let seeds = &world.seeds;
    [
        Resource::Room(seeds.izalco.hearing),
        Resource::Room(seeds.izalco.second_hearing),
        Resource::Detainee(seeds.izalco.detainees[0]),
        Resource::Person(seeds.people.judge),
        Resource::Person(seeds.people.prosecutor),
        Resource::Person(seeds.people.lawyer),
        Resource::Person(seeds.people.second_lawyer),
    ]
}

/// Fills the world's calendars: first those of the [`sought`], then those of strangers, each about half.
pub async fn gather(world: &World) {
    let mut chance = Chance(7);
    let mut left = RESERVATIONS;
    let mut known = sought(world).to_vec();
    while left > 0 {
        let txn = world.house.db.begin().await.expect("a transaction");
        let owner = owner(world, &txn).await;
        let mut rows = Vec::with_capacity(ROWS + 4_000);
        while rows.len() < ROWS && left > 0 {
            let resource = known.pop().unwrap_or_else(|| Resource::Room(shared::ids::RoomId(world.house.ids.next())));
            let mut calendar = calendar(world, resource, owner, &mut chance);
            calendar.truncate(left);
            left -= calendar.len();
            rows.append(&mut calendar);
        }
        for some in rows.chunks(ROWS) {
            reservations::Entity::insert_many(some.to_vec())
                .exec_without_returning(&txn)
                .await
                .expect("the reservations do not overlap");
        }
        txn.commit().await.expect("they are kept");
    }
    let analyse = sea_orm::ConnectionTrait::execute_unprepared(&world.house.db, "ANALYZE").await;
    analyse.expect("the database counts what it has");
}

/// What `resource` is held for: on every day between seven and six, in each half hour as chance has it.
fn calendar(world: &World, resource: Resource, owner: Uuid, chance: &mut Chance) -> Vec<reservations::ActiveModel> {
    let id = match resource {
        Resource::Room(id) => id.0,
        Resource::Detainee(id) => id.0,
        Resource::Person(id) => id.0,
    };
    let midnight = world.at(20, 0, 0);
    let mut rows = Vec::new();
    for day in -BEFORE..DAYS - BEFORE {
        for hour in 7..18 {
            if chance.percent() >= 33 {
                continue;
            }
            let start = midnight.plus_minutes((day * 24 + hour) * 60 + 15 * i64::from(chance.percent() % 2));
            rows.push(row(world, resource, id, owner, start));
        }
    }
    rows
}

fn row(world: &World, resource: Resource, id: Uuid, owner: Uuid, start: Instant) -> reservations::ActiveModel {
    reservations::ActiveModel {
        id: Set(world.house.ids.next()),
        appointment_id: Set(owner),
        resource_kind: Set(resource.kind().code().to_owned()),
        resource_id: Set(id),
        starts_at: Set(start.0),
        ends_at: Set(start.plus_minutes(40).0),
        live: Set(true),
        ..Default::default()
    }
}

/// An appointment for reservations to belong to; which one it is matters to nobody here.
async fn owner(world: &World, txn: &DatabaseTransaction) -> Uuid {
    let (id, start) = (world.house.ids.next(), world.at(2, 10, 0));
    let row = appointments::ActiveModel {
        id: Set(id),
        version: Set(1),
        kind: Set("hearing".to_owned()),
        agency_id: Set(world.seeds.agencies.septimo.0),
        state: Set("booked".to_owned()),
        starts_at: Set(start.0),
        ends_at: Set(start.plus_minutes(45).0),
        zone: Set("America/El_Salvador".to_owned()),
        created_at: Set(start.0),
        ..Default::default()
    };
    row.insert(txn).await.expect("an appointment");
    id
}

/// The same chance in every run.
struct Chance(u64);

impl Chance {
    fn percent(&mut self) -> u8 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u8::try_from((self.0 >> 32) % 100).unwrap_or_default()
    }
}
