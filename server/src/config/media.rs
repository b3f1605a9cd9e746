//! How sound and picture come in: the server's own media peer, and the relays.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::Uri;
use services::lines::{Relays, StunServers};

use super::{ConfigError, wrong};

/// The port that an operator lets through, unless another is named.
const USUAL_PORT: u16 = 8189;

/// People who measure their line at once, unless it was said: more would measure each other (`make bench` measures fifty on two
/// cores).
const USUAL_CHECKS: usize = 50;
/// More of them no machine answers, with a thread for each and five for those who look for their way.
const MOST_CHECKS: usize = 500;

/// How sound and picture come in.
#[derive(Clone, Debug)]
pub struct Media {
    /// Where they are received.
    pub listens: Listens,
    /// The addresses at which browsers reach that; empty for those it is received at.
    pub announced: Vec<IpAddr>,
    /// Whether the server also checks the ways itself.
    pub full_ice: bool,
    /// So many people measure their line at once; the others are told that the server is busy.
    pub checks: usize,
    /// Relays for strict networks.
    pub relays: Relays,
    /// STUN servers, for networks that translate addresses.
    pub stun: StunServers,
}

/// Where sound and picture are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listens {
    /// Nowhere.
    Off,
    /// Where the pages are served from, at the usual port, or at another if that is taken. A proxy on this machine that
    /// brings the pages to others does not bring sound and picture: then on every address.
    Usual,
    /// There and nowhere else.
    At(SocketAddr),
}

/// What was said of it.
pub(super) struct Said {
    pub(super) addr: Option<String>,
    pub(super) announced: Option<String>,
    pub(super) full_ice: bool,
    pub(super) checks: Option<String>,
    pub(super) relays: Option<String>,
    pub(super) secret: Option<String>,
    pub(super) stun: Option<String>,
}

impl Media {
    pub(super) fn read(said: Said) -> Result<Self, ConfigError> {
        let listens = match said.addr.as_deref() {
            None => Listens::Usual,
            Some("off") => Listens::Off,
            Some(addr) => {
                let why = "expected ADDRESS:PORT, such as 0.0.0.0:8189, or off";
                Listens::At(addr.parse().map_err(|_| wrong("TELESALA_MEDIA_ADDR", why))?)
            }
        };
        let announced = said.announced.unwrap_or_default();
        let addresses = announced.split(',').map(str::trim).filter(|text| !text.is_empty());
        let announced: Result<Vec<IpAddr>, _> = addresses.map(str::parse).collect();
        let why = "expected addresses, separated by commas, such as 203.0.113.7";
        let announced = announced.map_err(|_| wrong("TELESALA_MEDIA_ANNOUNCED", why))?;
        let checks = said.checks.as_deref().map_or(Ok(USUAL_CHECKS), checks)?;
        let relays = Relays::read(&said.relays.unwrap_or_default(), said.secret.as_deref());
        let relays = relays.map_err(|error| wrong("TELESALA_TURN_URLS", &error.to_string()))?;
        let stun = StunServers::read(&said.stun.unwrap_or_default());
        let stun = stun.map_err(|error| wrong("TELESALA_STUN_URLS", &error.to_string()))?;
        Ok(Self { listens, announced, full_ice: said.full_ice, checks, relays, stun })
    }

    /// The addresses to try in turn, for a server whose pages are at `addr`, where people reach them at `public_url`.
    pub fn addresses(&self, addr: SocketAddr, public_url: &str) -> Vec<SocketAddr> {
        match self.listens {
            Listens::Off => Vec::new(),
            Listens::Usual => {
                let proxied = addr.ip().is_loopback() && !is_here(public_url);
                let ip = if proxied { self.every(addr.ip()) } else { addr.ip() };
                [USUAL_PORT, 0].map(|port| SocketAddr::new(ip, port)).to_vec()
            }
            Listens::At(addr) => vec![addr],
        }
    }

