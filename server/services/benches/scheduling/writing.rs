//! Many who book at once: that nothing is booked twice and nothing is lost, and how fast it goes against the bare
//! statements.

use std::{
    collections::HashSet,
    num::NonZeroU16,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant as Stopwatch},
};

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use services::testing::World;
use shared::{
    appointment::Role,
    draft::WhatForm,
    error::Error,
    exchange::{Called, Key, Order},
    ids::{AppointmentId, CentreId, DetaineeId, PersonId, RoomId},
    schedule::Movement,
    time::Instant,
};

use super::{bare, percentile, row};

/// How often somebody tries to book.
const ATTEMPTS: usize = 50_000;
/// What they share: few enough that they are often in each other's way.
const SHARED: usize = 24;
/// The days in which they book.
const DAYS: i64 = 150;
/// How long and how often throughput is measured.
const SECONDS: u64 = 10;
const ROUNDS: usize = 3;
/// Minutes of the way to a hearing, and of the way back: short enough that the same detainee is back before the next.
const WAY: u16 = 5;
/// Minutes in which a room is made ready.
const TURNOVER: u16 = 10;

/// What a hearing needs.
#[derive(Clone, Copy)]
pub struct Set {
    pub room: RoomId,
    pub detainee: DetaineeId,
    pub judge: PersonId,
    pub lawyer: PersonId,
}

/// Many who are in each other's way: counts what was booked twice or lost.
pub async fn crowding(name: &str, world: &World, writers: usize) {
    let sets = sets(world, &[world.seeds.izalco.id], SHARED).await;
    let sets: Arc<[Set]> = sets.into();
    let before = appointments(world).await;
    let (next, watch) = (Arc::new(AtomicUsize::new(0)), Stopwatch::now());
    let run = |writer: usize| {
        let (world, sets, next) = (world.clone(), sets.clone(), next.clone());
        tokio::spawn(async move { try_for_long(&world, &sets, &next, writer).await })
    };
    let done = join_all((0..writers).map(run)).await;
    let time = watch.elapsed().as_secs_f64();
    let mut made = HashSet::new();
    let mut refused = 0;
    for one in done {
        let (ids, no) = one.expect("a writer does not fail");
        refused += no;
        for id in ids {
            assert!(made.insert(id), "an appointment was acknowledged twice");
        }
    }
    let lost = lost(world, &made).await;
    let kept = appointments(world).await - before;
    let twice = overlapping(world).await;
    let what = |what: &str| format!("{name}: {writers} who book at once, {ATTEMPTS} attempts, {what}");
    row(&what("booked and refused"), "", &format!("{} and {refused}", made.len()));
    row(&what("attempts"), "", &format!("{:.0} /s", rate(ATTEMPTS, time)));
    row(&what("double bookings"), "0", &twice.to_string());
    row(&what("acknowledged and lost, kept and not acknowledged"), "0", &format!("{lost}, {}", kept - made.len()));
}

/// How many a second of `count` in `seconds`.
#[expect(clippy::cast_precision_loss, reason = "a count of things that happened in minutes")]
fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

/// What `count` hearings that share nothing need, spread over `centres`.
pub async fn sets(world: &World, centres: &[CentreId], count: usize) -> Vec<Set> {
    let mut sets = Vec::with_capacity(count);
    for (number, centre) in centres.iter().copied().cycle().take(count).enumerate() {
        sets.push(Set {
            room: world.another_room(centre, number).await,
            detainee: world.another_detainee(centre, number).await,
            judge: world.another_person(Role::Judge, number).await,
            lawyer: world.another_person(Role::DefenceLawyer, number).await,
        });
    }
    sets
}

/// Tries until all attempts were made; answers what was booked, and how often it was refused.
async fn try_for_long(world: &World, sets: &[Set], next: &AtomicUsize, writer: usize) -> (Vec<AppointmentId>, usize) {
    let mut chance = u64::try_from(writer).unwrap_or_default() + 1;
    let mut pick = |among: usize| {
        // Knuth's linear congruence; its upper bits are good enough to be in each other's way.
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 40).unwrap_or_default() % among
    };
    let (mut made, mut refused) = (Vec::new(), 0);
    while next.fetch_add(1, Ordering::Relaxed) < ATTEMPTS {
        let mixed = Set {
            room: sets[pick(sets.len())].room,
            detainee: sets[pick(sets.len())].detainee,
            judge: sets[pick(sets.len())].judge,
            lawyer: sets[pick(sets.len())].lawyer,
        };
        let days = usize::try_from(DAYS).unwrap_or_default();
        let start = start(world, pick(days), 32 + pick(29));
        match book(world, mixed, start).await {
            Ok(id) => made.push(id),
            Err(Error::Conflict(_) | Error::Refused(_)) => refused += 1,
            Err(other) => panic!("neither booked nor refused: {other:?}"),
        }
    }
    (made, refused)
}

/// A quarter of an hour of a working day: the `day`th from Monday on, weekends left out.
pub fn start(world: &World, day: usize, quarter: usize) -> Instant {
    let (day, quarter) = (i64::try_from(day).unwrap_or_default(), i64::try_from(quarter).unwrap_or_default());
    let day = day % (DAYS / 7 * 5);
    world.at(23, 0, 0).plus_minutes((day / 5 * 7 + day % 5) * 24 * 60 + quarter * 15)
}

