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

/// Whether this is a packet that belongs to no stream: str0m sends them to find out how much fits through, and to fill a way on
/// which nothing else goes.
pub(crate) fn is_filling(bytes: &[u8]) -> bool {
    // RFC 7983 for the first byte, RFC 3550 (5.1) for the source, which is nobody: 0.
    matches!(bytes, [128..=191, _, _, _, _, _, _, _, 0, 0, 0, 0, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_no_stream_only_fills() {
        let of_nobody: [u8; 14] = [0x90, 96, 0, 1, 9, 9, 9, 9, 0, 0, 0, 0, 0xbe, 0xde];
        assert!(is_filling(&of_nobody));
        for (place, byte) in [(8, 1), (11, 1), (0, 0), (0, 22), (0, 192)] {
            let mut other = of_nobody;
            other[place] = byte;
            assert!(!is_filling(&other), "{byte} at {place}");
        }
        assert!(!is_filling(&of_nobody[..11]));
        assert!(!is_filling(&[]));
    }
}
