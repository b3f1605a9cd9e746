//! One TCP connection: a thread that reads, a thread that writes, and a bounded queue before the latter, so that a peer
//! that never reads holds up nobody.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use socket2::SockRef;
use str0m::net::Protocol;

use super::frames::{Frames, TooLong, frame};
use crate::address::plain;
use crate::packet::{Packet, Source};
use crate::precedence::give_way;
use crate::switchboard::{Line, Switchboard};

/// A browser checks at once; whoever has not proven by then whose call this is, is cut off.
const STRANGER: Duration = Duration::from_secs(5);
/// How often the reading thread looks up.
const GLANCE: Duration = Duration::from_millis(250);
/// A peer that takes nothing for so long is cut off.
const SLOW: Duration = Duration::from_secs(2);
/// A quarter of a second of the most that a call sends, in packets.
const QUEUE: usize = 64;
/// What the system may hold besides what is under way, in bytes: what waits there is late, and nobody can take it back.
const WAITING: u32 = 16 << 10;
/// And under way at most, in bytes: 2.5 Mbit/s over half a second. (Linux counts its own overhead in, and doubles it.)
const UNDER_WAY: usize = 160 << 10;

/// What a call knows of a connection.
#[derive(Debug)]
pub(crate) struct Connection {
    source: Source,
    stream: TcpStream,
    frames: SyncSender<Vec<u8>>,
    proven: AtomicBool,
    closed: AtomicBool,
}

impl Connection {
    pub(super) fn open(
        stream: &TcpStream,
        from: SocketAddr,
        switchboard: &Arc<Switchboard>,
    ) -> io::Result<(Arc<Self>, JoinHandle<()>)> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(GLANCE))?;
        stream.set_write_timeout(Some(SLOW))?;
        SockRef::from(stream).set_send_buffer_size(UNDER_WAY)?;
        #[cfg(target_os = "linux")]
        SockRef::from(stream).set_tcp_notsent_lowat(WAITING)?;
        let (frames, queue) = sync_channel(QUEUE);
        let connection = Arc::new(Self {
            source: Source { protocol: Protocol::Tcp, address: plain(from) },
            stream: stream.try_clone()?,
            frames,
            proven: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        });
        let writer = Writer { stream: stream.try_clone()?, queue, switchboard: Arc::clone(switchboard) };
        let writing = Builder::new().name("media-tcp-out".to_owned()).spawn({
            let connection = Arc::clone(&connection);
            move || writer.run(&connection)
        })?;
        Ok((connection, writing))
    }

    pub(crate) fn source(&self) -> Source {
        self.source
    }

    /// A check that came this way was signed with the call's password.
    pub(crate) fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    /// Queues a packet; whether there was room.
    pub(crate) fn send(&self, packet: &[u8]) -> bool {
        let Some(frame) = frame(packet) else { return false };
        !matches!(self.frames.try_send(frame), Err(TrySendError::Full(_)))
    }

    /// Ends both threads.
    pub(crate) fn close(&self) {
        if !self.closed.swap(true, Ordering::Relaxed) {
            // It may be closed from the other side already.
            let _ = self.stream.shutdown(Shutdown::Both);
            // Wakes the writer; if the queue is full, its write fails by itself.
            let _ = self.frames.try_send(Vec::new());
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}

struct Writer {
    stream: TcpStream,
    queue: Receiver<Vec<u8>>,
    switchboard: Arc<Switchboard>,
}

impl Writer {
    fn run(mut self, connection: &Connection) {
        give_way();
        while let Ok(frame) = self.queue.recv() {
            if connection.is_closed() || self.stream.write_all(&frame).is_err() {
                break;
            }
            self.switchboard.counters.sent(frame.len().saturating_sub(2));
        }
        if !connection.is_closed() {
            self.switchboard.counters.connections_refused.add(1);
            connection.close();
        }
    }
}

/// The reading side.
pub(super) struct Reader {
    stream: TcpStream,
    connection: Arc<Connection>,
    switchboard: Arc<Switchboard>,
    opened: Instant,
    line: Option<Arc<Line>>,
    proven: bool,
}

impl Reader {
    pub(super) fn new(
        stream: TcpStream,
        connection: Arc<Connection>,
        switchboard: Arc<Switchboard>,
        opened: Instant,
    ) -> Self {
        switchboard.counters.connections_total.add(1);
        switchboard.counters.connections.rise();
        switchboard.counters.strangers.rise();
        Self { stream, connection, switchboard, opened, line: None, proven: false }
    }

    pub(super) fn run(mut self) {
        let mut frames = Frames::default();
        let mut buffer = [0; 8 << 10];
        while !self.connection.is_closed() && !self.switchboard.is_closed() {
            if !self.is_proven() && self.opened.elapsed() > STRANGER {
                self.switchboard.counters.connections_refused.add(1);
                return;
            }
            match self.stream.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => {
                    acknowledge(&self.stream);
                    frames.push(&buffer[..length]);
                    if !self.take(&mut frames) {
                        self.switchboard.counters.connections_refused.add(1);
                        return;
                    }
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {
                }
                Err(_) => return,
            }
        }
    }

    fn is_proven(&mut self) -> bool {
        if !self.proven && self.connection.proven.load(Ordering::Relaxed) {
            self.proven = true;
            self.switchboard.counters.strangers.fall();
        }
        self.proven
    }

    /// Delivers what has arrived; whether the connection may live on.
    fn take(&mut self, frames: &mut Frames) -> bool {
        loop {
            let bytes = match frames.next() {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return true,
                Err(TooLong) => return false,
            };
            self.switchboard.counters.received(bytes.len());
            let source = self.connection.source();
            if self.line.is_none() {
                // The first packet names the call; whatever else comes first comes from no browser.
                let Some(line) = self.switchboard.find(source, bytes) else {
                    self.switchboard.counters.strange.add(1);
                    return false;
                };
                if !line.connect(&self.connection) {
                    return false;
                }
                self.line = Some(line);
            }
            if let Some(line) = &self.line {
                self.switchboard.deliver(line, Packet { source, arrived: Instant::now(), bytes: bytes.to_vec() });
            }
        }
    }
}

/// Tells the other side at once that its packet came. Browsers leave Nagle's algorithm on: they hold a packet back while
/// another is under way, and a receiver that waits 40 ms before it acknowledges, as Linux does, makes a good way look bad.
/// The system forgets the wish with every reading.
fn acknowledge(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    let _ = SockRef::from(stream).set_tcp_quickack(true);
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.is_proven() {
            self.switchboard.counters.strangers.fall();
        }
        self.connection.close();
        self.switchboard.counters.connections.fall();
    }
}
