//! The engine: sockets, calls, threads.

use std::fmt::Write as _;
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use str0m::IceCreds;

use crate::address::announce;
use crate::answer::{Failure, Reachable, Ready, answer};
use crate::call::{Answered, CallId, Purpose, Refused, Wish};
use crate::config::{Config, StartError};
use crate::counters::Stats;
use crate::end::Limits;
use crate::quality::Quality;
use crate::room::{Room, Surroundings};
use crate::switchboard::{Line, lock};
use crate::way_up::WayUp;
use crate::{tcp, udp};

/// Packets that may wait for a call: half a second of the most a browser sends, and at most a megabyte.
const QUEUE: usize = 512;

/// The server's end of all calls. Dropping it is [`shutdown`](Self::shutdown).
#[derive(Debug)]
pub struct Engine {
    config: Config,
    around: Surroundings,
    tcp: Option<SocketAddr>,
    listeners: Mutex<Vec<JoinHandle<()>>>,
    rooms: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    /// Binds the sockets and starts the threads that read them.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let socket = udp::bind(config.udp).map_err(|error| StartError::Udp(config.udp, error))?;
        let bound = socket.local_addr().map_err(|error| StartError::Udp(config.udp, error))?;
        let mut reachable = Reachable { udp: announce(bound, &config.announced)?, tcp: Vec::new() };
        let mut listener = None;
        if let Some(wanted) = config.tcp {
            let opened = tcp::bind(wanted).map_err(|error| StartError::Tcp(wanted, error))?;
            let bound = opened.local_addr().map_err(|error| StartError::Tcp(wanted, error))?;
            reachable.tcp = announce(bound, &config.announced)?;
            listener = Some((opened, bound));
        }
        let around = Surroundings {
            switchboard: Arc::default(),
            socket: Arc::new(socket),
            bound,
            reachable: Arc::new(reachable),
            turns: Arc::default(),
        };
        // From here on a failure drops the engine, and with it what was started before.
        let engine = Self {
            tcp: listener.as_ref().map(|(_, bound)| *bound),
            config,
            around,
            listeners: Mutex::default(),
            rooms: Mutex::default(),
        };
        engine.listen(listener.map(|(opened, _)| opened)).map_err(StartError::Thread)?;
        Ok(engine)
    }

    fn listen(&self, listener: Option<std::net::TcpListener>) -> std::io::Result<()> {
        let Surroundings { switchboard, socket, .. } = &self.around;
        let mut threads = lock(&self.listeners);
        threads.push(udp::read(Arc::<UdpSocket>::clone(socket), Arc::clone(switchboard))?);
        if let Some(listener) = listener {
            threads.push(tcp::listen(listener, Arc::clone(switchboard))?);
        }
        Ok(())
    }

    /// Where UDP is listened on, with the port that was taken.
    pub fn udp_addr(&self) -> SocketAddr {
        self.around.bound
    }

    /// Where TCP is listened on, with the port that was taken.
    pub fn tcp_addr(&self) -> Option<SocketAddr> {
        self.tcp
    }

    /// Answers an offer (SDP). The call runs from now on, whether its browser comes or not. Takes a millisecond of a
    /// processor: call it where that blocks nobody.
    pub fn answer(&self, offer: &str, wish: Wish) -> Result<Answered, Refused> {
        self.try_answer(offer, wish).inspect_err(|_| self.around.switchboard.counters.refused.add(1))
    }

    fn try_answer(&self, offer: &str, wish: Wish) -> Result<Answered, Refused> {
        let switchboard = &self.around.switchboard;
        // Without randomness there are no secrets, and without secrets no calls.
        let call = match wish.call {
            Some(call) => call,
            None => CallId::random().map_err(|_| Refused::Closed)?,
        };
        let credentials = credentials().map_err(|_| Refused::Closed)?;
        let (sender, packets) = sync_channel(QUEUE);
        let carries = wish.purpose == Purpose::Quality;
        let line = Arc::new(Line::new(call, carries, credentials.ufrag.clone(), sender));
        // Opened before the offer is read: reading costs, and an engine that is full does not read.
        switchboard.open(&line, self.config.most_calls, self.config.most_carrying)?;
        let made = answer(offer, wish, self.config.ice_lite, credentials, &self.around.reachable);
        let Ready { rtc, sdp } = made.map_err(|failure| {
            switchboard.forget(&line);
            match failure {
                Failure::Refused(refused) => refused,
                Failure::Panicked => {
                    switchboard.counters.panics.add(1);
                    Refused::Malformed
                }
            }
        })?;
        let room = Room {
            rtc,
            line: Arc::clone(&line),
            packets,
            limits: Limits::new(Instant::now(), self.config.longest, self.config.silence),
            quality: carries.then(Quality::default),
            way_up: WayUp::default(),
            around: self.around.clone(),
        };
        let mut rooms = lock(&self.rooms);
        rooms.retain(|room| !room.is_finished());
        let Ok(thread) = Builder::new().name("media-call".to_owned()).spawn(move || room.run()) else {
            switchboard.forget(&line);
            return Err(Refused::Full);
        };
        rooms.push(thread);
        switchboard.counters.calls.add(1);
        Ok(Answered { call, sdp })
    }

    /// Ends a call within a tenth of a second; whether there was one. If its offer is still on the way, it is not answered.
    pub fn hang_up(&self, call: CallId) -> bool {
        self.around.switchboard.hang_up(call)
    }

    /// Where the engine stands.
    pub fn stats(&self) -> Stats {
        self.around.switchboard.stats()
    }

    /// Ends all calls and waits for every thread.
    pub fn shutdown(&self) {
        self.around.switchboard.close();
        for thread in lock(&self.rooms).drain(..).chain(lock(&self.listeners).drain(..)) {
            // A panic in there was caught and counted.
            let _ = thread.join();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shutdown();
    }
}

/// A name and a password from the system's randomness; str0m's own are drawn from a generator that is not meant for
/// secrets. RFC 8445 asks for 24 and 128 bits.
fn credentials() -> Result<IceCreds, getrandom::Error> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes)?;
    let (name, password) = bytes.split_at(8);
    Ok(IceCreds { ufrag: digits(name), pass: digits(password) })
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
