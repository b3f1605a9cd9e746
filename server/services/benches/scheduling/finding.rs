//! Finding the first slots, against the query that one would write without a finder.

use std::time::Instant as Stopwatch;

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use services::testing::World;
use shared::{
    exchange::{Key, Search},
    schedule::Resource,
    time::Instant,
};
use uuid::Uuid;

use super::{
    crowd::{self, Keeping},
    percentile, row,
};

/// How often the finder is asked before it counts: connections are opened and statements prepared once.
const WARM: usize = 40;
/// How often the finder is asked, and how often the query.
const FINDER: usize = 400;
const QUERY: usize = 20;
/// The days in which slots are sought.
const DAYS: i64 = 30;

/// Asks both for the same slots.
pub async fn measure(name: &str, world: &World, keeping: Keeping) {
    for turn in 0..WARM {
        found(world, from(world, turn)).await;
    }
    let mut finder = Vec::with_capacity(FINDER);
    for turn in 0..FINDER {
        finder.push(found(world, from(world, turn)).await.1);
    }
    let mut query = Vec::with_capacity(QUERY);
    for turn in 0..QUERY {
        let from = from(world, turn * FINDER / QUERY);
        let ours = found(world, from).await;
        let (plain, time) = asked(world, from, keeping).await;
        assert_eq!(ours.0, plain, "the finder and the query disagree");
        query.push(time);
    }
    let rules = match keeping {
        Keeping::Nothing => String::new(),
        Keeping::Rules => {
            format!(" counts, movement, {} escort teams out {} times a day,", crowd::TEAMS, crowd::OUTINGS)
        }
    };
    let what = |what: &str| {
        format!("{name}: first 10 slots, 7 resources, 30 days, {} reservations,{rules} {what}", crowd::RESERVATIONS)
    };
    row(&what("p50"), "", &format!("{:.2} ms", percentile(&finder, 0.5)));
    row(&what("p99"), "≤ 5 ms", &format!("{:.2} ms", percentile(&finder, 0.99)));
    row(&what("a plain query's p50"), "", &format!("{:.2} ms", percentile(&query, 0.5)));
    let times = percentile(&query, 0.5) / percentile(&finder, 0.5);
    row(&what("faster than the query"), "≥ 20 ×", &format!("{times:.1} ×"));
    // Estimated by `Facts::bytes`. Of reservations there is no index outside the database.
    row(&what("what is remembered of places and people"), "≤ 33 MiB", &kibibytes(world.house.facts.bytes()));
}

/// A size in memory.
#[expect(clippy::cast_precision_loss, reason = "a size to look at")]
fn kibibytes(bytes: usize) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

/// Every question begins elsewhere.
fn from(world: &World, turn: usize) -> Instant {
    world.at(23, 0, 0).plus_minutes(15 * i64::try_from(turn).unwrap_or_default())
}

/// The first ten starts through the use case, and how long it took in milliseconds.
async fn found(world: &World, from: Instant) -> (Vec<i64>, f64) {
    let key = |resource: &Resource| match resource {
        Resource::Room(id) => Key::Id(id.0),
        Resource::Detainee(id) => Key::Id(id.0),
        Resource::Person(id) => Key::Id(id.0),
    };
    let sought = crowd::sought(world);
    let search = Search {
        kind: "hearing".to_owned(),
        hearing_type: String::new(),
        duration: "45".to_owned(),
        meeting: "0".to_owned(),
        meeting_after: String::new(),
        detainees: vec![key(&sought[2])],
        centre: None,
        room: None,
        people: sought[3..].iter().map(key).collect(),
        appointment: None,
        deadline: String::new(),
        notice_reason: String::new(),
        from: Some(from),
        to: Some(from.plus_minutes(DAYS * 24 * 60)),
        start: None,
        limit: 10,
    };
    let watch = Stopwatch::now();
    let found = world.services.exchange.availability(&world.seeds.accounts.scheduler, search).await;
    let time = watch.elapsed().as_secs_f64() * 1_000.0;
    let slots = found.expect("the question is sound").slots;
    assert_eq!(slots.len(), 10, "the world is too full for a fair question");
    (slots.iter().map(|slot| slot.period.start.at.0).collect(), time)
}

