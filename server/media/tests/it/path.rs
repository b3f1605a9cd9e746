//! A call that only proves that there is a way.

use media::{End, Via, Wish};
use str0m::net::Protocol;

use crate::caller::{Caller, PATH, QUALITY, engine, wait};

#[test]
fn a_caller_connects_over_udp_and_over_tcp_to_either_kind_of_server() {
    for ice_lite in [true, false] {
        for over in [Protocol::Udp, Protocol::Tcp] {
            let engine = engine(|config| config.ice_lite = ice_lite);
            let mut caller = Caller::call(&engine, PATH, over).unwrap();
            caller.run_until("the channel opens", |got| got.connected && got.open);
            wait("the server knows", || engine.stats().connected_total == 1);
            caller.leave();
            wait("the call is forgotten", || engine.stats().threads == 0);
            let stats = engine.stats();
            assert_eq!((stats.calls, stats.calls_total, stats.addresses), (0, 1, 0), "{over:?}, lite: {ice_lite}");
            assert_eq!(stats.ended.of(End::Left), 1, "{over:?}, lite: {ice_lite}");
            assert!(stats.packets_in_total > 3 && stats.packets_out_total > 3 && stats.panics_total == 0);
            wait("its connections are closed", || engine.stats().tcp_connections == 0);
        }
    }
}

#[test]
fn the_answer_holds_the_candidates_that_were_wished_for() {
    let engine = engine(|_| ());
    let held = |via, protocol: &str| {
        let (.., offer) = crate::caller::offer(PATH.purpose);
        let answered = engine.answer(&offer, Wish { via, ..PATH }).unwrap();
        assert!(engine.hang_up(answered.call));
        answered.sdp.lines().any(|line| line.starts_with("a=candidate") && line.contains(protocol))
    };
    assert!(held(Via::Any, " udp ") && held(Via::Any, " tcp "));
    assert!(held(Via::Udp, " udp ") && !held(Via::Udp, " tcp "));
    assert!(!held(Via::Tcp, " udp ") && held(Via::Tcp, " tcp "));
}

#[test]
fn every_offer_gets_other_names() {
    let engine = engine(|_| ());
    let (.., offer) = crate::caller::offer(QUALITY.purpose);
    let (one, other) = (engine.answer(&offer, QUALITY).unwrap(), engine.answer(&offer, QUALITY).unwrap());
    assert_ne!(one.call, other.call);
    let name = |sdp: &str| sdp.lines().find(|line| line.starts_with("a=ice-ufrag:")).unwrap().to_owned();
    assert_ne!(name(&one.sdp), name(&other.sdp));
}
