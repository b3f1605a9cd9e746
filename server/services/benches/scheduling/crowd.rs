//! A million reservations: a country's rooms, detainees and people over more than a year. Then, beside them, what is added
//! in a centre that keeps rules: counts, movement, and its outings, each of which has an escort.

use std::num::NonZeroU16;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, TransactionTrait};
use services::testing::{
    World,
    entity::{appointments, reservations},
};
use shared::{
    ids::DetaineeId,
    schedule::{CountKind, Movement, Resource},
    time::{Instant, Weekday, WeeklyWindow},
};
use uuid::Uuid;

/// How many reservations there are.
pub const RESERVATIONS: usize = 1_000_000;
/// Working days over which they lie, from some before now to many after.
const BEFORE: i64 = 80;
const DAYS: i64 = 285;
/// Rows of one statement.
const ROWS: usize = 4_000;

/// What the centre keeps to in which slots are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing.
    Nothing,
    /// What [`keep`] says.
    Rules,
}

/// Minutes of the way to the room, and of the way back.
pub const WAY: u16 = 10;
/// Minutes in which a room is made ready again.
pub const TURNOVER: u16 = 10;
/// Escort teams: about half as many again as are out on the average, so that now and then none is free.
pub const TEAMS: NonZeroU16 = NonZeroU16::new(36).expect("some");
/// Those who are brought somewhere on a day, and the days on which they are: those in which slots are sought.
pub const OUTINGS: usize = 200;
const OUTING_DAYS: i64 = 45;

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
    analyse(world).await;
}

async fn analyse(world: &World) {
    let done = sea_orm::ConnectionTrait::execute_unprepared(&world.house.db, "ANALYZE").await;
    done.expect("the database counts what it has");
}

/// From now on the centre in which slots are sought keeps rules, and others are brought there and back all day.
pub async fn keep(world: &World) {
    let centre = world.seeds.izalco.id;
    world.keeps(centre, Movement { before: WAY, after: WAY }, TURNOVER, Some(TEAMS)).await;
    for weekday in Weekday::ALL {
        let noon = WeeklyWindow { weekday, from: 12 * 60, to: 12 * 60 + 30 };
        world.counts(centre, CountKind::Count, noon).await;
    }
    let mut chance = Chance(11);
    for day in 0..OUTING_DAYS {
        let midnight = world.at(20, 0, 0).plus_minutes(day * 24 * 60);
        let (mut events, mut rows) = (Vec::with_capacity(OUTINGS), Vec::with_capacity(OUTINGS));
        for _ in 0..OUTINGS {
            // From seven to four, at any quarter.
            let quarter = i64::from(chance.percent()) * 36 / 100;
            let start = midnight.plus_minutes(7 * 60 + quarter * 15);
            let (id, event) = event(world, start);
            let mut out = row(world, Resource::Detainee(DetaineeId(world.house.ids.next())), id, start);
            out.ends_at = Set(start.plus_minutes(45 + 2 * i64::from(WAY)).0);
            out.centre_id = Set(Some(centre.0));
            events.push(event);
            rows.push(out);
        }
        let txn = world.house.db.begin().await.expect("a transaction");
        let events = appointments::Entity::insert_many(events).exec_without_returning(&txn).await;
        events.expect("they are planned");
        let rows = reservations::Entity::insert_many(rows).exec_without_returning(&txn).await;
        rows.expect("nobody is brought twice at once");
        txn.commit().await.expect("they are kept");
    }
    analyse(world).await;
}

/// What `resource` is held for: on every day between seven and six, in each half hour as chance has it.
fn calendar(world: &World, resource: Resource, owner: Uuid, chance: &mut Chance) -> Vec<reservations::ActiveModel> {
    let midnight = world.at(20, 0, 0);
    let mut rows = Vec::new();
    for day in -BEFORE..DAYS - BEFORE {
        for hour in 7..18 {
            if chance.percent() >= 33 {
                continue;
            }
            let start = midnight.plus_minutes((day * 24 + hour) * 60 + 15 * i64::from(chance.percent() % 2));
            rows.push(row(world, resource, owner, start));
        }
    }
    rows
}

fn row(world: &World, resource: Resource, owner: Uuid, start: Instant) -> reservations::ActiveModel {
    let id = match resource {
        Resource::Room(id) => id.0,
        Resource::Detainee(id) => id.0,
        Resource::Person(id) => id.0,
    };
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
    let (id, row) = event(world, world.at(2, 10, 0));
    row.insert(txn).await.expect("an appointment");
    id
}

fn event(world: &World, start: Instant) -> (Uuid, appointments::ActiveModel) {
    let id = world.house.ids.next();
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
    (id, row)
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
