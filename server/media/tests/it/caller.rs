//! A browser's end of a call: str0m with full ICE on a socket of its own.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use media::{Answered, Config, Engine, Purpose, Refused, Via, Wish};
use str0m::bwe::Bitrate;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::stats::MediaEgressStats;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

/// Longer than anything here takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// An engine on free ports of this machine, with UDP and TCP.
pub(crate) fn engine(change: impl FnOnce(&mut Config)) -> Engine {
    let mut config = Config { tcp: Some("127.0.0.1:0".parse().unwrap()), ..Config::default() };
    change(&mut config);
    Engine::start(config).unwrap()
}

pub(crate) const PATH: Wish = Wish { purpose: Purpose::Path, via: Via::Any, call: None };
pub(crate) const QUALITY: Wish = Wish { purpose: Purpose::Quality, via: Via::Any, call: None };

/// Waits until the engine is in some state, looking at it again and again.
pub(crate) fn wait(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

enum Wire {
    Udp(UdpSocket),
    Tcp(TcpStream, Vec<u8>),
}

impl Wire {
    fn send(&mut self, to: SocketAddr, bytes: &[u8]) {
        match self {
            Self::Udp(socket) => drop(socket.send_to(bytes, to)),
            Self::Tcp(stream, _) => {
                let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
                drop(stream.write_all(&[&length, bytes].concat()));
            }
        }
    }

    fn receive(&mut self, timeout: Duration) -> Option<Vec<u8>> {
        let timeout = timeout.max(Duration::from_millis(1));
        match self {
            Self::Udp(socket) => {
                let mut buffer = [0; 2_000];
                socket.set_read_timeout(Some(timeout)).unwrap();
                socket.recv(&mut buffer).ok().map(|length| buffer[..length].to_vec())
            }
            Self::Tcp(stream, bytes) => loop {
                if let Some((length, rest)) = bytes.split_first_chunk() {
                    let length = usize::from(u16::from_be_bytes(*length));
                    if rest.len() >= length {
                        let packet = rest[..length].to_vec();
                        bytes.drain(..length + 2);
                        return Some(packet);
                    }
                }
                stream.set_read_timeout(Some(timeout)).unwrap();
                let mut buffer = [0; 8_000];
                match stream.read(&mut buffer) {
                    Ok(0) => {
                        std::thread::sleep(timeout);
                        return None;
                    }
                    Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                    Err(error) => {
                        assert!(matches!(
                            error.kind(),
                            ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionReset
                        ));
                        return None;
                    }
                }
            },
        }
    }
}

/// How often a caller counts what it sent.
const COUNTS: Duration = Duration::from_secs(1);

/// What a caller got so far.
#[derive(Default)]
pub(crate) struct Got {
    /// Bytes, of whatever kind.
    pub(crate) bytes: u64,
    /// What it sent, with what the other end said of it: each second, of each stream.
    pub(crate) told: Vec<MediaEgressStats>,
    pub(crate) connected: bool,
    pub(crate) open: bool,
    pub(crate) closed: bool,
    pub(crate) sound: Vec<RtpPacket>,
    pub(crate) pictures: Vec<RtpPacket>,
}

pub(crate) struct Caller {
    rtc: Rtc,
    wire: Wire,
    local: SocketAddr,
    media: Vec<(Mid, MediaKind)>,
    sends: bool,
    /// Whether nothing of it gets to the server, and what the server sends still comes.
    pub(crate) cut_upwards: bool,
    sequence: u64,
    next_sent: Instant,
    pub(crate) answered: Answered,
    pub(crate) got: Got,
}

impl Caller {
    /// Offers, takes the answer, and opens a socket to the engine's over the given protocol.
    pub(crate) fn call(engine: &Engine, wish: Wish, over: Protocol) -> Result<Self, Refused> {
        Self::ask(wish.purpose, over, engine.tcp_addr(), |offer| engine.answer(offer, wish))
    }

    /// The same from a browser that has no VP8.
    pub(crate) fn call_in_h264(engine: &Engine, wish: Wish, over: Protocol) -> Result<Self, Refused> {
        let offered = offer_in(Codec::H264, wish.purpose);
        Self::of(offered, over, engine.tcp_addr(), |offer| engine.answer(offer, wish))
    }

    /// The same, where the engine is asked by somebody else; `tcp` is where it listens for calls over TCP.
    pub(crate) fn ask<E>(
        purpose: Purpose,
        over: Protocol,
        tcp: Option<SocketAddr>,
        answer: impl FnOnce(&str) -> Result<Answered, E>,
    ) -> Result<Self, E> {
        Self::of(offer(purpose), over, tcp, answer)
    }

    fn of<E>(
        (mut rtc, pending, media, offer): Offered,
        over: Protocol,
        tcp: Option<SocketAddr>,
        answer: impl FnOnce(&str) -> Result<Answered, E>,
    ) -> Result<Self, E> {
        let answered = answer(&offer)?;
        let (wire, local) = if over == Protocol::Udp {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            let local = socket.local_addr().unwrap();
            rtc.add_local_candidate(Candidate::host(local, "udp").unwrap());
            (Wire::Udp(socket), local)
        } else {
            let stream = TcpStream::connect(tcp.unwrap()).unwrap();
            stream.set_nodelay(true).unwrap();
            let local = stream.local_addr().unwrap();
            let candidate = Candidate::builder().tcp().host(local).tcptype(TcpType::Active).build().unwrap();
            rtc.add_local_candidate(candidate);
            (Wire::Tcp(stream, Vec::new()), local)
        };
        let answer = SdpAnswer::from_sdp_string(&answered.sdp).unwrap();
        rtc.sdp_api().accept_answer(pending, answer).unwrap();
        let next_sent = Instant::now();
        let (sends, cut_upwards, sequence, got) = (true, false, 1, Got::default());
        Ok(Self { rtc, wire, local, media, sends, cut_upwards, sequence, next_sent, answered, got })
    }

    /// Runs until something is so; panics if it never is.
    pub(crate) fn run_until(&mut self, what: &str, mut done: impl FnMut(&Got) -> bool) {
        let start = Instant::now();
        while !done(&self.got) {
            assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
            self.step();
        }
    }

    /// Runs for a while.
    pub(crate) fn run_for(&mut self, time: Duration) {
        let start = Instant::now();
        while start.elapsed() < time {
            self.step();
        }
    }

    /// Says goodbye, as a page that closes its connection.
    pub(crate) fn leave(mut self) {
        self.rtc.close().unwrap();
        self.drain();
    }

    fn step(&mut self) {
        let at = self.drain();
        let now = Instant::now();
        if self.got.connected && self.sends && !self.media.is_empty() && now >= self.next_sent {
            self.speak(now);
            return;
        }
        let wait = at.saturating_duration_since(now).min(Duration::from_millis(5));
        let input = self.wire.receive(wait);
        let now = Instant::now();
        let remote = match &self.wire {
            Wire::Udp(_) => None,
            Wire::Tcp(stream, _) => stream.peer_addr().ok(),
        };
        let result = match &input {
            Some(bytes) => {
                self.got.bytes += bytes.len() as u64;
                let (proto, source) = match remote {
                    Some(address) => (Protocol::Tcp, address),
                    None => (Protocol::Udp, self.remote()),
                };
                match Receive::new(proto, source, self.local, bytes) {
                    Ok(receive) => self.rtc.handle_input(Input::Receive(now, receive)),
                    Err(_) => Ok(()),
                }
            }
            None => self.rtc.handle_input(Input::Timeout(now)),
        };
        result.unwrap();
    }

    /// Sends 20 ms of sound and a packet of a picture.
    fn speak(&mut self, now: Instant) {
        self.next_sent = now + Duration::from_millis(20);
        self.sequence += 1;
        for (mid, kind) in self.media.clone() {
            let (pt, clock, length) = match kind {
                MediaKind::Audio => (self.pt("opus"), 960, 80),
                MediaKind::Video => (self.pictures(mid), 1_800, 1_000),
            };
            let time = u32::try_from(self.sequence * clock).unwrap();
            let write = RtpWrite::new(pt, self.sequence.into(), time, now, vec![0x10; length]).marker(true);
            self.rtc.direct_api().stream_tx_by_mid(mid, None).unwrap().write_rtp(write);
            self.drain();
            self.rtc.handle_input(Input::Timeout(now)).unwrap();
            self.drain();
        }
    }

    fn pt(&self, codec: &str) -> Pt {
        let params = self.rtc.codec_config().params();
        params.iter().map(PayloadParams::pt).find(|pt| self.named(*pt, codec)).unwrap()
    }

    /// Of several kinds of H.264 the one that was answered.
    fn pictures(&self, mid: Mid) -> Pt {
        let answered = self.rtc.media(mid).unwrap().remote_pts();
        *answered.iter().find(|pt| self.named(**pt, "vp8") || self.named(**pt, "h264")).unwrap()
    }

    /// Whether this number goes by the name of `codec`.
    fn named(&self, pt: Pt, codec: &str) -> bool {
        let mut params = self.rtc.codec_config().params().iter();
        params.any(|params| params.pt() == pt && params.spec().codec.to_string().eq_ignore_ascii_case(codec))
    }

    fn remote(&self) -> SocketAddr {
        let text = self.answered.sdp.lines().find(|line| line.starts_with("a=candidate") && line.contains(" udp "));
        let words: Vec<&str> = text.unwrap().split(' ').collect();
        format!("{}:{}", words[4], words[5]).parse().unwrap()
    }

    fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => return at,
                Output::Transmit(_) if self.cut_upwards => {}
                Output::Transmit(transmit) => self.wire.send(transmit.destination, &transmit.contents),
                Output::Event(Event::Connected) => self.got.connected = true,
                Output::Event(Event::ChannelOpen(..)) => self.got.open = true,
                Output::Event(Event::Closed) => self.got.closed = true,
                Output::Event(Event::MediaEgressStats(counted)) => self.got.told.push(counted),
                Output::Event(Event::RtpPacket(packet)) => {
                    if packet.header.payload_type == self.pt("opus") {
                        self.got.sound.push(packet);
                    } else {
                        self.got.pictures.push(packet);
                    }
                }
                Output::Event(_) => {}
            }
        }
    }

    /// From now on nothing is sent, as when the network is unplugged; for calls over TCP, nothing is read either.
    pub(crate) fn freeze(self) -> Frozen {
        Frozen { _wire: self.wire }
    }
}

