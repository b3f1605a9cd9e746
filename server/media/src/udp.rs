//! The UDP socket: one thread reads it for all calls, every call writes to it.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol as Transport, Socket, Type};
use str0m::net::Protocol;

use crate::address::plain;
use crate::packet::{LONGEST, Packet, Source};
use crate::switchboard::Switchboard;

/// How soon a reading thread notices that the engine was shut down.
const GLANCE: Duration = Duration::from_millis(100);
/// A full send queue means a full network card: better to lose a packet than to be late with the next ones.
const SEND: Duration = Duration::from_millis(5);
/// Room for what arrives while the reading thread waits for its turn: 0.2 s of fifty calls.
const BUFFER: usize = 4 << 20;

pub(crate) fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Transport::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // The system may grant less, or nothing; the socket works all the same.
    let _ = socket.set_recv_buffer_size(BUFFER);
    let _ = socket.set_send_buffer_size(BUFFER);
    socket.set_read_timeout(Some(GLANCE))?;
    socket.set_write_timeout(Some(SEND))?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Reads until the switchboard is closed.
pub(crate) fn read(socket: Arc<UdpSocket>, switchboard: Arc<Switchboard>) -> io::Result<JoinHandle<()>> {
    Builder::new().name("media-udp".to_owned()).spawn(move || {
        let mut buffer = [0; LONGEST];
        while !switchboard.is_closed() {
            let Ok((length, from)) = socket.recv_from(&mut buffer) else {
                // Mostly a timeout; without a network it fails at once, again and again.
                std::thread::sleep(Duration::from_millis(1));
                continue;
            };
            let source = Source { protocol: Protocol::Udp, address: plain(from) };
            let bytes = &buffer[..length];
            switchboard.counters.received(length);
            match switchboard.find(source, bytes) {
                Some(line) => {
                    switchboard.deliver(&line, Packet { source, arrived: Instant::now(), bytes: bytes.to_vec() });
                }
                None => switchboard.counters.strange.add(1),
            }
        }
    })
}
