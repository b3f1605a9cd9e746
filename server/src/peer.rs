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

/// Starts the peer of a server whose pages are at `addr`; `None` if there is to be none.
///
/// # Errors
/// If it was told where to listen and cannot.
pub fn start(media: &Media, addr: SocketAddr) -> Result<Option<Arc<Engine>>, StartError> {
    let mut last = None;
    for wanted in media.addresses(addr) {
        match listen(media, wanted) {
            Ok(peer) => {
                tracing::info!(udp = %peer.udp_addr(), tcp = ?peer.tcp_addr(), "the media peer listens");
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

fn listen(media: &Media, wanted: SocketAddr) -> Result<Engine, NotStarted> {
    Engine::start(media::Config {
        udp: wanted,
        tcp: Some(wanted),
        announced: announced(media, wanted.ip()),
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
