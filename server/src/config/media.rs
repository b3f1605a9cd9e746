//! How sound and picture come in: the server's own media peer, and the relays.

use std::net::{IpAddr, SocketAddr};

use services::lines::{Relays, StunServers};

use super::{ConfigError, wrong};

/// The port that an operator lets through, unless another is named.
const USUAL_PORT: u16 = 8189;

/// How sound and picture come in.
#[derive(Clone, Debug)]
pub struct Media {
    /// Where they are received.
    pub listens: Listens,
    /// The addresses at which browsers reach that; empty for those it is received at.
    pub announced: Vec<IpAddr>,
    /// Whether the server also checks the ways itself.
    pub full_ice: bool,
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
    /// Where the pages are served from, at the usual port, or at another if that is taken.
    Usual,
    /// There and nowhere else.
    At(SocketAddr),
}

/// What was said of it.
pub(super) struct Said {
    pub(super) addr: Option<String>,
    pub(super) announced: Option<String>,
    pub(super) full_ice: bool,
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
        let relays = Relays::read(&said.relays.unwrap_or_default(), said.secret.as_deref());
        let relays = relays.map_err(|error| wrong("TELESALA_TURN_URLS", &error.to_string()))?;
        let stun = StunServers::read(&said.stun.unwrap_or_default());
        let stun = stun.map_err(|error| wrong("TELESALA_STUN_URLS", &error.to_string()))?;
        Ok(Self { listens, announced, full_ice: said.full_ice, relays, stun })
    }

    /// The addresses to try in turn, for a server whose pages are at `addr`.
    pub fn addresses(&self, addr: SocketAddr) -> Vec<SocketAddr> {
        match self.listens {
            Listens::Off => Vec::new(),
            Listens::Usual => [USUAL_PORT, 0].map(|port| SocketAddr::new(addr.ip(), port)).to_vec(),
            Listens::At(addr) => vec![addr],
        }
    }
}
