//! Addresses as the sockets, the candidates and the calls see them.

use std::net::{IpAddr, SocketAddr};

use crate::config::StartError;

/// The candidates' addresses for a socket that is bound to `bound`.
pub(crate) fn announce(bound: SocketAddr, announced: &[IpAddr]) -> Result<Vec<SocketAddr>, StartError> {
    if announced.is_empty() {
        if bound.ip().is_unspecified() {
            return Err(StartError::Unannounced(bound));
        }
        return Ok(vec![bound]);
    }
    let mut addresses = Vec::with_capacity(announced.len());
    for ip in announced {
        if ip.is_unspecified() || ip.is_multicast() || !speaks(bound, *ip) {
            return Err(StartError::Unreachable(*ip, bound));
        }
        let address = SocketAddr::new(*ip, bound.port());
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// A socket on every IPv6 address takes IPv4 too.
fn speaks(bound: SocketAddr, ip: IpAddr) -> bool {
    bound.is_ipv4() == ip.is_ipv4() || (bound.is_ipv6() && bound.ip().is_unspecified())
}

/// The announced address that a packet from `source` was sent to. The socket does not say which of several it was, and
/// str0m only asks for one that it knows.
pub(crate) fn reached(announced: &[SocketAddr], source: SocketAddr) -> Option<SocketAddr> {
    announced.iter().find(|address| address.is_ipv4() == source.is_ipv4()).or(announced.first()).copied()
}

/// An IPv4 address that an IPv6 socket wrote its own way, as IPv4.
pub(crate) fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// The address as a socket bound to `bound` wants it.
pub(crate) fn for_socket(bound: SocketAddr, address: SocketAddr) -> SocketAddr {
    match (bound, address.ip()) {
        (SocketAddr::V6(_), IpAddr::V4(ip)) => SocketAddr::new(ip.to_ipv6_mapped().into(), address.port()),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_bound_address_is_announced_unless_it_names_none() {
        assert_eq!(announce(at("127.0.0.1:40000"), &[]).unwrap(), [at("127.0.0.1:40000")]);
        assert!(matches!(announce(at("0.0.0.0:40000"), &[]), Err(StartError::Unannounced(_))));
    }

    #[test]
    fn announced_addresses_take_the_bound_port_and_must_be_reachable() {
        let v4: IpAddr = "192.0.2.7".parse().unwrap();
        let v6: IpAddr = "2001:db8::7".parse().unwrap();
        assert_eq!(announce(at("0.0.0.0:40000"), &[v4, v4]).unwrap(), [at("192.0.2.7:40000")]);
        assert!(matches!(announce(at("0.0.0.0:40000"), &[v6]), Err(StartError::Unreachable(..))));
        assert!(matches!(
            announce(at("0.0.0.0:40000"), &["0.0.0.0".parse().unwrap()]),
            Err(StartError::Unreachable(..))
        ));
        assert_eq!(announce(at("[::]:40000"), &[v4, v6]).unwrap().len(), 2);
    }

    #[test]
    fn one_socket_for_both_families_writes_addresses_back_its_own_way() {
        let (bound, inside) = (at("[::]:40000"), at("192.0.2.7:5000"));
        assert_eq!(plain(for_socket(bound, inside)), inside);
        assert!(for_socket(bound, inside).is_ipv6());
        assert_eq!(for_socket(at("0.0.0.0:40000"), inside), inside);
    }
}
