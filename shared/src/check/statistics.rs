//! What a browser counts about a call (`RTCPeerConnection.getStats`), and what that says about the line.
//!
//! During the quality check the page calls our own server and takes a [`Report`] about every second. A [`Watch`] sees
//! them in order and says what the line does as a [`Line`]. A browser that does not tell something leaves it unknown:
//! nothing here is ever 0, and so excellent, because it was missing.
//!
//! Members and their units: W3C, Identifiers for WebRTC's Statistics API. Recorded reports of two browsers lie beside the
//! tests; the differences that the rules below mention were read there.

use serde::{Deserialize, Serialize};

mod changes;
mod jitter;
mod path;
mod report;
mod samples;
mod sums;
mod watch;

pub use self::{
    report::{Entry, Report},
    watch::{RAMP_MS, SILENT_MS, Watch},
};

/// What carries the packets between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Datagrams: what calls are made for.
    Udp,
    /// A stream: a lost packet holds up all that follow.
    Tcp,
}

/// What carries the packets between the browser and a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayProtocol {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
    /// An encrypted stream: what passes almost every firewall.
    Tls,
}

/// What the line did after the ramp-up. `None` is what the browser did not tell or what cannot be true.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// From the first report after the ramp-up to the last, in milliseconds; 0 if there were not two.
    pub over_ms: f64,
    /// To the other end and back, in milliseconds: the median. What the other end of each stream reports counts; only
    /// where it reports nothing, the answers to connectivity checks do.
    pub rtt_ms: Option<f64>,
    /// Packets sent that did not arrive, in percent of all sent: all streams together, since they share the line.
    pub loss_up: Option<f64>,
    /// Packets that should have arrived and did not, in percent: all streams together, and after a line went dead all that would
    /// have come.
    pub loss_down: Option<f64>,
    /// Unsteadiness of what is sent, in milliseconds: the median of the worst sound stream.
    ///
    /// Pictures do not count: all packets of a picture carry one time stamp (RFC 3550, 6.4.1) and leave one after the
    /// other, which reads as jitter of 10 to 50 ms on a perfect line.
    pub jitter_up_ms: Option<f64>,
    /// Unsteadiness of what is received, in milliseconds; as above.
    pub jitter_down_ms: Option<f64>,
    /// What the line takes, in kilobits per second: the greater of what was sent and of what the browser's own estimate
    /// allowed. The encoder often needs less than the line gives, and that is no fault of the line.
    pub kbps_up: Option<f64>,
    /// What was received, in kilobits per second.
    pub kbps_down: Option<f64>,
    /// Share of the time, 0 to 1, in which the device was too slow for the picture it should send.
    pub cpu_limited: Option<f64>,
    /// How the packets travel from this browser, or from its relay if it needs one.
    pub protocol: Option<Protocol>,
    /// Whether this browser needs a relay.
    pub relayed: Option<bool>,
    /// How the packets travel to that relay.
    pub relay_protocol: Option<RelayProtocol>,
}
