//! Whatever is booked, moved and cancelled, in whatever order: no two live reservations of a resource overlap, and a hearing
//! with its private meetings holds one way out and back.

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use services::testing::{World, entity::reservations};
use shared::{
    appointment::Amendment,
    cause::Cause,
    error::Error,
    ids::AppointmentId,
    schedule::Movement,
    time::{Instant, Minutes},
};

/// How long those of the centre are under way, and how long its rooms are made ready.
const WAY: Movement = Movement { before: 10, after: 5 };
const TURNOVER: u16 = 5;

#[derive(Clone, Debug)]
enum Step {
    Book {
        quarter: u8,
        length: u8,
        room: bool,
        detainee: bool,
        second_judge: bool,
        meeting: bool,
        after: bool,
    },
    Move {
        which: usize,
        quarter: u8,
        length: Option<u8>,
        room: Option<bool>,
    },
    Cancel {
        which: usize,
    },
    /// One of its private meetings alone.
    CallOff {
        which: usize,
        meeting: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..32_u8, 1..8_u8, any::<[bool; 5]>()).prop_map(|(quarter, length, [room, detainee, second_judge, meeting, after])| {
            Step::Book { quarter, length, room, detainee, second_judge, meeting, after }
        }),
        3 => (any::<usize>(), 0..32_u8, proptest::option::of(1..8_u8), proptest::option::of(any::<bool>()))
            .prop_map(|(which, quarter, length, room)| Step::Move { which, quarter, length, room }),
        1 => any::<usize>().prop_map(|which| Step::Cancel { which }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(which, meeting)| Step::CallOff { which, meeting }),
    ]
}

/// A start on one Monday morning or afternoon.
fn start(world: &World, quarter: u8) -> Instant {
    world.at(23, 8, 0).plus_minutes(i64::from(quarter) * 15)
}

fn length(quarters: u8) -> u16 {
    u16::from(quarters) * 15
}

async fn take(world: &World, step: &Step, booked: &mut Vec<AppointmentId>) -> Result<(), Error> {
    let who = &world.seeds.accounts.scheduler;
    let (izalco, people) = (&world.seeds.izalco, &world.seeds.people);
    let rooms = [izalco.hearing, izalco.second_hearing];
    let of = |which: usize| booked.get(which % booked.len().max(1)).copied();
    let bookings = &world.services.bookings;
    match *step {
        Step::Book { quarter, length: quarters, room, detainee, second_judge, meeting, after } => {
            let mut plan = world.hearing(start(world, quarter));
            plan.what.duration = length(quarters).to_string();
            if meeting { "30" } else { "0" }.clone_into(&mut plan.what.meeting);
            if after { "15" } else { "" }.clone_into(&mut plan.what.meeting_after);
            plan.slot.room = rooms[usize::from(room)];
            plan.detainee = izalco.detainees[usize::from(detainee)];
            if second_judge {
                plan.people = vec![people.second_judge, people.second_lawyer];
            }
            booked.push(world.try_book(&plan).await?);
        }
        Step::Move { which, quarter, length: quarters, room } => {
            let Some(id) = of(which) else { return Ok(()) };
            let version = bookings.appointment(who, id).await?.summary.version;
            let change = Amendment {
                start: Some(start(world, quarter)),
                duration: quarters.and_then(|quarters| Minutes::new(length(quarters))),
                room: room.map(|room| rooms[usize::from(room)]),
                ..Amendment::default()
            };
            bookings.amend(who, id, version, change).await?;
        }
        Step::Cancel { which } => {
            let Some(id) = of(which) else { return Ok(()) };
            let version = bookings.appointment(who, id).await?.summary.version;
            bookings.cancel(who, id, version, Cause::CourtAgenda, None).await?;
        }
        Step::CallOff { which, meeting } => {
            let Some(id) = of(which) else { return Ok(()) };
            let linked = bookings.appointment(who, id).await?.linked;
            let Some(one) = linked.get(meeting % linked.len().max(1)) else { return Ok(()) };
            let version = bookings.appointment(who, one.id).await?.summary.version;
            bookings.cancel(who, one.id, version, Cause::CourtAgenda, None).await?;
        }
    }
    Ok(())
}

