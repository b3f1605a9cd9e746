//! Bookings beside device checks: whether fifty people who measure their line at once slow down those who book, and whether they
//! still measure their line and not each other. The callers share the machine with the server, which real ones do not, so they
//! are a process of their own that everything else comes before; what they still carry stands beside the times, for without load
//! there is nothing to be slowed down by, and what each of them measured stands below: never better than on a machine of their own.

use std::{
    sync::Arc,
    time::{Duration, Instant as Stopwatch},
};

use media::{Engine, Stats};
use services::testing::World;

use super::{
    callers::{Callers, MANY, caller::engine},
    lines, percentile, row, writing,
};

/// At most so many bookings a turn, and how far apart they begin.
const BOOKINGS: usize = 130;
/// Fewer say nothing of the slowest in a hundred, over all rounds.
const FEWEST: usize = 100;
const BETWEEN: Duration = Duration::from_millis(50);
/// How often bookings are measured with and without checks, in turns.
const ROUNDS: usize = 3;
/// A call finds its pace in so long.
const SETTLE: Duration = Duration::from_secs(2);
/// Longer nobody needs to connect or to be gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the checks carried while somebody booked.
#[derive(Default)]
struct Load {
    seconds: f64,
    out: u64,
    back: u64,
}

impl Load {
    fn add(&mut self, begun: Stopwatch, before: Stats, after: Stats) {
        self.seconds += begun.elapsed().as_secs_f64();
        self.out += after.bytes_out_total - before.bytes_out_total;
        self.back += after.bytes_in_total - before.bytes_in_total;
    }

    /// In Mbit/s, to the callers and from them.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn rates(&self) -> String {
        let rate = |bytes: u64| bytes as f64 * 8.0 / 1e6 / self.seconds;
        format!("{:.0} and {:.0} Mbit/s", rate(self.out), rate(self.back))
    }
}

/// Somebody books, one booking after the other, with and without the checks.
pub async fn measure(name: &str, world: &World) {
    let set = writing::sets(world, &[world.seeds.izalco.id], 1).await[0];
    let engine = Arc::new(engine(|config| (config.most_calls, config.most_carrying) = (MANY as usize, MANY as usize)));
    let (mut alone, mut beside, mut number, mut load) = (Vec::new(), Vec::new(), 0, Load::default());
    let mut measured = Vec::new();
    for round in 1..=ROUNDS as u64 {
        until("nobody calls any more", || engine.stats().calls == 0).await;
        alone.extend(book(world, set, &mut number, || true).await);
        let callers = Callers::start(&engine);
        until("all of them are connected", || engine.stats().connected_total == round * u64::from(MANY)).await;
        tokio::time::sleep(SETTLE).await;
        let (begun, before) = (Stopwatch::now(), engine.stats());
        beside.extend(book(world, set, &mut number, || all_call(&engine)).await);
        load.add(begun, before, engine.stats());
        measured.extend(tokio::task::spawn_blocking(|| callers.join()).await.expect("they are waited for"));
    }
    assert!(beside.len() >= FEWEST, "only {} bookings beside the checks", beside.len());
    let what = |what: &str| format!("{name}: a booking, {what}");
    let times = |times: &[f64]| format!("{:.1} and {:.1} ms", percentile(times, 0.5), percentile(times, 0.99));
    row(&what("p50 and p99 alone"), "", &times(&alone));
    row(&what(&format!("p50 and p99 beside {MANY} device checks")), "", &times(&beside));
    let ratio = |share: f64| percentile(&beside, share) / percentile(&alone, share);
    row(&what("so many times as long"), "1", &format!("{:.2} and {:.2} ×", ratio(0.5), ratio(0.99)));
    row(&what("the checks carry meanwhile, out and in"), "", &load.rates());
    row(&what("packets dropped meanwhile"), "0", &engine.stats().dropped_total.to_string());
    assert_eq!(measured.len(), ROUNDS * MANY as usize, "each of them says what it measured");
    lines::tell(name, &measured);
}

fn all_call(engine: &Engine) -> bool {
    engine.stats().calls == u64::from(MANY)
}

/// Waits until something is so.
async fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Stopwatch::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
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
