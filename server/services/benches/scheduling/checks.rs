//! Bookings beside device checks: whether fifty people who measure their line at once slow down those who book. The callers
//! share the machine with the server, which real ones do not, so this is the worse case.

use std::{
    sync::Arc,
    thread::{Builder, JoinHandle, sleep},
    time::{Duration, Instant as Stopwatch},
};

use media::Engine;
use services::testing::World;
use str0m::net::Protocol;

#[expect(dead_code, clippy::unwrap_used, reason = "written for the tests of the peer, which use more of it")]
#[path = "../../../media/tests/it/caller.rs"]
mod caller;

use self::caller::{Caller, QUALITY, engine};
use super::{percentile, row, writing};

/// How many check at once.
const CHECKS: u32 = 50;
/// Callers arrive this far apart.
const APART: Duration = Duration::from_millis(40);
/// So long a call goes: shorter than the server lets it.
const LASTS: Duration = Duration::from_secs(16);
/// At most so many bookings a turn, and how far apart they begin.
const BOOKINGS: usize = 130;
/// Fewer say nothing of the slowest in a hundred, over all rounds.
const FEWEST: usize = 100;
const BETWEEN: Duration = Duration::from_millis(50);
/// How often bookings are measured with and without checks, in turns.
const ROUNDS: usize = 3;

/// Somebody books, one booking after the other, with and without the checks.
pub async fn measure(name: &str, world: &World) {
    let set = writing::sets(world, 0, 1).await[0];
    let engine =
        Arc::new(engine(|config| (config.most_calls, config.most_carrying) = (CHECKS as usize, CHECKS as usize)));
    let (mut alone, mut beside, mut number) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        alone.extend(book(world, set, &mut number, || true).await);
        let callers: Vec<_> = (0..CHECKS).map(|place| call(&engine, place)).collect();
        tokio::time::sleep(APART * CHECKS + Duration::from_secs(2)).await;
        assert_eq!(engine.stats().calls, u64::from(CHECKS), "some were not let in");
        beside.extend(book(world, set, &mut number, || engine.stats().calls == u64::from(CHECKS)).await);
        let over = tokio::task::spawn_blocking(|| callers.into_iter().try_for_each(JoinHandle::join)).await;
        over.expect("they are waited for").expect("no caller fails");
    }
    assert!(beside.len() >= FEWEST, "only {} bookings beside the checks", beside.len());
    let what = |what: &str| format!("{name}: a booking, {what}");
    let times = |times: &[f64]| format!("{:.1} and {:.1} ms", percentile(times, 0.5), percentile(times, 0.99));
    row(&what("p50 and p99 alone"), "", &times(&alone));
    row(&what(&format!("p50 and p99 beside {CHECKS} device checks")), "", &times(&beside));
    let ratio = |share: f64| percentile(&beside, share) / percentile(&alone, share);
    row(&what("so many times as long"), "1", &format!("{:.2} and {:.2} ×", ratio(0.5), ratio(0.99)));
    row(&what("packets dropped meanwhile"), "0", &engine.stats().dropped_total.to_string());
}

/// How long each booking takes, in milliseconds, of those that are over while `still` holds. `number` counts them, so that
/// none is in another's way.
async fn book(world: &World, set: writing::Set, number: &mut usize, still: impl Fn() -> bool) -> Vec<f64> {
    let mut times = Vec::with_capacity(BOOKINGS);
    for _ in 0..BOOKINGS {
        tokio::time::sleep(BETWEEN).await;
        let watch = Stopwatch::now();
        let start = writing::start(world, *number / 8, 32 + *number % 8 * 4);
        writing::book(world, set, start).await.expect("nobody else is there");
        let took = watch.elapsed().as_secs_f64() * 1_000.0;
        *number += 1;
        if !still() {
            break;
        }
        times.push(took);
    }
    times
}

fn call(engine: &Arc<Engine>, place: u32) -> JoinHandle<()> {
    let engine = Arc::clone(engine);
    let call = move || {
        sleep(APART * place);
        let mut caller = Caller::call(&engine, QUALITY, Protocol::Udp).expect("there is room");
        caller.run_until("connected", |got| got.connected);
        caller.run_for(LASTS);
    };
    Builder::new().name("caller".to_owned()).spawn(call).expect("a thread")
}
