//! Pictures: packets as a camera's would be, with nothing in them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::format::Codec;
use str0m::media::{Mid, Pt};
use str0m::rtp::{RtpWrite, SeqNo};

use super::{Due, sound};

/// Bits per second at the beginning; what is learned of the way takes it from there.
pub(crate) const START: u64 = 900_000;
/// As much as a check needs to know: twice what a hearing takes.
pub(super) const MOST: u64 = 2_500_000;
/// Even the narrowest way gets this much, or nobody would notice that it widens.
const LEAST: u64 = 50_000;
/// Packets leave in handfuls, this far apart: as often as sound, with which they leave together. A camera's pictures are
/// farther apart and larger.
const PACE: Duration = Duration::from_millis(20);
/// Payload of a packet; with headers it fits every network that a browser is in.
const LENGTH: usize = 1_100;
/// What a packet takes on the way: headers of RTP, its extensions, SRTP's tag, UDP and IP.
const ON_THE_WAY: u64 = (LENGTH as u64 + 70) * 8;
/// A thread that was held up makes up for no more than this: a burst would look like a slow way.
const MOST_LATE: Duration = Duration::from_millis(50);
/// Packets that str0m holds back; while there are more, none is added, so that none gets old.
const MOST_WAITING: usize = 30;
/// Of the estimate, in percent: what is sent at the estimate's edge fills queues on the way.
const SHARE: u64 = 95;

/// Sends pictures at a rate.
#[derive(Debug)]
pub(super) struct Pictures {
    mid: Mid,
    pt: Pt,
    first: Arc<[u8]>,
    further: Arc<[u8]>,
    sequence: SeqNo,
    begun: Instant,
    /// Up to when it is counted what may be sent.
    counted: Instant,
    /// When the next handful is due.
    due: Instant,
    /// Bits per second.
    rate: u64,
    /// Bits that may be sent, in millionths: the rate times microseconds.
    credit: u64,
    /// The handful that is being sent: how many packets are left, and whether one has gone.
    left: u64,
    opened: bool,
    /// The moment of this handful, at 90 kHz.
    time: u32,
}

impl Pictures {
    pub(super) fn new(mid: Mid, (pt, codec): (Pt, Codec), now: Instant) -> Self {
        Self {
            mid,
            pt,
            first: payload(codec, true),
            further: payload(codec, false),
            sequence: SeqNo::default(),
            begun: now,
            counted: now,
            due: now,
            rate: START,
            credit: 0,
            left: 0,
            opened: false,
            time: 0,
        }
    }

    pub(super) fn mid(&self) -> Mid {
        self.mid
    }

    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// Fits the rate to what the way is believed to bear, in bits per second, all streams together.
    pub(super) fn fit(&mut self, estimate: u64) {
        self.rate = (estimate.saturating_sub(sound::RATE) * SHARE / 100).clamp(LEAST, MOST);
    }

    /// The packet that is due, if one is; `waiting` says how many packets have not left yet.
    pub(super) fn next(&mut self, now: Instant, waiting: impl FnOnce() -> usize) -> Option<Due> {
        if self.left == 0 {
            if now < self.due {
                return None;
            }
            self.open(now);
            if waiting() > MOST_WAITING {
                self.left = 0;
            }
            if self.left == 0 {
                return None;
            }
        }
        self.left -= 1;
        let payload = if self.opened { &self.further } else { &self.first };
        let moment = self.begun + Duration::from_micros(u64::from(self.time) * 100 / 9);
        // The marker closes a picture (RFC 7741, 4.1).
        let packet =
            RtpWrite::new(self.pt, self.sequence.inc(), self.time, moment, Arc::clone(payload)).marker(self.left == 0);
        self.opened = true;
        Some(Due { mid: self.mid, packet })
    }

