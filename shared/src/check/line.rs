//! What the browser measures of the line between it and the server.

use serde::{Deserialize, Serialize};

use crate::appointment::coded;

coded! {
    /// The way that sound and picture took.
    Route {
        /// To the server itself, over UDP.
        Udp = "udp",
        /// To the server itself, over TCP.
        Tcp = "tcp",
        /// By a relay, over UDP.
        RelayUdp = "relay_udp",
        /// By a relay, over TCP.
        RelayTcp = "relay_tcp",
        /// By a relay, over TLS.
        RelayTls = "relay_tls",
    }
}

/// Messages sent to the server that come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signalling {
    /// Whether a WebSocket could be opened. It says so too where nothing was sent because nobody saw the page: then none was
    /// tried.
    pub web_socket: bool,
    /// Messages sent.
    pub sent: u32,
    /// Messages that came back within three seconds.
    pub echoes: u32,
    /// The median time of those, in milliseconds.
    pub median_ms: Option<f64>,
    /// How long a single question over HTTP took, in milliseconds; `None` if it failed.
    pub http_ms: Option<f64>,
}

/// How trying one way ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The installation does not offer it.
    #[default]
    NotOffered,
    /// It was not tried: the server was busy.
    NotTried,
    /// It was not tried: this person, or all behind their address, had tried too often.
    Limited,
    /// It was not tried: the server did not answer.
    Unanswered,
    /// It was not tried: the browser did not begin the call.
    Unbegun,
    /// It was still being tried when the time for it was over.
    Late,
    /// It connected after so many milliseconds.
    Open(f64),
    /// It did not connect in time.
    Closed,
}

impl Way {
    /// Whether it connected.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// Whether it is offered, and nobody knows whether it connects.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::NotTried | Self::Limited | Self::Unanswered | Self::Unbegun | Self::Late)
    }
}

/// The ways by which sound and picture can go: to the server itself, and by a relay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// To the server over UDP.
    pub udp: Way,
    /// To the server over TCP.
    pub tcp: Way,
    /// By the relay, over UDP.
    pub relay_udp: Way,
    /// By the relay, over TCP.
    pub relay_tcp: Way,
    /// By the relay, over TLS.
    pub relay_tls: Way,
}

impl Connection {
    /// What became of `route`.
    pub const fn way(&self, route: Route) -> Way {
        match route {
            Route::Udp => self.udp,
            Route::Tcp => self.tcp,
            Route::RelayUdp => self.relay_udp,
            Route::RelayTcp => self.relay_tcp,
            Route::RelayTls => self.relay_tls,
        }
    }

    /// Notes what became of `route`.
    pub const fn set(&mut self, route: Route, way: Way) {
        match route {
            Route::Udp => self.udp = way,
            Route::Tcp => self.tcp = way,
            Route::RelayUdp => self.relay_udp = way,
            Route::RelayTcp => self.relay_tcp = way,
            Route::RelayTls => self.relay_tls = way,
        }
    }
}

/// Why less was measured of the line than is needed to judge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unmeasured {
    /// The server took no more calls.
    Busy,
    /// This person, or all behind their address, had measured too often.
    Limited,
    /// The time for it was over before.
    Late,
    /// Nobody looked at the page.
    Unseen,
    /// The server did not answer.
    Unanswered,
    /// The server measures no line.
    NoPeer,
    /// The browser did not begin the call.
    Unbegun,
    /// The server took nothing of what the browser can send.
    NoCodecs,
}

/// What eight seconds of sound and picture showed, after four in which the line found its pace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Over how many milliseconds.
    pub over_ms: f64,
    /// From here to the server and back, in milliseconds.
    pub rtt_ms: Option<f64>,
    /// Packets lost on the way to the server, in percent.
    pub loss_up: Option<f64>,
    /// Packets lost on the way from the server, in percent.
    pub loss_down: Option<f64>,
    /// How unevenly they arrive at the server, in milliseconds.
    pub jitter_up_ms: Option<f64>,
    /// How unevenly they arrive here, in milliseconds.
    pub jitter_down_ms: Option<f64>,
    /// What the line carries to the server, in kbit/s.
    pub kbps_up: Option<f64>,
    /// What the line carries from the server, in kbit/s.
    pub kbps_down: Option<f64>,
    /// The share of the time in which the device was too slow for the picture, 0 to 1; `None` where browsers do not say.
    pub cpu_limited: Option<f64>,
    /// The way it took.
    pub route: Option<Route>,
    /// Why too little was measured, where that is known.
    #[serde(default)]
    pub unmeasured: Option<Unmeasured>,
}

impl Signalling {
    pub(super) fn each_number(&mut self, change: fn(f64) -> f64) {
        self.median_ms = self.median_ms.map(change);
        self.http_ms = self.http_ms.map(change);
    }
}

impl Connection {
    pub(super) fn each_number(&mut self, change: fn(f64) -> f64) {
        for route in Route::ALL {
            if let Way::Open(ms) = self.way(*route) {
                self.set(*route, Way::Open(change(ms)));
            }
        }
    }
}

impl Quality {
    /// Its numbers, but for the time they were taken over.
    pub(super) const fn numbers(&self) -> [Option<f64>; 8] {
        let Self { rtt_ms, loss_up, loss_down, jitter_up_ms, jitter_down_ms, kbps_up, kbps_down, cpu_limited, .. } =
            self;
        [*rtt_ms, *loss_up, *loss_down, *jitter_up_ms, *jitter_down_ms, *kbps_up, *kbps_down, *cpu_limited]
    }

    pub(super) fn each_number(&mut self, change: fn(f64) -> f64) {
        self.over_ms = change(self.over_ms);
        let Self { rtt_ms, loss_up, loss_down, jitter_up_ms, jitter_down_ms, kbps_up, kbps_down, cpu_limited, .. } =
            self;
        for number in [rtt_ms, loss_up, loss_down, jitter_up_ms, jitter_down_ms, kbps_up, kbps_down, cpu_limited] {
            *number = number.map(change);
        }
    }
}
