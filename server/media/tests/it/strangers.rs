//! What comes from those who have no call.

use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::time::Duration;

use str0m::net::Protocol;

use crate::caller::{Caller, PATH, QUALITY, engine, wait};

#[test]
fn garbage_on_udp_hurts_nobody() {
    let engine = engine(|_| ());
    let mut caller = Caller::call(&engine, PATH, Protocol::Udp).unwrap();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    for length in 0..600_usize {
        let bytes: Vec<u8> = (0..length).map(|place| u8::try_from((place * 7 + length) % 256).unwrap()).collect();
        stranger.send_to(&bytes, engine.udp_addr()).unwrap();
    }
    caller.run_until("connected", |got| got.connected);
    let stats = engine.stats();
    assert!(stats.strange_total > 0);
    assert_eq!((stats.panics_total, stats.calls), (0, 1));
}

#[test]
fn a_connection_that_names_no_call_is_cut_off_at_once() {
    let engine = engine(|_| ());
    for first in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0, 3, 1, 2, 3], &[0xff; 100]] {
        let mut stream = TcpStream::connect(engine.tcp_addr().unwrap()).unwrap();
        stream.write_all(first).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        assert!(matches!(stream.read(&mut [0; 10]), Ok(0) | Err(_)));
    }
    wait("all are closed", || engine.stats().tcp_connections == 0);
    assert_eq!(engine.stats().tcp_refused_total, 3);
}

#[test]
fn connections_that_say_nothing_are_few_and_short() {
    let engine = engine(|_| ());
    let silent: Vec<TcpStream> = (0..80).map(|_| TcpStream::connect(engine.tcp_addr().unwrap()).unwrap()).collect();
    wait("the last were turned away", || engine.stats().tcp_refused_total >= 16);
    assert!(engine.stats().tcp_connections <= 64);
    wait("the others are cut off", || engine.stats().tcp_connections == 0);
    assert_eq!(engine.stats().tcp_refused_total, 80);
    drop(silent);
}

#[test]
fn a_peer_that_never_reads_holds_up_nobody() {
    let engine = engine(|config| config.silence = Duration::from_secs(25));
    let mut lazy = Caller::call(&engine, QUALITY, Protocol::Tcp).unwrap();
    lazy.run_until("connected", |got| got.connected);
    let lazy = lazy.freeze();
    let mut other = Caller::call(&engine, QUALITY, Protocol::Tcp).unwrap();
    other.run_until("connected", |got| got.connected);
    let start = std::time::Instant::now();
    // It is counted as cut off before its connection is gone.
    other.run_until("the lazy one is cut off and gone", |_| {
        let stats = engine.stats();
        stats.tcp_refused_total == 1 && stats.tcp_connections == 1
    });
    let expected = start.elapsed().as_millis() / 20;
    assert!(engine.stats().dropped_total > 0);
    assert!(other.got.sound.len() as u128 * 10 > expected * 3, "{} of {expected}", other.got.sound.len());
    drop(lazy);
}