    /// Every address, of IPv6 too where that is spoken: not every machine does.
    fn every(&self, pages: IpAddr) -> IpAddr {
        if pages.is_ipv6() || self.announced.iter().any(IpAddr::is_ipv6) {
            Ipv6Addr::UNSPECIFIED.into()
        } else {
            Ipv4Addr::UNSPECIFIED.into()
        }
    }

    /// Whether nobody on another machine reaches what is received on `listens`, although people do reach the pages at
    /// `public_url`.
    pub fn is_cut_off(&self, listens: IpAddr, public_url: &str) -> bool {
        let announced_here = !self.announced.is_empty() && self.announced.iter().all(IpAddr::is_loopback);
        (listens.is_loopback() || announced_here) && !is_here(public_url)
    }
}

/// How many people may measure their line at once. None at all is said by listening nowhere.
fn checks(said: &str) -> Result<usize, ConfigError> {
    let number = said.parse::<usize>().ok().filter(|checks| (1..=MOST_CHECKS).contains(checks));
    let why = || format!("expected a whole number from 1 to {MOST_CHECKS}, not {said:?}");
    number.ok_or_else(|| wrong("TELESALA_MEDIA_CHECKS", &why()))
}

/// Whether `url` leads to the machine on which it is opened.
fn is_here(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    let host = url.as_ref().and_then(Uri::host).unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://telesala.example.org";

    fn media(addr: Option<&str>, announced: Option<&str>) -> Media {
        let said = Said {
            addr: addr.map(str::to_owned),
            announced: announced.map(str::to_owned),
            full_ice: false,
            checks: None,
            relays: None,
            secret: None,
            stun: None,
        };
        Media::read(said).unwrap()
    }

    fn first(media: &Media, pages: &str, public_url: &str) -> Option<String> {
        media.addresses(pages.parse().unwrap(), public_url).first().map(ToString::to_string)
    }

    #[test]
    fn behind_a_proxy_on_this_machine_it_listens_to_the_network_unless_told_where() {
        for (addr, announced, pages, public_url, listens) in [
            (None, None, "127.0.0.1:8080", PUBLIC, Some("0.0.0.0:8189")),
            (None, Some("203.0.113.7"), "127.0.0.1:8080", "https://10.0.0.4:8443", Some("0.0.0.0:8189")),
            (None, Some("203.0.113.7,2001:db8::7"), "127.0.0.1:8080", PUBLIC, Some("[::]:8189")),
            (None, None, "[::1]:8080", PUBLIC, Some("[::]:8189")),
            (None, None, "10.0.0.4:8080", PUBLIC, Some("10.0.0.4:8189")),
            (None, Some("192.0.2.1"), "127.0.0.1:8080", "http://127.0.0.1:8080", Some("127.0.0.1:8189")),
            (None, None, "127.0.0.1:8080", "http://Localhost:8080", Some("127.0.0.1:8189")),
            (None, None, "[::1]:8080", "http://[::1]:8080", Some("[::1]:8189")),
            (Some("127.0.0.1:9000"), None, "127.0.0.1:8080", PUBLIC, Some("127.0.0.1:9000")),
            (Some("off"), None, "127.0.0.1:8080", PUBLIC, None),
        ] {
            let said = first(&media(addr, announced), pages, public_url);
            assert_eq!(said.as_deref(), listens, "{addr:?} {announced:?} {pages} {public_url}");
        }
    }

    #[test]
    fn it_is_cut_off_where_others_reach_the_pages_and_not_the_peer() {
        for (announced, listens, public_url, cut_off) in [
            (None, "127.0.0.1", PUBLIC, true),
            (Some("203.0.113.7"), "127.0.0.1", PUBLIC, true),
            (Some("127.0.0.1"), "0.0.0.0", PUBLIC, true),
            (None, "0.0.0.0", PUBLIC, false),
            (None, "10.0.0.4", PUBLIC, false),
            (None, "127.0.0.1", "http://127.0.0.1:8080", false),
            (None, "::1", "http://[::1]:8080", false),
        ] {
            let said = media(None, announced).is_cut_off(listens.parse().unwrap(), public_url);
            assert_eq!(said, cut_off, "{announced:?} {listens} {public_url}");
        }
    }
}
