//! How a check calls the server's media peer.

use serde::{Deserialize, Serialize};

use super::Route;
use crate::appointment::coded;

/// The longest description of a call that is read, in bytes; a browser's has a tenth of that.
pub const MOST_OFFER: usize = 64 * 1024;

coded! {
    /// What a call is for.
    Purpose {
        /// To see whether a way is open: it connects and is ended.
        Way = "way",
        /// To measure how sound and picture go.
        Quality = "quality",
    }
}

/// The ways that this installation offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// To the server itself, over UDP.
    pub udp: bool,
    /// To the server itself, over TCP.
    pub tcp: bool,
    /// The addresses of STUN servers (RFC 7064), such as `stun:stun.example.org:3478`, for the way over UDP.
    #[serde(default)]
    pub stun: Vec<String>,
    /// By relays.
    pub relays: Vec<Relay>,
}

impl Ways {
    /// Whether the server answers calls: without a media peer there are relays at most, and nobody behind them.
    pub const fn has_peer(&self) -> bool {
        self.udp || self.tcp
    }

    /// The relay for `route`.
    pub fn relay(&self, route: Route) -> Option<&Relay> {
        self.relays.iter().find(|relay| relay.route == route)
    }

    /// Whether `route` can be tried.
    pub fn offers(&self, route: Route) -> bool {
        match route {
            Route::Udp => self.udp,
            Route::Tcp => self.tcp,
            _ => self.relay(route).is_some(),
        }
    }
}

/// A relay (TURN server), with credentials that serve for minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// How it is reached.
    pub route: Route,
    /// Its address (RFC 7065), such as `turn:relay.example.org:3478?transport=udp`.
    pub url: String,
    /// When the credentials end, in seconds since 1970, and a number by chance.
    pub username: String,
    /// Their password.
    pub credential: String,
}

/// A browser's offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What it is for.
    pub purpose: Purpose,
    /// The way that it is to take.
    pub route: Route,
    /// Its description (SDP).
    pub sdp: String,
    /// What will be said when it is over: 32 hexadecimal digits by chance, so that a page that is left before the answer came
    /// can say it too. Without them the server finds some.
    #[serde(default)]
    pub call: Option<String>,
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answered {
    /// It waits for the browser.
    Ready {
        /// What to say when it is over.
        call: String,
        /// Its description (SDP).
        sdp: String,
    },
    /// It has as many calls as it can take.
    Busy,
}
