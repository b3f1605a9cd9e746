//! Credentials for relays, as coturn's REST scheme makes them: the name says until when they serve, the password is the
//! name's HMAC under a secret that only the relay and we know (draft-uberti-behave-turn-rest-00).

use std::{fmt, net::Ipv6Addr, num::NonZeroU16};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use shared::{
    check::{Relay, Route},
    time::Instant,
};

/// How long credentials serve, in minutes: as long as a check, and a clock that is a little off.
const SERVE: i64 = 10;

/// The relays of this installation.
#[derive(Clone, Default)]
pub struct Relays {
    urls: Vec<(Route, String)>,
    secret: String,
}

/// Why a relay cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRelay {
    /// It is no address of a relay.
    #[error("{0:?} is no relay; expected turn:HOST:PORT?transport=udp, …tcp, or turns:HOST:PORT")]
    Address(String),
    /// Two of a kind.
    #[error("{0:?} is the second relay of its kind")]
    Twice(String),
    /// There is no secret.
    #[error("relays need a secret")]
    NoSecret,
}

impl Relays {
    /// Those of `urls`, separated by commas or spaces, which know `secret`.
    ///
    /// # Errors
    /// If one is no relay, or two are reached in the same way, or there is no secret.
    pub fn read(urls: &str, secret: Option<&str>) -> Result<Self, NoRelay> {
        let mut relays = Self::default();
        for url in urls.split([',', ' ', '\n']).map(str::trim).filter(|url| !url.is_empty()) {
            let route = route(url).ok_or_else(|| NoRelay::Address(url.to_owned()))?;
            if relays.urls.iter().any(|(known, _)| *known == route) {
                return Err(NoRelay::Twice(url.to_owned()));
            }
            relays.urls.push((route, url.to_owned()));
        }
        let secret = secret.unwrap_or_default();
        if !relays.urls.is_empty() && secret.is_empty() {
            return Err(NoRelay::NoSecret);
        }
        secret.clone_into(&mut relays.secret);
        Ok(relays)
    }

    /// All of them, with credentials that serve from `now` on for some minutes.
    pub fn fresh(&self, now: Instant) -> Vec<Relay> {
        if self.urls.is_empty() {
            return Vec::new();
        }
        let mut chance = [0; 8];
        // Only so that two people do not share a name in the relay's log; without chance it serves as well.
        let _ = getrandom::fill(&mut chance);
        let username = format!("{}:{:016x}", now.plus_minutes(SERVE).0, u64::from_be_bytes(chance));
        let Some(credential) = self.password(&username) else { return Vec::new() };
        let relay = |(route, url): &(Route, String)| Relay {
            route: *route,
            url: url.clone(),
            username: username.clone(),
            credential: credential.clone(),
        };
        self.urls.iter().map(relay).collect()
    }

    fn password(&self, username: &str) -> Option<String> {
        let mut mac = Hmac::<Sha1>::new_from_slice(self.secret.as_bytes()).ok()?;
        mac.update(username.as_bytes());
        Some(STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Relays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relays").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// How `url` is reached (RFC 7065). TLS goes over TCP.
fn route(url: &str) -> Option<Route> {
    let (scheme, rest) = url.split_once(':')?;
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    if !is_place(place) {
        return None;
    }
    match (scheme, query) {
        ("turn", None | Some("transport=udp")) => Some(Route::RelayUdp),
        ("turn", Some("transport=tcp")) => Some(Route::RelayTcp),
        ("turns", None | Some("transport=tcp")) => Some(Route::RelayTls),
        _ => None,
    }
}

/// Whether `place` is HOST or HOST:PORT; an IPv6 address stands in brackets (RFC 3986), or its end could be a port.
pub(super) fn is_place(place: &str) -> bool {
    let (is_host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let Some((address, rest)) = bracketed.split_once(']') else { return false };
        let port = if rest.is_empty() { None } else { Some(rest.strip_prefix(':').unwrap_or_default()) };
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        (!host.is_empty() && host.bytes().all(sound), port)
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<NonZeroU16>().is_ok();
    is_host && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_name_under_the_secret() {
        let relays = Relays::read("turn:relay.example.org:3478", Some("north")).unwrap();
        // printf 1800000600:alice | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(relays.password("1800000600:alice").unwrap(), PASSWORD);
        let fresh = relays.fresh(Instant(1_800_000_000));
        assert!(fresh[0].username.starts_with("1800000600:"), "{}", fresh[0].username);
        assert_eq!(fresh[0].credential, relays.password(&fresh[0].username).unwrap());
    }

    const PASSWORD: &str = "8ZET7dsUGGXZ8WEDxmkDf0cN13Y=";

    #[test]
    fn relays_are_known_by_how_they_are_reached() {
        let read =
            |urls: &str| Relays::read(urls, Some("s")).map(|it| it.urls.into_iter().map(|(route, _)| route).collect());
        let all = "turn:10.0.0.4:3478, turn:r.example.org:3478?transport=tcp turns:r.example.org:443?transport=tcp";
        assert_eq!(read(all), Ok(vec![Route::RelayUdp, Route::RelayTcp, Route::RelayTls]));
        assert_eq!(read(" "), Ok(Vec::new()));
        for wrong in
            ["stun:r.example.org", "turn:", "turn:r:x", "turn:r?transport=sctp", "turns:r?transport=udp", "turn:a b"]
        {
            assert!(matches!(read(wrong), Err(NoRelay::Address(_))), "{wrong}");
        }
        assert_eq!(read("turn:a:1,turn:b:1"), Err(NoRelay::Twice("turn:b:1".to_owned())));
        assert_eq!(Relays::read("turn:a:1", None).err(), Some(NoRelay::NoSecret));
        assert!(Relays::default().fresh(Instant(0)).is_empty());
    }

    #[test]
    fn a_place_is_a_host_and_perhaps_a_port() {
        for sound in [
            "a",
            "relay.example.org",
            "relay-2.example.org:3478",
            "192.0.2.7",
            "192.0.2.7:1",
            "[2001:db8::1]",
            "[2001:db8::1]:65535",
            "[::ffff:192.0.2.7]:3478",
        ] {
            assert!(is_place(sound), "{sound}");
        }
        for wrong in [
            "",
            ":3478",
            "a:",
            "a:0",
            "a:+1",
            "a:65536",
            "a:b:3478",
            "a/b",
            "a_b",
            "]:1",
            "2001:db8::1",
            "[]",
            "[a]",
            "[192.0.2.7]",
            "[2001:db8::1",
            "[2001:db8::1]:",
            "[2001:db8::1]3478",
            "[2001:db8::1]:0",
            "[2001:db8::1]:1:2",
            "[[2001:db8::1]]",
        ] {
            assert!(!is_place(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_secret_is_not_written_out() {
        let relays = Relays::read("turn:a:1", Some("very secret")).unwrap();
        assert!(!format!("{relays:?}").contains("very secret"));
    }
}
