//! How calls end, and that nothing of them stays.

use std::time::{Duration, Instant};

use media::{CallId, End, Engine, Refused, Wish};
use str0m::net::Protocol;

use crate::caller::{Caller, PATH, PATIENCE, QUALITY, engine, wait};

fn nothing_left(engine: &Engine) {
    wait("nothing is left", || {
        let stats = engine.stats();
        stats.calls + stats.threads + stats.addresses + stats.tcp_connections == 0
    });
}

#[test]
fn silence_ends_a_call_on_both_protocols() {
    for over in [Protocol::Udp, Protocol::Tcp] {
        let engine = engine(|config| config.silence = Duration::from_millis(700));
        let mut caller = Caller::call(&engine, PATH, over).unwrap();
        caller.run_until("connected", |got| got.connected);
        let frozen = caller.freeze();
        wait("silence", || engine.stats().ended.of(End::Silence) == 1);
        nothing_left(&engine);
        drop(frozen);
    }
}

/// Who closes the page while the line is being made, and says nothing.
#[test]
fn silence_ends_a_call_that_was_heard_and_never_connected() {
    for over in [Protocol::Udp, Protocol::Tcp] {
        let engine = engine(|config| config.silence = Duration::from_millis(700));
        let mut caller = Caller::call(&engine, PATH, over).unwrap();
        // Its check was answered, and before it could say the first word of DTLS it is gone.
        caller.run_until("heard", |_| engine.stats().addresses == 1);
        let frozen = caller.freeze();
        wait("silence", || engine.stats().ended.total() == 1);
        let stats = engine.stats();
        assert_eq!((stats.ended.of(End::Silence), stats.connected_total), (1, 0));
        nothing_left(&engine);
        drop(frozen);
    }
}

/// With much loss the first check needs its time.
#[test]
fn a_call_of_which_nothing_came_yet_is_waited_for() {
    let engine = engine(|config| config.silence = Duration::from_millis(700));
    let mut caller = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    std::thread::sleep(Duration::from_millis(2_100));
    assert_eq!(engine.stats().calls, 1);
    caller.run_until("connected", |got| got.connected);
    assert_eq!(engine.stats().ended.total(), 0);
}

#[test]
fn no_call_is_longer_than_the_longest() {
    let engine = engine(|config| config.longest = Duration::from_millis(1_500));
    let mut caller = Caller::call(&engine, QUALITY, Protocol::Udp).unwrap();
    caller.run_until("the server said goodbye", |got| got.closed);
    nothing_left(&engine);
    assert_eq!(engine.stats().ended.of(End::Longest), 1);
    let never = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    nothing_left(&engine);
    assert_eq!(engine.stats().ended.of(End::Longest), 2, "one that never came ends as well");
    drop(never);
}

#[test]
fn a_call_can_be_hung_up_once() {
    let engine = engine(|_| ());
    let mut caller = Caller::call(&engine, PATH, Protocol::Tcp).unwrap();
    let call = caller.answered.call;
    caller.run_until("connected", |got| got.connected);
    assert!(engine.hang_up(call));
    nothing_left(&engine);
    assert!(!engine.hang_up(call));
    assert_eq!(engine.stats().ended.of(End::HungUp), 1);
}

#[test]
fn a_call_that_was_hung_up_before_it_came_does_not_begin() {
    let engine = engine(|_| ());
    let call: CallId = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let other: CallId = "fedcba9876543210fedcba9876543210".parse().unwrap();
    let named = |call| Caller::call(&engine, Wish { call: Some(call), ..PATH }, Protocol::Udp);
    assert!(!engine.hang_up(call));
    assert_eq!(named(call).err(), Some(Refused::HungUp));
    nothing_left(&engine);
    let first = named(other).unwrap();
    assert_eq!(first.answered.call, other);
    assert_eq!(named(other).err(), Some(Refused::Taken), "and the first goes on");
    assert_eq!(engine.stats().calls, 1);
    assert!(engine.hang_up(other));
    nothing_left(&engine);
}

#[test]
fn an_engine_that_is_full_takes_a_call_when_another_ended() {
    let engine = engine(|config| config.most_calls = 2);
    let first = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    let _second = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    assert_eq!(Caller::call(&engine, PATH, Protocol::Udp).err(), Some(Refused::Full));
    assert_eq!(engine.stats().refused_total, 1);
    assert!(engine.hang_up(first.answered.call));
    wait("there is room", || engine.stats().calls == 1);
    assert!(Caller::call(&engine, PATH, Protocol::Udp).is_ok());
}

#[test]
fn those_who_look_for_a_way_are_not_kept_out_by_those_who_measure() {
    let engine = engine(|config| config.most_carrying = 1);
    let first = Caller::call(&engine, QUALITY, Protocol::Udp).unwrap();
    assert_eq!(Caller::call(&engine, QUALITY, Protocol::Udp).err(), Some(Refused::Full));
    assert!(Caller::call(&engine, PATH, Protocol::Udp).is_ok());
    assert!(engine.hang_up(first.answered.call));
    wait("there is room", || Caller::call(&engine, QUALITY, Protocol::Udp).is_ok());
}

#[test]
fn a_shutdown_ends_everything_soon_and_for_good() {
    let engine = engine(|config| config.silence = PATIENCE);
    let mut udp = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    let mut tcp = Caller::call(&engine, QUALITY, Protocol::Tcp).unwrap();
    udp.run_until("connected", |got| got.connected);
    tcp.run_until("connected", |got| got.connected);
    let start = Instant::now();
    engine.shutdown();
    assert!(start.elapsed() < PATIENCE);
    let stats = engine.stats();
    assert_eq!((stats.calls, stats.threads, stats.addresses, stats.tcp_connections), (0, 0, 0, 0));
    assert_eq!((stats.ended.of(End::Shutdown), stats.ended.total()), (2, 2));
    assert_eq!(Caller::call(&engine, PATH, Protocol::Udp).err(), Some(Refused::Closed));
    engine.shutdown();
}
