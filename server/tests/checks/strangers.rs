//! What strangers may send to the addresses of the check: whatever it is, it is answered, and never as a fault of ours.

use std::sync::Arc;

use media::{Config, Engine};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use services::lines::{Relays, StunServers};

use super::sound;
use crate::harness::Desk;

const OFFER: &str = include_str!("offer.sdp");
/// What a browser offers that sends sound and pictures.
const CARRYING: &str = include_str!("../../media/tests/it/offers/chromium-156-quality.sdp");
/// A call that the browser named itself.
const NAMED: &str = "00112233445566778899aabbccddeeff";
/// A check that nobody made.
const NOBODYS: &str = "01890000-0000-7000-8000-000000000000";
/// Requests of each kind.
const TRIES: usize = 150;

/// A sound body with one place spoilt: a value replaced, a key gone, a text cut or made long.
fn spoilt(body: &Value, place: usize, how: u8) -> String {
    let mut body = body.clone();
    let mut count = 0;
    spoil(&mut body, &mut count, place, how);
    let mut text = body.to_string();
    if how == 9 {
        text.truncate(text.len() / 2);
    }
    text
}

fn spoil(value: &mut Value, count: &mut usize, place: usize, how: u8) {
    *count += 1;
    if *count == place + 1 {
        *value = match how {
            0 => Value::Null,
            1 => json!(-1),
            2 => json!(1e300),
            3 => json!(u64::MAX),
            4 => json!("x".repeat(100_000)),
            5 => json!([[[[]]]]),
            6 => json!({ "Open": null, "Measured": {} }),
            7 => value.as_str().map_or_else(|| json!(true), |text| json!(text.replace("a=", "b=").replace('0', "99"))),
            _ => json!("\u{0}"),
        };
        return;
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| spoil(field, count, place, how)),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, count, place, how)),
        _ => {}
    }
}

/// How many places of it can be spoilt.
fn places(body: &Value) -> usize {
    1 + match body {
        Value::Object(fields) => fields.values().map(places).sum(),
        Value::Array(items) => items.iter().map(places).sum(),
        _ => 0,
    }
}

services::on_both_databases! {
    async fn nothing_that_is_sent_is_a_fault_of_ours(world) {
        let mut world = world;
        let free = Config::default();
        let peer = Engine::start(Config { tcp: Some(free.udp), most_calls: 64, ..free });
        let peer = Arc::new(peer.expect("the peer starts"));
        world.services = world.services.clone().with_peer(
            &world.house, Some(Arc::clone(&peer)), Relays::default(), StunServers::default(),
        );
        let desk = Desk::over(&world);
        let bodies = [
            ("/do/check/call", json!({ "token": null, "offer": { "purpose": "way", "route": "udp", "sdp": OFFER } })),
            ("/do/check/call", json!({ "token": null, "offer": { "purpose": "quality", "route": "tcp", "sdp": CARRYING } })),
            ("/do/check/call", json!({ "token": "nobody's", "offer": { "purpose": "way", "route": "udp", "sdp": OFFER } })),
            ("/do/check/call", json!({ "token": null, "offer": { "purpose": "way", "route": "udp", "sdp": OFFER, "call": NAMED } })),
            ("/do/check/ways", json!({ "token": null })),
            ("/do/check/hang-up", json!({ "call": "0123456789abcdef0123456789abcdef" })),
            ("/do/check/record", json!({ "token": null, "counts_for": "Trial", "measured": sound() })),
            ("/do/check/report", json!({ "token": null, "counts_for": "Trial", "measured": sound(), "before": NOBODYS })),
        ];
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Cases::default(), rng);
        for (path, body) in bodies {
            let whole = desk.call(path, None, &body.to_string()).await.status;
            let known = body["token"] != "nobody's";
            assert_eq!(whole.is_success(), known, "{path}: {whole} for what is as it should be");
            let mut taken = 0;
            for _ in 0..TRIES {
                let (place, how) = (0..places(&body), 0_u8..10).new_tree(&mut runner).expect("a case").current();
                let sent = spoilt(&body, place, how);
                let answered = desk.call(path, None, &sent).await;
                let shown: String = sent.chars().take(300).collect();
                assert!(!answered.status.is_server_error(), "{path}: {} for {shown}", answered.status);
                taken += usize::from(answered.status.is_success());
            }
            assert!(taken < TRIES, "{path}: nothing that was spoilt was noticed");
        }
        // Out of order and twice: a call that never was, one that is over.
        for call in ["", "zz", "0123456789abcdef0123456789abcdef"] {
            for _ in 0..2 {
                let body = json!({ "call": call }).to_string();
                assert!(desk.call("/do/check/hang-up", None, &body).await.status.is_success());
            }
        }
        let huge = json!({ "token": null, "offer": { "purpose": "way", "route": "udp", "sdp": "x".repeat(8 << 20) } });
        let answered = desk.call("/do/check/call", None, &huge.to_string()).await;
        assert!(answered.status.is_client_error(), "{}", answered.status);
        assert_eq!(peer.stats().panics_total, 0);
        peer.shutdown();
    }
}
