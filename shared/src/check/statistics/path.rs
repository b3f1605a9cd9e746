//! The way the packets take.

use super::{Protocol, RelayProtocol, report::Entry, report::Report};

/// The pair of candidates that carries the call.
///
/// Chromium and Safari name it in the transport; Firefox marks it `selected` besides. Where neither is said, the pair that
/// was nominated and works is the one, if there is only one.
pub(super) fn pair(report: &Report) -> Option<&Entry> {
    let named = || report.of("transport").find_map(|transport| transport.text("selectedCandidatePairId"));
    let marked = || report.of("candidate-pair").find(|pair| pair.flag("selected") == Some(true));
    let nominated = || {
        let works = |pair: &&Entry| pair.flag("nominated") == Some(true) && pair.text("state") == Some("succeeded");
        let mut pairs = report.of("candidate-pair").filter(works);
        pairs.next().filter(|_| pairs.next().is_none())
    };
    named().and_then(|id| report.named(id)).or_else(marked).or_else(nominated)
}

/// The way from this browser to the other end, as far as this browser knows it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Path {
    pub(super) protocol: Option<Protocol>,
    pub(super) relayed: Option<bool>,
    pub(super) relay_protocol: Option<RelayProtocol>,
}

impl Path {
    /// The path that a pair of candidates takes: its own candidate tells.
    pub(super) fn of(report: &Report, pair: &Entry) -> Option<Self> {
        let local = report.named(pair.text("localCandidateId")?)?;
        Some(Self {
            protocol: match local.text("protocol") {
                Some("udp") => Some(Protocol::Udp),
                Some("tcp") => Some(Protocol::Tcp),
                _ => None,
            },
            relayed: local.text("candidateType").map(|kind| kind == "relay"),
            relay_protocol: match local.text("relayProtocol") {
                Some("udp") => Some(RelayProtocol::Udp),
                Some("tcp") => Some(RelayProtocol::Tcp),
                Some("tls") => Some(RelayProtocol::Tls),
                _ => None,
            },
        })
    }
}
