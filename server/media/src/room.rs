//! A call's own thread: its timers, what comes, what goes, its end.

use std::net::UdpSocket;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use str0m::net::{Protocol, Receive, Transmit};
use str0m::{Event, IceConnectionState, Input, Output, Rtc, RtcError};

use crate::address::{for_socket, reached};
use crate::answer::Reachable;
use crate::end::{End, Limits};
use crate::packet::{Packet, Source, is_filling};
use crate::precedence::{Turns, give_way};
use crate::quality::Quality;
use crate::switchboard::{Line, Switchboard};
use crate::way_up::WayUp;

/// How soon a call notices that it was hung up, or that it is over.
const GLANCE: Duration = Duration::from_millis(100);
/// What a call waits at least: should str0m ever wish to be asked again at once, again and again, others get their turn.
const BREATH: Duration = Duration::from_micros(250);
/// The beat of a call that measures: so often it looks at what came, instead of at every packet when it comes. When that was
/// stands beside each packet; an answer to it is late by so much at the most, and a round trip is good up to 200 ms.
const BEAT: Duration = Duration::from_millis(5);
/// So many packets are taken before the call looks at its clock again.
const HANDFUL: usize = 32;
/// A browser that sends what str0m cannot read, this many times, is none.
const MOST_FAULTS: u32 = 64;

/// What a call needs of its engine.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) socket: Arc<UdpSocket>,
    pub(crate) bound: std::net::SocketAddr,
    pub(crate) reachable: Arc<Reachable>,
    /// Of the calls that measure.
    pub(crate) turns: Arc<Turns>,
}

/// A call and all that it owns.
pub(crate) struct Room {
    pub(crate) rtc: Rtc,
    pub(crate) line: Arc<Line>,
    pub(crate) packets: Receiver<Packet>,
    pub(crate) limits: Limits,
    pub(crate) quality: Option<Quality>,
    pub(crate) way_up: WayUp,
    pub(crate) around: Surroundings,
}

impl Room {
    /// Runs the call to its end, counts it and forgets it.
    pub(crate) fn run(mut self) {
        give_way();
        let around = self.around.clone();
        let line = Arc::clone(&self.line);
        around.switchboard.counters.threads.rise();
        let end = contain(&around.switchboard, move || {
            let end = self.live();
            self.say_goodbye(end);
            end
        });
        around.switchboard.forget(&line);
        around.switchboard.counters.ended(end);
        around.switchboard.counters.threads.fall();
        tracing::debug!(call = ?line.call, end = end.word(), "call ended");
    }

    fn live(&mut self) -> End {
        let mut faults = 0;
        let turns = Arc::clone(&self.around.turns);
        let measures = self.quality.is_some();
        let take = || measures.then(|| turns.take());
        let mut turn = take();
        loop {
            let mut wake = match self.drain() {
                Ok(wake) => wake,
                Err(end) => return end,
            };
            let now = Instant::now();
            if let Some(end) = self.over(now) {
                return end;
            }
            match self.play(now) {
                Ok(Some(next)) => wake = wake.min(next),
                Ok(None) => {}
                Err(end) => return end,
            }
            drop(turn);
            let came = self.wait(wake.saturating_duration_since(now));
            turn = take();
            let first = match came {
                Ok(packet) => packet,
                Err(RecvTimeoutError::Timeout) => {
                    if self.rtc.handle_input(Input::Timeout(Instant::now())).is_err() {
                        return End::Failed;
                    }
                    continue;
                }
                // The sender lives in the line, and the line lives here.
                Err(RecvTimeoutError::Disconnected) => return End::Failed,
            };
            let (mut next, mut taken) = (Some(first), 0);
            while let Some(packet) = next.take() {
                if self.hear(packet).is_err() {
                    faults += 1;
                    if faults > MOST_FAULTS {
                        return End::Failed;
                    }
                }
                if let Err(end) = self.drain() {
                    return end;
                }
                taken += 1;
                if taken < HANDFUL {
                    next = self.packets.try_recv().ok();
                }
            }
        }
    }

