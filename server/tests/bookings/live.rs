//! Open screens hear of every change they may know of, once, in order, also after a gap.

use std::time::Duration;

use futures::{StreamExt, stream::BoxStream};
use services::testing::{Store, World};
use shared::{appointment::Amendment, day::LiveEvent, error::Error, ids::AppointmentId, principal::Principal};
use tokio::{sync::oneshot, task::JoinHandle};

/// The jobs that carry events to screens.
struct Carrier {
    stop: oneshot::Sender<()>,
    jobs: JoinHandle<()>,
}

impl Carrier {
    async fn start(world: &World) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let house = world.house.clone();
        let jobs = tokio::spawn(services::outbox::run(house, async move {
            let _ = stopped.await;
        }));
        // It begins with what is newest; give it the moment to look.
        tokio::time::sleep(Duration::from_millis(300)).await;
        Self { stop, jobs }
    }

    async fn end(self) {
        let _ = self.stop.send(());
        self.jobs.await.expect("the jobs end");
    }
}

type Stream = BoxStream<'static, Option<LiveEvent>>;

async fn listen(world: &World, who: &Principal, sequence: Option<i64>) -> Stream {
    world.services.live.subscribe(who, sequence).await.expect("they may listen")
}

async fn next(stream: &mut Stream) -> Option<LiveEvent> {
    let event = tokio::time::timeout(Duration::from_secs(10), stream.next()).await.expect("an event in time");
    event.expect("the stream goes on")
}

async fn silent(stream: &mut Stream) {
    let event = tokio::time::timeout(Duration::from_millis(400), stream.next()).await;
    assert!(event.is_err(), "{event:?}");
}

async fn heard(stream: &mut Stream, most: usize) -> Vec<AppointmentId> {
    let mut heard = Vec::new();
    while heard.len() < most {
        heard.push(next(stream).await.expect("nothing is lost").appointment);
    }
    heard
}

