//! The names and addresses by which this machine is reached.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, UdpSocket},
};

/// What a certificate made here is for: this machine under every name that a network might know it by.
pub(super) fn own() -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    names.extend(host_name());
    names.extend(lan_addresses().iter().map(ToString::to_string));
    let mut seen = Vec::new();
    names.retain(|name| {
        let new = !seen.contains(name);
        seen.push(name.clone());
        new
    });
    names
}

/// The host's name, if it can stand in a certificate.
fn host_name() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| fs::read_to_string("/etc/hostname")).ok()?;
    let name = name.trim().to_lowercase();
    let plain =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    plain.then_some(name)
}

/// The addresses of this machine on its networks, the one towards the outside first.
pub fn lan_addresses() -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = outward().into_iter().collect();
    // Linux lists the local addresses of every interface here; elsewhere the outward one must do.
    let table = fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    addresses.extend(local(&table).into_iter().map(IpAddr::V4));
    let mut seen = Vec::new();
    addresses.retain(|address| {
        let new = !address.is_loopback() && !seen.contains(address);
        seen.push(*address);
        new
    });
    addresses
}

/// The address from which this machine would speak to the outside. Nothing is sent: a datagram socket that is connected
/// only chooses its route.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_unspecified())
}

fn local(table: &str) -> Vec<Ipv4Addr> {
    let mut last: Option<Ipv4Addr> = None;
    let mut found = Vec::new();
    for line in table.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse().ok();
        } else if line.contains("host LOCAL") {
            found.extend(last);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_addresses_are_read_from_the_table() {
        let table = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 10.0.0.4\n        /32 host LOCAL\n     |-- 10.0.0.255\n        /32 link BROADCAST\n";
        assert_eq!(local(table), [Ipv4Addr::new(10, 0, 0, 4)]);
    }

    #[test]
    fn a_certificate_is_always_for_this_machine_itself() {
        let names = own();
        assert!(["localhost", "127.0.0.1", "::1"].iter().all(|name| names.iter().any(|own| own == name)));
    }
}
