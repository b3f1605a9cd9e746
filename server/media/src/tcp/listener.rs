//! Takes connections in, and cuts those off that call for nobody.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol as Transport, Socket, Type};

use super::connection::{Connection, Reader};
use crate::switchboard::{Switchboard, lock};

/// How soon the accepting thread notices that the engine was shut down.
const GLANCE: Duration = Duration::from_millis(100);
/// Connections at once that have not yet proven whose they are.
const MOST_STRANGERS: u64 = 64;
/// What a call may hold is counted by the call; this bounds all of them.
const MOST_CONNECTIONS: u64 = 1_024;

pub(crate) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Transport::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // A server that restarts must not wait for the connections of the one before.
    socket.set_reuse_address(true)?;
    // On Linux this also bounds `accept`.
    socket.set_read_timeout(Some(GLANCE))?;
    socket.bind(&address.into())?;
    socket.listen(128)?;
    Ok(socket.into())
}

/// Accepts until the switchboard is closed; then waits for the threads of its connections.
pub(crate) fn listen(listener: TcpListener, switchboard: Arc<Switchboard>) -> io::Result<JoinHandle<()>> {
    Builder::new().name("media-tcp".to_owned()).spawn(move || {
        let threads = Mutex::new(Vec::new());
        while !switchboard.is_closed() {
            let Ok((stream, from)) = listener.accept() else {
                // Mostly a timeout; without a free descriptor it fails at once, again and again.
                std::thread::sleep(Duration::from_millis(1));
                continue;
            };
            lock(&threads).retain(|thread: &JoinHandle<()>| !thread.is_finished());
            let counters = &switchboard.counters;
            let full = counters.connections.get() >= MOST_CONNECTIONS || counters.strangers.get() >= MOST_STRANGERS;
            match (!full).then(|| attend(stream, from, &switchboard)) {
                Some(Ok(more)) => lock(&threads).extend(more),
                Some(Err(_)) | None => counters.connections_refused.add(1),
            }
        }
        for thread in lock(&threads).drain(..) {
            // A panic in there was caught and counted.
            let _ = thread.join();
        }
    })
}

fn attend(stream: TcpStream, from: SocketAddr, switchboard: &Arc<Switchboard>) -> io::Result<[JoinHandle<()>; 2]> {
    let (connection, writing) = Connection::open(&stream, from, switchboard)?;
    let reader = Reader::new(stream, connection, Arc::clone(switchboard), Instant::now());
    let reading = Builder::new().name("media-tcp-in".to_owned()).spawn(move || reader.run())?;
    Ok([reading, writing])
}