services::on_both_databases! {
    async fn whoever_listens_after_what_they_read_misses_nothing(world) {
        let (who, carrier) = (&world.seeds.accounts.scheduler, Carrier::start(&world).await);
        let live = &world.services.live;
        let read = live.newest(who).await.expect("a number");
        let mut plan = world.hearing(world.at(23, 10, 0));
        "0".clone_into(&mut plan.what.meeting);
        let id = world.book(&plan).await;
        let mut stream = listen(&world, who, Some(read)).await;
        assert_eq!(next(&mut stream).await.map(|event| event.appointment), Some(id));
        assert!(live.newest(who).await.expect("a number") > read);
        assert_eq!(live.newest(&Principal::Anonymous).await, Err(Error::Unauthenticated));
        carrier.end().await;
    }

    async fn screens_hear_what_concerns_them(world) {
        let accounts = &world.seeds.accounts;
        let carrier = Carrier::start(&world).await;
        let mut court = listen(&world, &accounts.scheduler, None).await;
        let mut centre = listen(&world, &accounts.warden, None).await;
        let mut lawyer = listen(&world, &accounts.lawyer, None).await;
        let mut other_court = listen(&world, &accounts.other_scheduler, None).await;
        let mut other_centre = listen(&world, &accounts.other_warden, None).await;
        let mut clinician = listen(&world, &accounts.clinician, None).await;

        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let first = next(&mut court).await.expect("an event");
        assert_eq!(first.appointment, id);
        let second = next(&mut court).await.expect("an event");
        assert!(second.sequence > first.sequence, "the meeting after the hearing");
        let seen = next(&mut centre).await.expect("an event");
        assert_eq!(seen.appointment, id);
        assert!(seen.people.is_empty(), "a centre need not know who takes part to fetch its board");
        assert_eq!(heard(&mut lawyer, 2).await, [id, second.appointment]);
        for stranger in [&mut other_court, &mut other_centre, &mut clinician] {
            silent(stranger).await;
        }
        carrier.end().await;
    }

    async fn after_a_gap_the_missed_comes_first(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let day = world.services.days.day(who, None).await.expect("a docket");
        // Nothing carries events now: these two are only in the store.
        let change = |number: &str| Amendment { case_number: number.parse().ok(), ..Amendment::default() };
        world.services.bookings.amend(who, id, 1, change("1-2026")).await.expect("it changes");
        world.services.bookings.amend(who, id, 2, change("2-2026")).await.expect("it changes");
        let mut stream = listen(&world, who, Some(day.sequence)).await;
        assert_eq!(heard(&mut stream, 2).await, [id, id]);
        let carrier = Carrier::start(&world).await;
        silent(&mut stream).await;
        world.services.bookings.amend(who, id, 3, change("3-2026")).await.expect("it changes");
        assert_eq!(heard(&mut stream, 1).await, [id]);
        silent(&mut stream).await;
        carrier.end().await;
    }

    async fn whoever_lost_count_fetches_everything(world) {
        use sea_orm::ConnectionTrait;
        let who = &world.seeds.accounts.scheduler;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let newest = world.services.days.day(who, None).await.expect("a docket").sequence;
        let mut future = listen(&world, who, Some(newest + 100)).await;
        assert_eq!(next(&mut future).await, None);
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        world.house.db.execute_unprepared(&format!("DELETE FROM live_events WHERE id <= {}", newest + 1)).await.expect("tidied");
        let mut past = listen(&world, who, Some(newest - 1)).await;
        assert_eq!(next(&mut past).await, None);
    }

    async fn numbers_appear_in_the_order_of_commits(world) {
        use sea_orm::{ConnectionTrait, Statement};
        // Many write at once while one reads on from the newest number it saw: it must end up having seen them all.
        let mut plans = Vec::new();
        for number in 0..24_u32 {
            let mut plan = world.teleconsultation(world.at(23, 8, 0).plus_minutes(i64::from(number % 8) * 45));
            let place = usize::try_from(number).expect("small");
            plan.slot.start = world.at(23 + i8::try_from(number / 8).expect("small"), 8, 0)
                .plus_minutes(i64::from(number % 8) * 45);
            plan.detainee = world.another_detainee(world.seeds.izalco.id, place).await;
            plans.push(world.draft(&plan).await.expect("a draft"));
        }
        let who = world.seeds.accounts.clinic_scheduler.clone();
        let writers: Vec<_> = plans.into_iter().map(|draft| {
            let (bookings, who) = (std::sync::Arc::clone(&world.services.bookings), who.clone());
            tokio::spawn(async move { bookings.book(&who, draft).await })
        }).collect();
        let db = &world.house.db;
        let mut seen = Vec::new();
        let mut last = 0_i64;
        let mut done = false;
        loop {
            let over = writers.iter().all(JoinHandle::is_finished);
            let sql = format!("SELECT id FROM live_events WHERE id > {last} ORDER BY id");
            let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows");
            for row in rows {
                last = row.try_get_by_index(0).expect("a number");
                seen.push(last);
            }
            if done {
                break;
            }
            done = over;
        }
        for writer in writers {
            writer.await.expect("no panic").expect("it is booked");
        }
        let sql = "SELECT count(*) FROM live_events";
        let count = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows");
        let count: i64 = count.expect("a row").try_get_by_index(0).expect("a number");
        assert_eq!(i64::try_from(seen.len()).expect("few"), count);
    }
}

#[test]
fn nobody_waits_for_a_transaction_that_has_announced_and_goes_on() {
    use sea_orm::{ConnectionTrait, Database, Statement, TransactionTrait};
    services::testing::on(Store::Postgres, async |world| {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let outside = Database::connect(&world.url).await.expect("another connection");
        let long = outside.begin().await.expect("a transaction");
        let sql = format!(
            "INSERT INTO live_events (appointment_id, agency_id, centres, people, at) \
             SELECT id, agency_id, '[]', '[]', created_at FROM appointments WHERE id = '{id}'"
        );
        long.execute_unprepared(&sql).await.expect("it is announced");
        let other = world.teleconsultation(world.at(24, 9, 0));
        let booking = tokio::time::timeout(Duration::from_secs(10), world.book(&other));
        booking.await.expect("the other is booked meanwhile");
        let newest = async || {
            let sql = "SELECT max(id) FROM live_events";
            let row = world.house.db.query_one_raw(Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await;
            row.expect("the query is sound").expect("a row").try_get_by_index::<i64>(0).expect("a number")
        };
        let before = newest().await;
        long.commit().await.expect("it is committed");
        assert!(newest().await > before, "who commits last has the greatest number");
        outside.close().await.expect("it closes");
    });
}
