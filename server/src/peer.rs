//! Starting the server's media peer.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use media::{Engine, StartError as NotStarted};

use crate::{
    config::{Listens, Media},
    startup::StartError,
};

/// People who measure their line at once: more would measure each other (`make bench` measures fifty on two cores).
const MOST_CARRYING: usize = 50;
/// Calls that the peer takes at once: theirs, and of as many others the five that look for a way each.
const MOST_CALLS: usize = 6 * MOST_CARRYING;

/// Starts the peer of a server whose pages are at `addr` and reached at `public_url`; `None` if there is to be none.
///
/// # Errors
/// If it was told where to listen and cannot.
pub fn start(media: &Media, addr: SocketAddr, public_url: &str) -> Result<Option<Arc<Engine>>, StartError> {
    let mut last = None;
    for wanted in media.addresses(addr, public_url) {
        let announced = announced(media, wanted.ip());
        match listen(media, wanted, announced.clone()) {
            Ok(peer) => {
                tracing::info!(udp = %peer.udp_addr(), tcp = ?peer.tcp_addr(), ?announced, "the media peer listens");
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

fn listen(media: &Media, wanted: SocketAddr, announced: Vec<IpAddr>) -> Result<Engine, NotStarted> {
    Engine::start(media::Config {
        udp: wanted,
        tcp: Some(wanted),
        announced,
        ice_lite: !media.full_ice,
        most_calls: MOST_CALLS,
        most_carrying: MOST_CARRYING,
        ..media::Config::default()
    })
}

/// Every address of this machine is announced where it listens on all of them and nobody said which.
fn announced(media: &Media, listens: IpAddr) -> Vec<IpAddr> {
    if media.announced.is_empty() && listens.is_unspecified() {
        return crate::tls::names::lan_addresses();
    }
    media.announced.clone()
}
