//! Calling the server's media peer.

use std::sync::Arc;

use media::{Config, Engine};
use services::{
    lines::{Relays, StunServers},
    testing::World,
};
use shared::{
    check::{Answered, MOST_OFFER, Offer, Purpose, Route, Ways},
    error::Error,
    principal::Principal,
};

/// What a browser offers that only wants to know whether a way is open.
const OFFER: &str = include_str!("offer.sdp");

/// What a browser offers that sends sound and pictures, to measure its line.
const CARRYING: &str = include_str!("../../media/tests/it/offers/chromium-156-quality.sdp");

/// Where browsers learn by which address they are let out.
const STUN: &str = "stun:192.0.2.1:3478";

fn offer(sdp: &str) -> Offer {
    Offer { purpose: Purpose::Way, route: Route::Udp, sdp: sdp.to_owned(), call: None }
}

/// Two relays.
fn relays() -> Relays {
    let relays = "turn:192.0.2.1:3478?transport=udp turns:192.0.2.1:443?transport=tcp";
    Relays::read(relays, Some("a secret")).expect("they are relays")
}

/// The world with a peer that takes `most` calls, and with two relays.
fn with_peer(world: &mut World, most: usize) -> Arc<Engine> {
    let free = Config::default();
    let config = Config { tcp: Some(free.udp), most_calls: most, most_carrying: most, ..free };
    let peer = Arc::new(Engine::start(config).expect("the peer starts"));
    let stun = StunServers::read(STUN).expect("it is a STUN server");
    world.services = world.services.clone().with_peer(&world.house, Some(Arc::clone(&peer)), relays(), stun);
    peer
}

