//! Who comes first on the processors. Reads Linux' `/proc`.

use std::fs::{read_dir, read_to_string};

use str0m::net::Protocol;

use crate::caller::{Caller, QUALITY, engine, wait};

/// How far back a thread stands, by its line in `/proc` (proc(5), field 19).
fn stands(stat: &str) -> Option<i32> {
    stat.rsplit_once(") ")?.1.split(' ').nth(16)?.parse().ok()
}

/// How far back the threads of this name stand.
fn all(name: &str) -> Vec<i32> {
    let name = format!("({name})");
    let threads = read_dir("/proc/self/task").unwrap().flatten();
    let stats = threads.filter_map(|thread| read_to_string(thread.path().join("stat")).ok());
    stats.filter(|stat| stat.contains(&name)).filter_map(|stat| stands(&stat)).collect()
}

#[test]
fn calls_stand_behind_the_rest_of_the_program_and_what_reads_does_not() {
    let own = stands(&read_to_string("/proc/thread-self/stat").unwrap()).unwrap();
    let engine = engine(|_| ());
    let mut caller = Caller::call(&engine, QUALITY, Protocol::Udp).unwrap();
    caller.run_until("connected", |got| got.connected);
    wait("every call stands back", || {
        let calls = all("media-call");
        !calls.is_empty() && calls.iter().all(|call| *call > own)
    });
    let readers = all("media-udp");
    assert!(!readers.is_empty() && readers.iter().all(|reader| *reader == own), "{readers:?}");
    caller.leave();
}
