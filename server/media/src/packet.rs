//! A packet on its way from a socket to the call it belongs to.

use std::net::SocketAddr;
use std::time::Instant;

use str0m::ice::StunMessage;
use str0m::net::Protocol;

/// More than fits one packet on any network that a browser is in; str0m writes 1,200 bytes at most.
pub(crate) const LONGEST: usize = 2_000;

/// Who sent it: one address on one protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Source {
    pub(crate) protocol: Protocol,
    pub(crate) address: SocketAddr,
}

/// What was read from a socket, and when: rates and delays are measured by that moment.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) source: Source,
    pub(crate) arrived: Instant,
    pub(crate) bytes: Vec<u8>,
}

/// The name (local ufrag) that a connectivity check calls.
pub(crate) fn called(bytes: &[u8]) -> Option<String> {
    // RFC 7983: the first byte tells STUN from DTLS and RTP.
    if bytes.first().is_none_or(|first| *first > 3) || bytes.len() < 20 {
        return None;
    }
    let message = StunMessage::parse(bytes).ok()?;
    message.is_binding_request().then(|| message.split_username().map(|(here, _)| here.to_owned())).flatten()
}