/// The same starts by one query: every start of the grid while a room is open, in which nothing is held.
async fn asked(world: &World, from: Instant, keeping: Keeping) -> (Vec<i64>, f64) {
    let db = &world.house.db;
    let backend = db.get_database_backend();
    let sought = crowd::sought(world);
    let last = from.plus_minutes(DAYS * 24 * 60);
    let people: Vec<String> = sought[3..].iter().map(|it| literal(backend, it)).collect();
    let (series, weekday, minute) = match backend {
        DatabaseBackend::Postgres => (
            format!("SELECT generate_series({}::bigint, {}::bigint, 900) AS at", from.0, last.0 - 45 * 60),
            "(extract(isodow FROM to_timestamp(s.at - 21600) AT TIME ZONE 'UTC')::int - 1)",
            "((s.at - 21600) % 86400 / 60)",
        ),
        _ => (
            format!("SELECT {} AS at UNION ALL SELECT at + 900 FROM s WHERE at + 900 <= {}", from.0, last.0 - 45 * 60),
            "((strftime('%w', s.at - 21600, 'unixepoch') + 6) % 7)",
            "((s.at - 21600) % 86400 / 60)",
        ),
    };
    let (way, turnover) = match keeping {
        Keeping::Nothing => (0, 0),
        Keeping::Rules => (i64::from(crowd::WAY) * 60, i64::from(crowd::TURNOVER) * 60),
    };
    let free = |kind: &str, ids: &str, before: i64, after: i64| {
        format!(
            "NOT EXISTS (SELECT 1 FROM reservations r WHERE r.live AND r.resource_kind = '{kind}' AND r.resource_id IN ({ids}) \
             AND r.starts_at < s.at + {} AND r.ends_at > s.at - {before})",
            2700 + after
        )
    };
    let room = |it: &Resource| {
        let id = literal(backend, it);
        format!(
            "(EXISTS (SELECT 1 FROM room_hours h WHERE h.room_id = {id} AND h.weekday = {weekday} \
             AND h.from_minute <= {minute} AND {minute} + 45 <= h.to_minute) AND {})",
            free("room", &id, 0, turnover)
        )
    };
    let kept = match keeping {
        Keeping::Nothing => String::new(),
        Keeping::Rules => rules(&identifier(backend, world.seeds.izalco.id.0), weekday, minute),
    };
    let sql = format!(
        "WITH RECURSIVE s AS ({series}) SELECT s.at FROM s WHERE ({} OR {}) AND {} AND {} {kept} ORDER BY s.at LIMIT 10",
        room(&sought[0]),
        room(&sought[1]),
        free("detainee", &literal(backend, &sought[2]), way, way),
        free("person", &people.join(", "), 0, 0),
    );
    let watch = Stopwatch::now();
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.expect("the query is sound");
    let time = watch.elapsed().as_secs_f64() * 1_000.0;
    (rows.iter().map(|row| row.try_get_by_index::<i64>(0).expect("a start")).collect(), time)
}

/// What the query asks beside in a centre that keeps rules: that nobody is on the way while they are counted, and that a
/// team is free all the while. Most are out when somebody leaves, so it is enough to look at those moments.
fn rules(centre: &str, weekday: &str, minute: &str) -> String {
    let (way, teams) = (i64::from(crowd::WAY), crowd::TEAMS);
    let (begin, end) = (format!("s.at - {}", way * 60), format!("s.at + {}", (45 + way) * 60));
    let none_free = |at: &str| {
        format!(
            "(SELECT count(*) FROM reservations q WHERE q.live AND q.centre_id = {centre} AND q.resource_kind = 'detainee' \
             AND q.starts_at <= {at} AND q.starts_at > {at} - 86400 AND q.ends_at > {at}) >= {teams}"
        )
    };
    format!(
        "AND NOT EXISTS (SELECT 1 FROM counts c WHERE c.centre_id = {centre} AND c.weekday = {weekday} \
         AND c.from_minute < {minute} + {} AND c.to_minute > {minute} - {way}) \
         AND NOT {} AND NOT EXISTS (SELECT 1 FROM reservations o WHERE o.live AND o.centre_id = {centre} \
         AND o.resource_kind = 'detainee' AND o.starts_at > {begin} AND o.starts_at < {end} AND {})",
        45 + way,
        none_free(&format!("({begin})")),
        none_free("o.starts_at"),
    )
}

fn literal(backend: DatabaseBackend, resource: &Resource) -> String {
    let id: Uuid = match resource {
        Resource::Room(id) => id.0,
        Resource::Detainee(id) => id.0,
        Resource::Person(id) => id.0,
    };
    identifier(backend, id)
}

fn identifier(backend: DatabaseBackend, id: Uuid) -> String {
    match backend {
        DatabaseBackend::Postgres => format!("'{id}'"),
        _ => format!("x'{}'", id.simple()),
    }
}