    /// Waits for a packet, for so long at most; a call that measures, until its next beat.
    fn wait(&self, most: Duration) -> Result<Packet, RecvTimeoutError> {
        if self.quality.is_none() || !self.limits.is_connected() {
            return self.packets.recv_timeout(most.clamp(BREATH, GLANCE));
        }
        sleep(most.clamp(BREATH, BEAT));
        self.packets.try_recv().map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    fn over(&self, now: Instant) -> Option<End> {
        if self.line.is_hung_up() {
            Some(if self.around.switchboard.is_closed() { End::Shutdown } else { End::HungUp })
        } else {
            self.limits.over(now)
        }
    }

    /// Sends what is due of the server's own streams, while anything comes up; when the next is due.
    fn play(&mut self, now: Instant) -> Result<Option<Instant>, End> {
        if !self.limits.is_connected() || self.way_up.is_cut(now) {
            return Ok(None);
        }
        let Some(mut quality) = self.quality.take() else { return Ok(None) };
        // Every packet that is written must be carried away before the next one is.
        let result = loop {
            if !quality.write_next(&mut self.rtc, now) {
                break Ok(Some(quality.next_due(now)));
            }
            if self.rtc.handle_input(Input::Timeout(now)).is_err() {
                break Err(End::Failed);
            }
            if let Err(end) = self.drain_with(&mut Some(&mut quality)) {
                break Err(end);
            }
        };
        self.quality = Some(quality);
        result
    }

    fn hear(&mut self, packet: Packet) -> Result<(), RtcError> {
        let Packet { source, arrived, bytes } = packet;
        let announced = match source.protocol {
            Protocol::Udp => &self.around.reachable.udp,
            _ => &self.around.reachable.tcp,
        };
        let Some(destination) = reached(announced, source.address) else { return Ok(()) };
        // What cannot be read as any of STUN, DTLS and RTP is as if lost.
        let Ok(receive) = Receive::new(source.protocol, source.address, destination, &bytes) else { return Ok(()) };
        let input = Input::Receive(arrived, receive);
        if !self.rtc.accepts(&input) {
            self.around.switchboard.counters.strange.add(1);
            return Ok(());
        }
        // A connectivity check passes only with this call's password: from here on the address is this call's.
        if bytes.first().is_some_and(|first| *first < 2) {
            self.around.switchboard.learn(&self.line, source);
            if let Some(connection) = self.line.connection(source) {
                connection.prove();
            }
        }
        self.limits.hear(arrived);
        self.rtc.handle_input(input)
    }

    /// Carries away all that str0m has to say; when it wants to be asked again.
    fn drain(&mut self) -> Result<Instant, End> {
        let mut quality = self.quality.take();
        let result = self.drain_with(&mut quality.as_mut());
        self.quality = quality;
        result
    }

    fn drain_with(&mut self, quality: &mut Option<&mut Quality>) -> Result<Instant, End> {
        loop {
            match self.rtc.poll_output().map_err(|_| End::Failed)? {
                Output::Timeout(at) if self.rtc.is_alive() => return Ok(at),
                Output::Timeout(_) => return Err(End::Failed),
                Output::Transmit(transmit) => self.send(&transmit),
                Output::Event(event) => self.note(event, quality)?,
            }
        }
    }

    fn note(&mut self, event: Event, quality: &mut Option<&mut Quality>) -> Result<(), End> {
        match event {
            Event::Connected => {
                self.limits.connect(Instant::now());
                self.around.switchboard.counters.connected.add(1);
            }
            Event::Closed => return Err(End::Left),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) if self.limits.is_connected() => {
                return Err(End::Lost);
            }
            Event::MediaAdded(added) => {
                if let Some(quality) = quality {
                    quality.add(&mut self.rtc, &added, Instant::now());
                }
            }
            Event::EgressBitrateEstimate(estimate) => {
                if let Some(quality) = quality {
                    quality.estimate(&estimate);
                }
            }
            Event::RtpPacket(packet) => {
                self.way_up.hear(packet.timestamp);
                self.around.switchboard.counters.sunk.add(1);
            }
            _ => {}
        }
        Ok(())
    }

    fn send(&self, transmit: &Transmit) {
        // Nothing is due, so str0m would fill the way down with what a browser may count among what comes.
        if is_filling(&transmit.contents) && self.way_up.is_cut(Instant::now()) {
            return;
        }
        let counters = &self.around.switchboard.counters;
        let sent = if transmit.proto == Protocol::Udp {
            let to = for_socket(self.around.bound, transmit.destination);
            let sent = self.around.socket.send_to(&transmit.contents, to).is_ok();
            if sent {
                counters.sent(transmit.contents.len());
            }
            sent
        } else {
            let source = Source { protocol: transmit.proto, address: transmit.destination };
            self.line.connection(source).is_some_and(|connection| connection.send(&transmit.contents))
        };
        if !sent {
            counters.dropped.add(1);
        }
    }

    /// Tells the browser, if it is still there, so that it need not find out by waiting.
    fn say_goodbye(&mut self, end: End) {
        if !matches!(end, End::HungUp | End::Longest | End::Shutdown | End::Left) {
            return;
        }
        if end != End::Left && self.rtc.close().is_err() {
            return;
        }
        // Closing writes a handful of packets; the bound is for a bug.
        for _ in 0..64 {
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => self.send(&transmit),
                Ok(Output::Event(_)) => {}
                Ok(Output::Timeout(_)) | Err(_) => return,
            }
        }
    }
}

/// str0m panics on bugs of its own, by design: they end this call, and no other.
fn contain(switchboard: &Switchboard, call: impl FnOnce() -> End) -> End {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        switchboard.counters.panics.add(1);
        End::Panicked
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_call_and_is_counted() {
        let switchboard = Switchboard::default();
        assert_eq!(contain(&switchboard, || End::Left), End::Left);
        assert_eq!(contain(&switchboard, || panic!("as str0m does")), End::Panicked);
        assert_eq!(switchboard.stats().panics_total, 1);
    }
}