/// A caller that does nothing; its socket stays open.
pub(crate) struct Frozen {
    _wire: Wire,
}

/// An offer as a browser makes one for this purpose, and what is needed to take the answer.
pub(crate) fn offer(purpose: Purpose) -> Offered {
    offer_in(Codec::Vp8, purpose)
}

type Offered = (Rtc, SdpPendingOffer, Vec<(Mid, MediaKind)>, String);

fn offer_in(codec: Codec, purpose: Purpose) -> Offered {
    let mut rtc = RtcConfig::new()
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(codec == Codec::Vp8)
        .enable_h264(codec == Codec::H264)
        .set_rtp_mode(true)
        .set_stats_interval(Some(COUNTS))
        .enable_bwe(Some(Bitrate::kbps(500)))
        .build(Instant::now());
    let mut api = rtc.sdp_api();
    let mut media = Vec::new();
    match purpose {
        Purpose::Path => drop(api.add_channel("path".to_owned())),
        Purpose::Quality => {
            for kind in [MediaKind::Audio, MediaKind::Video] {
                media.push((api.add_media(kind, Direction::SendRecv, None, None, None), kind));
            }
        }
    }
    let (offer, pending) = api.apply().unwrap();
    let offer = offer.to_sdp_string();
    (rtc, pending, media, offer)
}