services::on_both_databases! {
    async fn without_a_peer_no_way_is_offered(world) {
        let lines = &world.services.lines;
        assert_eq!(lines.ways(&Principal::Anonymous, None).await, Ok(Ways::default()));
        assert_eq!(lines.call(&Principal::Anonymous, None, offer(OFFER)).await, Err(Error::NotFound));
        assert_eq!(lines.hang_up("whatever").await, Ok(()));
    }

    async fn relays_are_handed_out_without_a_peer_too(world) {
        let stun = StunServers::read(STUN).expect("it is a STUN server");
        let services = world.services.clone().with_peer(&world.house, None, relays(), stun);
        let ways = services.lines.ways(&Principal::Anonymous, None).await.unwrap();
        assert!(!ways.udp && !ways.tcp && !ways.has_peer());
        let routes: Vec<Route> = ways.relays.iter().map(|relay| relay.route).collect();
        assert_eq!(routes, [Route::RelayUdp, Route::RelayTls]);
        assert_eq!(services.lines.call(&Principal::Anonymous, None, offer(OFFER)).await, Err(Error::NotFound));
    }

    async fn anybody_may_call_and_hang_up(world) {
        let mut world = world;
        let peer = with_peer(&mut world, 8);
        let lines = &world.services.lines;
        let ways = lines.ways(&Principal::Anonymous, None).await.unwrap();
        assert!(ways.udp && ways.tcp);
        assert_eq!(ways.stun, [STUN]);
        let routes: Vec<Route> = ways.relays.iter().map(|relay| relay.route).collect();
        assert_eq!(routes, [Route::RelayUdp, Route::RelayTls]);
        assert!(ways.relays.iter().all(|relay| relay.username.starts_with(&world.now().plus_minutes(10).0.to_string())));
        for who in [Principal::Anonymous, world.seeds.accounts.lawyer.clone(), world.seeds.accounts.warden.clone()] {
            let Ok(Answered::Ready { call, sdp }) = lines.call(&who, None, offer(OFFER)).await else {
                panic!("{who:?} was not answered");
            };
            assert!(sdp.contains("a=candidate"), "{sdp}");
            assert_eq!(lines.hang_up(&call).await, Ok(()));
            assert_eq!(lines.hang_up(&call).await, Ok(()), "over is over");
        }
        peer.shutdown();
        assert_eq!(peer.stats().calls, 0);
    }

    async fn who_leaves_before_the_answer_came_leaves_no_call(world) {
        let mut world = world;
        let peer = with_peer(&mut world, 8);
        let lines = &world.services.lines;
        let named = |call: &str| Offer { call: Some(call.to_owned()), ..offer(OFFER) };
        let (early, late) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
        // Word that it is over overtakes the offer.
        assert_eq!(lines.hang_up(early).await, Ok(()));
        let refused = lines.call(&Principal::Anonymous, None, named(early)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(peer.stats().calls, 0);
        // Or it comes while the answer is on its way: the browser knows the name all the same.
        let answered = lines.call(&Principal::Anonymous, None, named(late)).await;
        assert!(matches!(&answered, Ok(Answered::Ready { call, .. }) if call == late), "{answered:?}");
        assert_eq!(lines.hang_up(late).await, Ok(()));
        for wrong in ["", "late", &late[1..]] {
            let refused = lines.call(&Principal::Anonymous, None, named(wrong)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        peer.shutdown();
        assert_eq!(peer.stats().ended.total(), 1, "one call began, and it is over");
    }

    async fn what_is_no_offer_is_refused(world) {
        let mut world = world;
        let _peer = with_peer(&mut world, 8);
        let huge = format!("{OFFER}{}", "a=x:y\r\n".repeat(MOST_OFFER));
        for sdp in ["", "v=0", "not at all", &huge, &OFFER[..OFFER.len() / 2], &OFFER.replace("m=application", "m=audio")] {
            let answer = world.services.lines.call(&Principal::Anonymous, None, offer(sdp)).await;
            assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
        }
    }

    async fn a_full_peer_says_so(world) {
        let mut world = world;
        let _peer = with_peer(&mut world, 2);
        let mut busy = 0;
        for _ in 0..4 {
            let answer = world.services.lines.call(&Principal::Anonymous, None, offer(OFFER)).await.unwrap();
            busy += usize::from(answer == Answered::Busy);
        }
        assert_eq!(busy, 2);
    }

    async fn calls_run_out_by_person_and_by_address(world) {
        let mut world = world;
        let _peer = with_peer(&mut world, 1);
        let (lines, accounts) = (&world.services.lines, &world.seeds.accounts);
        let here = Some("198.51.100.7".parse().unwrap());
        for _ in 0..200 {
            lines.ways(&accounts.lawyer, here).await.unwrap();
        }
        assert_eq!(lines.ways(&accounts.lawyer, here).await, Err(Error::TooMany { seconds: 6 }));
        assert_eq!(lines.call(&accounts.lawyer, here, offer(OFFER)).await, Err(Error::TooMany { seconds: 6 }));
        assert!(lines.ways(&accounts.judge, here).await.is_ok(), "another person at the same place");
        let answered = async { (0..700).map(|_| lines.ways(&Principal::Anonymous, here)) }.await;
        let mut refused = 0;
        for answer in answered {
            refused += usize::from(matches!(answer.await, Err(Error::TooMany { .. })));
        }
        assert!(refused > 100, "{refused}");
        assert!(lines.ways(&Principal::Anonymous, Some("198.51.100.8".parse().unwrap())).await.is_ok(), "elsewhere");
        world.clock.advance(1);
        for _ in 0..10 {
            assert!(lines.ways(&accounts.lawyer, here).await.is_ok(), "they come back, one every six seconds");
        }
        assert_eq!(lines.ways(&accounts.lawyer, here).await, Err(Error::TooMany { seconds: 6 }));
    }

    async fn no_address_takes_all_places_in_which_lines_are_measured(world) {
        let mut world = world;
        let peer = with_peer(&mut world, 64);
        let lines = &world.services.lines;
        let [here, there] = ["198.51.100.7", "198.51.100.8"].map(|address| Some(address.parse().unwrap()));
        let measuring = async |who: &Principal, from| {
            let offer = Offer { purpose: Purpose::Quality, ..offer(CARRYING) };
            lines.call(who, from, offer).await.map(|answer| matches!(answer, Answered::Ready { .. }))
        };
        for _ in 0..20 {
            assert_eq!(measuring(&Principal::Anonymous, here).await, Ok(true));
        }
        for who in [&Principal::Anonymous, &world.seeds.accounts.lawyer] {
            assert_eq!(measuring(who, here).await, Err(Error::TooMany { seconds: 3 }), "whoever it is");
        }
        let way = lines.call(&Principal::Anonymous, here, offer(OFFER)).await;
        assert!(matches!(way, Ok(Answered::Ready { .. })), "looking for a way costs little: {way:?}");
        assert_eq!(measuring(&Principal::Anonymous, there).await, Ok(true), "elsewhere there is room");
        world.clock.advance(1);
        for _ in 0..20 {
            assert_eq!(measuring(&Principal::Anonymous, here).await, Ok(true), "one more every three seconds");
        }
        assert_eq!(measuring(&Principal::Anonymous, here).await, Err(Error::TooMany { seconds: 3 }));
        peer.shutdown();
    }

    async fn who_found_no_place_may_ask_again(world) {
        let mut world = world;
        let _peer = with_peer(&mut world, 1);
        let mut busy = 0;
        for _ in 0..30 {
            let offer = Offer { purpose: Purpose::Quality, ..offer(CARRYING) };
            let answer = world.services.lines.call(&Principal::Anonymous, None, offer).await.unwrap();
            busy += usize::from(answer == Answered::Busy);
        }
        assert_eq!(busy, 29);
    }
}
