//! Behind a proxy.

use axum::http::{HeaderValue, Method, StatusCode};
use server::{config::Config, config::Options, state::Edge};
use services::on_both_databases;

use crate::harness::{self, Desk};

fn behind(networks: &str) -> Edge {
    let options = Options { trusted_proxies: Some(networks.to_owned()), ..Options::default() };
    let config = Config::gather(&options, |_| None).expect("a sound configuration");
    Edge { trusted_proxies: config.trusted_proxies, ..Edge::default() }
}

on_both_databases! {
    async fn only_a_trusted_proxy_is_believed(world) {
        let desk = Desk::reached(&world, behind("10.0.0.0/8"));
        let from = |peer: &str, client: &'static str| {
            let mut request = harness::from(peer, Method::GET, "/confirm/wrong/calendar.ics");
            request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static(client));
            request
        };
        // Behind the proxy each client counts alone.
        for _ in 0..40 {
            desk.ask(from("10.0.0.1", "203.0.113.1")).await;
        }
        assert_eq!(desk.ask(from("10.0.0.1", "203.0.113.1")).await.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(desk.ask(from("10.0.0.1", "203.0.113.2")).await.status, StatusCode::NOT_FOUND);
        // What a client claims before the proxy's own word does not count.
        assert_eq!(desk.ask(from("10.0.0.1", "198.51.100.7, 203.0.113.1")).await.status, StatusCode::TOO_MANY_REQUESTS);
        // Nobody else's word counts at all.
        for _ in 0..40 {
            desk.ask(from("192.0.2.1", "203.0.113.3")).await;
        }
        assert_eq!(desk.ask(from("192.0.2.1", "203.0.113.4")).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn https_at_the_proxy_is_https(world) {
        let desk = Desk::reached(&world, behind("10.0.0.0/8"));
        let from = |peer: &str| {
            let mut request = harness::from(peer, Method::GET, "/language/en?back=/");
            request.headers_mut().insert("x-forwarded-proto", HeaderValue::from_static("https"));
            request
        };
        assert!(desk.ask(from("10.0.0.1")).await.header("set-cookie").contains("; Secure"));
        assert!(!desk.ask(from("192.0.2.1")).await.header("set-cookie").contains("; Secure"));
    }
}