    /// Opens the next handful: a picture of its own, whose time is the moment it is sent, so that the browser's jitter
    /// is that of the way.
    fn open(&mut self, now: Instant) {
        let elapsed = (now - self.counted).min(PACE + MOST_LATE);
        self.counted = now;
        self.credit += self.rate * u64::try_from(elapsed.as_micros()).unwrap_or(0);
        self.left = self.credit / (ON_THE_WAY * 1_000_000);
        self.credit %= ON_THE_WAY * 1_000_000;
        self.opened = false;
        let since = u64::try_from((now - self.begun).as_micros()).unwrap_or(u64::MAX);
        // 90 ticks in a millisecond; it wraps after 13 hours, as RTP's clocks do.
        self.time = u32::try_from(since * 9 / 100 % (1 << 32)).unwrap_or(0);
        // What is left out stays left out, and the next is due in time with the sound.
        let turns = (now - self.due).as_micros() / PACE.as_micros();
        self.due += PACE * u32::try_from(turns).unwrap_or(u32::MAX).saturating_add(1);
    }
}

/// What no browser tries to show. The payload of VP8 (RFC 7741) is a descriptor of one byte, which says whether a picture begins,
/// then the picture: the tag of one that builds on an earlier one, which no browser has. That of H.264 (RFC 6184) is a
/// slice of such a picture, and its parameters were never sent.
fn payload(codec: Codec, first: bool) -> Arc<[u8]> {
    let mut payload = [0; LENGTH];
    match (codec, first) {
        (Codec::H264, _) => payload[0] = 0x41,
        (_, true) => payload[..2].copy_from_slice(&[0x10, 0x11]),
        (_, false) => {}
    }
    payload.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_in(pictures: &mut Pictures, from: Instant, seconds: u64, step: u64) -> u64 {
        let mut sent = 0;
        for millisecond in (0..seconds * 1_000).step_by(usize::try_from(step).unwrap()) {
            while pictures.next(from + Duration::from_millis(millisecond), || 0).is_some() {
                sent += ON_THE_WAY;
            }
        }
        sent / seconds
    }

    #[test]
    fn pictures_keep_their_rate_whatever_the_threads_pace() {
        for (estimate, rate) in [(0, LEAST), (1_000_000, 904_400), (9_000_000, MOST)] {
            for step in [1, 7, 13] {
                let start = Instant::now();
                let mut pictures = Pictures::new("1".into(), (96.into(), Codec::Vp8), start);
                pictures.fit(estimate);
                let sent = sent_in(&mut pictures, start, 10, step);
                assert!(sent.abs_diff(rate) * 20 <= rate, "{sent} for {rate} at {step} ms");
            }
        }
    }

    #[test]
    fn a_thread_that_was_held_up_sends_no_burst() {
        let start = Instant::now();
        let mut pictures = Pictures::new("1".into(), (96.into(), Codec::Vp8), start);
        pictures.fit(9_000_000);
        let mut burst = 0;
        while pictures.next(start + Duration::from_secs(3), || 0).is_some() {
            burst += 1;
        }
        assert!(burst * ON_THE_WAY <= MOST * 70 / 1_000, "{burst}");
    }

    #[test]
    fn pictures_stay_in_time_with_the_sound() {
        let start = Instant::now();
        let mut pictures = Pictures::new("1".into(), (96.into(), Codec::Vp8), start);
        for late in [0, 3, 21, 47, 68] {
            while pictures.next(start + Duration::from_millis(late), || 0).is_some() {}
            let due = (pictures.due() - start).as_millis();
            assert!(due.is_multiple_of(20) && due > u128::from(late), "{due} ms, at {late} ms");
        }
    }

    #[test]
    fn nothing_is_added_to_a_full_queue() {
        let start = Instant::now();
        let mut pictures = Pictures::new("1".into(), (96.into(), Codec::Vp8), start);
        assert!(pictures.next(start + PACE * 4, || MOST_WAITING + 1).is_none());
        assert!(pictures.due() > start + PACE * 4);
    }
}