pub async fn book(world: &World, set: Set, start: Instant) -> Result<AppointmentId, Error> {
    let called = |person: PersonId| Called { person: Key::Id(person.0), required: None };
    let order = Order {
        what: WhatForm {
            kind: "hearing".to_owned(),
            hearing_type: "review_of_measures".to_owned(),
            case_number: "145-2026".to_owned(),
            duration: "45".to_owned(),
            meeting: "0".to_owned(),
            ..WhatForm::default()
        },
        detainees: vec![Key::Id(set.detainee.0)],
        people: vec![called(set.judge), called(set.lawyer)],
        start,
        room: Some(Key::Id(set.room.0)),
    };
    world.services.exchange.book(&world.seeds.accounts.scheduler, order, None).await
}

/// Bookings that are in nobody's way, in a centre that keeps no rules. The bare statements write under the same constraints.
pub async fn without_rules(name: &str, world: &World, writers: usize) {
    let what = format!("{name}: {writers} who book at once and in nobody's way");
    against_bare_statements(&what, "≥ 0.7 ×", world, &[world.seeds.izalco.id], writers).await;
}

/// The same in so many centres, each with a pool of escorts, movement and turnover. Whoever books there waits until
/// the others of that centre are done, so that escorts are never counted twice at once; the bare statements count none and
/// wait for nobody, so there is no budget. A team for each writer: nobody is refused.
pub async fn with_escorts(name: &str, world: &World, writers: usize, centres: usize) {
    let teams = u16::try_from(writers).ok().and_then(NonZeroU16::new);
    let mut where_to = Vec::with_capacity(centres);
    for number in 0..centres {
        let centre = world.another_centre(number).await;
        world.keeps(centre, Movement { before: WAY, after: WAY }, TURNOVER, teams).await;
        where_to.push(centre);
    }
    let there = if centres == 1 { "a centre".to_owned() } else { format!("{centres} centres") };
    let what = format!("{name}: {writers} who book at once and in nobody's way, in {there} with escorts");
    against_bare_statements(&what, "", world, &where_to, writers).await;
}

/// Bookings a second, in turns with the same rows written by bare statements.
async fn against_bare_statements(name: &str, budget: &str, world: &World, centres: &[CentreId], writers: usize) {
    let sets = sets(world, centres, writers).await;
    let sample = book(world, sets[0], start(world, 0, 32)).await.expect("nobody else is there");
    let bare = bare::Script::of(world, sample, sets[0], writers).await;
    let next: Vec<_> = (0..writers).map(|_| Arc::new(AtomicUsize::new(1))).collect();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let until = Stopwatch::now() + Duration::from_secs(SECONDS);
        let run = |writer: usize| {
            let (world, set, next) = (world.clone(), sets[writer], next[writer].clone());
            tokio::spawn(async move {
                let mut count = 0;
                while Stopwatch::now() < until {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    book(&world, set, start(&world, number / 8, 32 + number % 8 * 4))
                        .await
                        .expect("nobody else is there");
                    count += 1;
                }
                count
            })
        };
        let watch = Stopwatch::now();
        let done = join_all((0..writers).map(run)).await;
        let count: usize = done.into_iter().map(|one| one.expect("a writer does not fail")).sum();
        ours.push(rate(count, watch.elapsed().as_secs_f64()));
        theirs.push(bare.run(SECONDS));
    }
    let (ours, theirs) = (percentile(&ours, 0.5), percentile(&theirs, 0.5));
    let what = |what: &str| format!("{name}, {what}");
    row(&what("bookings"), "", &format!("{ours:.0} /s"));
    row(&what("the same rows by pgbench"), "", &format!("{theirs:.0} /s"));
    row(&what("ratio"), budget, &format!("{:.2} ×", ours / theirs));
}

async fn count(world: &World, sql: &str) -> usize {
    let db = &world.house.db;
    let found = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    let found: i64 = found.expect("the query is sound").expect("a count").try_get_by_index(0).expect("a number");
    usize::try_from(found).unwrap_or_default()
}

async fn appointments(world: &World) -> usize {
    count(world, "SELECT count(*) FROM appointments").await
}

/// Pairs of live reservations of one thing that overlap: each looks at the next one only, because they are by start.
async fn overlapping(world: &World) -> usize {
    let sql = "SELECT count(*) FROM (SELECT ends_at, lead(starts_at) OVER (PARTITION BY resource_kind, resource_id \
         ORDER BY starts_at, ends_at) AS following FROM reservations WHERE live) r WHERE following < ends_at";
    count(world, sql).await
}

/// Acknowledged appointments that are not there with all they hold.
async fn lost(world: &World, made: &HashSet<AppointmentId>) -> usize {
    let db = &world.house.db;
    let sql = "SELECT a.id FROM appointments a WHERE a.state = 'booked' \
         AND (SELECT count(*) FROM reservations r WHERE r.appointment_id = a.id AND r.live) = 4";
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the query is sound");
    let whole: HashSet<AppointmentId> =
        rows.iter().map(|row| AppointmentId(row.try_get_by_index(0).expect("an identifier"))).collect();
    made.difference(&whole).count()
}