/// The live reservations, by resource.
async fn live(world: &World) -> BTreeMap<(String, uuid::Uuid), Vec<(i64, i64)>> {
    let db = &world.house.db;
    let sql = "SELECT resource_kind, resource_id, starts_at, ends_at FROM reservations WHERE live ORDER BY starts_at";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the rows");
    let mut by_resource: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let (kind, id): (String, uuid::Uuid) =
            (row.try_get_by_index(0).expect("a kind"), row.try_get_by_index(1).expect("an id"));
        let bounds = (row.try_get_by_index(2).expect("a start"), row.try_get_by_index(3).expect("an end"));
        by_resource.entry((kind, id)).or_default().push(bounds);
    }
    by_resource
}

/// What a hearing and its meetings hold of a kind of thing, from when until when; `None` if there is a gap.
fn whole(rows: &[reservations::Model], kind: &str) -> Option<(i64, i64)> {
    let mut held: Vec<_> = rows.iter().filter(|row| row.resource_kind == kind).collect();
    held.sort_by_key(|row| row.starts_at);
    let adjoin = held.windows(2).all(|pair| pair[0].ends_at == pair[1].starts_at);
    Some((held.first()?.starts_at, held.last()?.ends_at)).filter(|_| adjoin)
}

/// Whether a hearing that stands holds detainee and room from the first of its appointments to the last, with the way and
/// the turnover around all of it and nothing between.
async fn is_one_way(world: &World, id: AppointmentId) -> bool {
    let who = &world.seeds.accounts.scheduler;
    let hearing = world.services.bookings.appointment(who, id).await.expect("it is there");
    if hearing.summary.state.is_terminal() {
        return true;
    }
    let mut own = vec![(id, hearing.summary.period)];
    own.extend(hearing.linked.iter().filter(|one| !one.state.is_terminal()).map(|one| (one.id, one.period)));
    let rows = reservations::Entity::find()
        .filter(reservations::Column::Live.eq(true))
        .filter(reservations::Column::AppointmentId.is_in(own.iter().map(|(id, _)| id.0)))
        .all(&world.house.db)
        .await
        .expect("the reservations");
    let first = own.iter().map(|(_, period)| period.start.at).min().expect("the hearing");
    let last = own.iter().map(|(_, period)| period.end.at).max().expect("the hearing");
    let minutes = i64::from;
    let out = (first.plus_minutes(-minutes(WAY.before)).0, last.plus_minutes(minutes(WAY.after)).0);
    whole(&rows, "detainee") == Some(out)
        && whole(&rows, "room") == Some((first.0, last.plus_minutes(minutes(TURNOVER)).0))
}

services::on_both_databases! {
    async fn no_order_of_steps_books_anything_twice(world) {
        let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        world.keeps(world.seeds.izalco.id, WAY, TURNOVER, None).await;
        let strategy = proptest::collection::vec(step(), 1..24);
        let outcome = tokio::task::block_in_place(|| runner.run(&strategy, |steps| {
            tokio::runtime::Handle::current().block_on(async {
                let mut booked = Vec::new();
                for step in &steps {
                    match take(&world, step, &mut booked).await {
                        Ok(()) | Err(Error::Conflict(_) | Error::Refused(_) | Error::Transition { .. }) => {}
                        Err(other) => return Err(TestCaseError::fail(format!("{step:?}: {other:?}"))),
                    }
                    for id in &booked {
                        prop_assert!(is_one_way(&world, *id).await, "{id} has not one way out and back after {step:?}");
                    }
                    for (resource, periods) in live(&world).await {
                        for pair in periods.windows(2) {
                            prop_assert!(pair[0].1 <= pair[1].0, "{resource:?} is held twice: {pair:?}");
                        }
                    }
                }
                // The next case begins with a free day.
                for id in booked {
                    let who = &world.seeds.accounts.scheduler;
                    let seen = world.services.bookings.appointment(who, id).await.expect("it is there").summary;
                    if !seen.state.is_terminal() {
                        let done = world.services.bookings.cancel(who, id, seen.version, Cause::Mistake, None).await;
                        done.expect("it is cancelled");
                    }
                }
                prop_assert!(live(&world).await.is_empty(), "what is cancelled holds nothing");
                Ok(())
            })
        }));
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}
