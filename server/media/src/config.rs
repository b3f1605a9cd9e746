//! What an engine is told when it starts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Where an engine listens, and how much it takes on.
#[derive(Clone, Debug)]
pub struct Config {
    /// The one UDP socket; port 0 takes a free one.
    pub udp: SocketAddr,
    /// The one TCP listener, for networks that let no UDP through; port 0 takes a free one.
    pub tcp: Option<SocketAddr>,
    /// The addresses that answers name; empty for the bound one.
    pub announced: Vec<IpAddr>,
    /// Whether the server only answers connectivity checks and sends none of its own. That is what a server with an
    /// address of its own should do: fewer packets, and none to an address that somebody else chose.
    pub ice_lite: bool,
    /// So many calls at once.
    pub most_calls: usize,
    /// So many of them that carry sound and pictures: each costs a hundred times what one costs that only looks for a way.
    pub most_carrying: usize,
    /// A call ends so long after its answer, whatever happens in it.
    pub longest: Duration,
    /// A call of which something came ends when nothing more came for so long, whether it connected or not.
    pub silence: Duration,
}

impl Default for Config {
    /// A free port on this machine only, 32 calls of 30 s, 4 s of silence.
    fn default() -> Self {
        Self {
            udp: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tcp: None,
            announced: Vec::new(),
            ice_lite: true,
            most_calls: 32,
            most_carrying: 32,
            longest: Duration::from_secs(30),
            silence: Duration::from_secs(4),
        }
    }
}

/// Why an engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The UDP socket could not be bound.
    #[error("the media peer cannot listen on UDP {0}: {1}")]
    Udp(SocketAddr, #[source] std::io::Error),
    /// The TCP listener could not be bound.
    #[error("the media peer cannot listen on TCP {0}: {1}")]
    Tcp(SocketAddr, #[source] std::io::Error),
    /// The socket listens on every address, and nobody said which one browsers reach.
    #[error("the media peer listens on {0}, which names no address: say which addresses to announce")]
    Unannounced(SocketAddr),
    /// An announced address is of no use to a browser: unspecified, multicast, or of a family the socket does not speak.
    #[error("the media peer cannot announce {0} while it listens on {1}")]
    Unreachable(IpAddr, SocketAddr),
    /// The operating system gave no thread.
    #[error("the media peer cannot start a thread: {0}")]
    Thread(#[source] std::io::Error),
}
