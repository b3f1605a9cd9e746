//! What calls cost: so many callers at once, sound and pictures both ways, and the processor's time of the engine's own
//! threads. `cargo bench -p media --bench load -- 50 tcp`; no test, it takes half a minute. Reads Linux' `/proc`.
#![expect(clippy::unwrap_used, reason = "a measurement fails by panicking")]

#[expect(dead_code, reason = "written for the tests, which use more of it")]
#[path = "../tests/it/caller.rs"]
mod caller;

use std::sync::Arc;
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use str0m::net::Protocol;

use caller::{Caller, QUALITY, engine};

/// Callers arrive this far apart.
const APART: Duration = Duration::from_millis(40);
/// So long is measured, after as long a time to settle.
const MEASURED: Duration = Duration::from_secs(8);

/// Seconds of processor time that threads with such a name have taken, and how many there are.
fn taken(name: &str) -> (f64, usize) {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let stats = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok());
    let own = stats.filter(|stat| stat.split_once('(').is_some_and(|(_, rest)| rest.starts_with(name)));
    own.fold((0.0, 0), |(seconds, count), stat| {
        // proc(5): after the name, fields 14 and 15 are the time in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let hundredths: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        (seconds + hundredths / 100.0, count + 1)
    })
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let calls = words.iter().find_map(|word| word.parse().ok()).unwrap_or(50);
    let over = if words.iter().any(|word| word == "tcp") { Protocol::Tcp } else { Protocol::Udp };
    let engine =
        Arc::new(engine(|config| (config.most_calls, config.most_carrying) = (calls as usize, calls as usize)));
    let settled = APART * calls + MEASURED;
    let callers: Vec<_> = (0..calls)
        .map(|place| {
            let engine = Arc::clone(&engine);
            let call = move || {
                sleep(APART * place);
                let mut caller = Caller::call(&engine, QUALITY, over).unwrap();
                caller.run_until("connected", |got| got.connected);
                caller.run_for(settled + MEASURED);
            };
            Builder::new().name("caller".to_owned()).spawn(call).unwrap()
        })
        .collect();
    sleep(settled);
    let (start, before, spent) = (Instant::now(), engine.stats(), taken("media").0);
    sleep(MEASURED);
    let (seconds, after, (now_spent, threads)) = (start.elapsed().as_secs_f64(), engine.stats(), taken("media"));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let rate = |before: u64, after: u64| (after - before) as f64 / seconds;
    println!(
        "{} calls over {over}: {:.0} % of a core in {threads} threads",
        after.calls,
        (now_spent - spent) / seconds * 100.0
    );
    for (way, packets, bytes) in [
        (
            "out",
            rate(before.packets_out_total, after.packets_out_total),
            rate(before.bytes_out_total, after.bytes_out_total),
        ),
        (
            "in",
            rate(before.packets_in_total, after.packets_in_total),
            rate(before.bytes_in_total, after.bytes_in_total),
        ),
    ] {
        println!("{way}: {packets:.0} packets/s, {:.1} Mbit/s", bytes * 8.0 / 1e6);
    }
    println!("dropped: {}", after.dropped_total);
    for caller in callers {
        caller.join().unwrap();
    }
}
