//! How often one address may ask. A court or a centre may stand behind one address, so pages are generous; where secrets
//! can be guessed, it is strict.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use app::session::Connection;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::refusal::Refusal;
use crate::{api, state::AppState};

/// Requests a second, and as many at once ten times over.
const PAGES: NonZeroU32 = NonZeroU32::new(40).expect("not zero");
const PAGES_AT_ONCE: NonZeroU32 = NonZeroU32::new(400).expect("not zero");
/// Tries a minute, where the secret of a personal link could be guessed.
const SECRETS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// Where people sign in. Counted apart, so that nobody of an address is kept out by what others behind it ask for, and
/// generously: how often a password may be guessed is for the accounts to say, who know whose browser it is and give the
/// tries back of those who get in.
const SIGN_IN: &str = "/do/sign-in";

/// The counts of all addresses.
pub struct Limits {
    clock: DefaultClock,
    pages: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    secrets: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// With nothing counted yet.
    pub fn new() -> Self {
        Self {
            clock: DefaultClock::default(),
            pages: RateLimiter::keyed(Quota::per_second(PAGES).allow_burst(PAGES_AT_ONCE)),
            sign_ins: RateLimiter::keyed(Quota::per_second(PAGES).allow_burst(PAGES_AT_ONCE)),
            secrets: RateLimiter::keyed(Quota::per_minute(SECRETS)),
        }
    }

    /// Forgets addresses that did not ask for a while.
    pub fn forget_idle(&self) {
        self.pages.retain_recent();
        self.sign_ins.retain_recent();
        self.secrets.retain_recent();
    }

    /// `Err` with the seconds to wait if `address` asked for `path` too often.
    fn admit(&self, address: IpAddr, path: &str) -> Result<(), u32> {
        let key = network(address);
        let limiter = match path {
            SIGN_IN => &self.sign_ins,
            _ if guessable(path) => &self.secrets,
            _ => &self.pages,
        };
        limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Refuses an address that asks too often. The machine itself is not held to it: what runs there is the operator's own,
/// and a proxy there that was not declared trusted would put everybody behind one address.
pub async fn hold(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Connection>().and_then(|connection| connection.address);
    if let Some(address) = address.filter(|address| !address.is_loopback())
        && let Err(seconds) = state.limits.admit(address, request.uri().path())
    {
        if request.uri().path().starts_with(api::ROOT) {
            let problem = api::Problem::new(api::ProblemKind::TooMany).after(seconds);
            return api::refusal(&problem, request.headers());
        }
        return Refusal::TooMany { seconds }.answer(request.uri(), request.headers());
    }
    next.run(request).await
}

/// Whether asking for `path` tries a personal link's secret.
fn guessable(path: &str) -> bool {
    ["/do/confirm", "/do/check/place", "/confirm/", "/check/"].into_iter().any(|start| path.starts_with(start))
}

/// A subscriber holds a whole IPv6 network of 64 bits, so its addresses count together.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_ends_long_before_reading_does() {
        let limits = Limits::new();
        let address = "203.0.113.9".parse().expect("an address");
        let admitted = |path: &str| (0..1000).take_while(|_| limits.admit(address, path).is_ok()).count();
        let (guesses, pages) = (admitted("/confirm/abc"), admitted("/day"));
        assert!((30..=35).contains(&guesses), "{guesses}");
        assert!(pages >= 400, "{pages}");
    }

    #[test]
    fn whoever_guesses_links_keeps_nobody_from_signing_in() {
        let limits = Limits::new();
        let address = "203.0.113.9".parse().expect("an address");
        while limits.admit(address, "/confirm/abc").is_ok() {}
        while limits.admit(address, "/day").is_ok() {}
        assert_eq!(limits.admit(address, "/do/sign-in"), Ok(()));
    }

    #[test]
    fn a_subscribers_addresses_count_together() {
        let key = |address: &str| network(address.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    }
}
