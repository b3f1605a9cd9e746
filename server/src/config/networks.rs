//! Networks of addresses, such as `10.0.0.0/8`.

use std::net::IpAddr;

/// A network of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u32,
}

impl Network {
    /// Whether `address` lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                same(base.to_bits().into(), address.to_bits().into(), 32, self.prefix)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => same(base.to_bits(), address.to_bits(), 128, self.prefix),
            _ => false,
        }
    }
}

/// Whether the first `prefix` of `width` bits agree.
fn same(one: u128, other: u128, width: u32, prefix: u32) -> bool {
    prefix == 0 || one >> (width - prefix) == other >> (width - prefix)
}

/// Reads networks separated by commas; `None` if one of them is none.
pub(super) fn read(text: &str) -> Option<Vec<Network>> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

fn network(text: &str) -> Option<Network> {
    let (base, prefix) = match text.split_once('/') {
        Some((base, prefix)) => (base, Some(prefix.parse().ok()?)),
        None => (text, None),
    };
    let base: IpAddr = base.parse().ok()?;
    let width = if base.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(width);
    (prefix <= width).then_some(Network { base, prefix })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let networks = read("10.1.0.0/16, ::1, 192.0.2.7").expect("these are networks");
        let held = |address: &str| {
            let address = address.parse().expect("an address");
            networks.iter().any(|network| network.holds(address))
        };
        assert!(held("10.1.255.255") && held("::1") && held("192.0.2.7") && held("::ffff:10.1.0.1"));
        assert!(!held("10.2.0.0") && !held("::2") && !held("192.0.2.8"));
        assert!(read("0.0.0.0/0").expect("all")[0].holds("203.0.113.9".parse().expect("an address")));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["10.0.0.0/33", "proxy.example.org", "10.0.0.0/-1", "10.0.0"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
