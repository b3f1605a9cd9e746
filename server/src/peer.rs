//! Starting the server's media peer.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use media::Engine;

use crate::{
    config::{Listens, Media},
    startup::StartError,
};

/// Calls that the peer takes at once, for each of those that measure a line: that, and of another person the five that look for
/// a way each.
const CALLS_A_CHECK: usize = 6;

/// Starts the peer of a server whose pages are at `addr` and reached at `public_url`; `None` if there is to be none.
///
/// # Errors
/// If it was told where to listen and cannot.
pub fn start(media: &Media, addr: SocketAddr, public_url: &str) -> Result<Option<Arc<Engine>>, StartError> {
    let mut last = None;
    for wanted in media.addresses(addr, public_url) {
        let announced = announced(media, wanted.ip());
        match Engine::start(set_up(media, wanted, announced.clone())) {
            Ok(peer) => {
                tracing::info!(
                    udp = %peer.udp_addr(), tcp = ?peer.tcp_addr(), ?announced, checks = media.checks,
                    "the media peer listens"
                );
                if media.is_cut_off(wanted.ip(), public_url) {
                    tracing::warn!(
                        "the media peer is reached from this machine alone, so every device check elsewhere fails: \
                         say where it listens (TELESALA_MEDIA_ADDR, such as 0.0.0.0:8189) and, if those are not \
                         this machine's own, the addresses at which browsers reach it (TELESALA_MEDIA_ANNOUNCED)"
                    );
                }
                return Ok(Some(Arc::new(peer)));
            }
            Err(error) => last = Some(error),
        }
    }
    match last {
        None => Ok(None),
        // Nobody asked for it: without it pages are served all the same, and checks say that the line was not measured.
        Some(error) if media.listens == Listens::Usual => {
            tracing::warn!(%error, "there is no media peer");
            Ok(None)
        }
        Some(error) => Err(StartError::Peer(error)),
    }
}

/// What the peer is told when it starts.
fn set_up(media: &Media, wanted: SocketAddr, announced: Vec<IpAddr>) -> media::Config {
    media::Config {
        udp: wanted,
        tcp: Some(wanted),
        announced,
        ice_lite: !media.full_ice,
        most_calls: CALLS_A_CHECK * media.checks,
        most_carrying: media.checks,
        ..media::Config::default()
    }
}

/// Every address of this machine is announced where it listens on all of them and nobody said which.
fn announced(media: &Media, listens: IpAddr) -> Vec<IpAddr> {
    if media.announced.is_empty() && listens.is_unspecified() {
        return crate::tls::names::lan_addresses();
    }
    media.announced.clone()
}

#[cfg(test)]
mod tests {
    use services::lines::{Relays, StunServers};

    use super::*;

    #[test]
    fn as_many_measure_at_once_as_was_said() {
        let media = Media {
            listens: Listens::Off,
            announced: Vec::new(),
            full_ice: false,
            checks: 8,
            relays: Relays::default(),
            stun: StunServers::default(),
        };
        let config = set_up(&media, SocketAddr::from(([127, 0, 0, 1], 0)), Vec::new());
        assert_eq!((config.most_carrying, config.most_calls), (8, 48));
    }
}
