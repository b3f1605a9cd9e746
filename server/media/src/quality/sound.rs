//! Sound: silence that weighs as much as speech.

use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::media::{Mid, Pt};
use str0m::rtp::{RtpWrite, SeqNo};

use super::Due;

/// An Opus packet is 20 ms of sound.
const PACKET: Duration = Duration::from_millis(20);
/// 20 ms at 48 kHz.
const SAMPLES: u32 = 960;
/// Bytes of padding, which make the packet one of 80: speech takes 60 to 100.
const PADDING: u8 = 75;
/// What the sound takes, in bits per second: 50 packets, each with its 40 bytes of headers.
pub(super) const RATE: u64 = 50 * (80 + 40) * 8;
/// A thread that was held up makes up for so much; what is older is left out, as a browser would have heard a gap anyway.
const MOST_LATE: Duration = Duration::from_millis(200);

/// Sends a packet each 20 ms.
#[derive(Debug)]
pub(super) struct Sound {
    mid: Mid,
    pt: Pt,
    payload: Arc<[u8]>,
    sequence: SeqNo,
    time: u32,
    due: Instant,
    begun: bool,
}

impl Sound {
    pub(super) fn new(mid: Mid, pt: Pt, now: Instant) -> Self {
        Self { mid, pt, payload: silence(), sequence: SeqNo::default(), time: 0, due: now, begun: false }
    }

    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// The packet that is due, if one is.
    pub(super) fn next(&mut self, now: Instant) -> Option<Due> {
        if now < self.due {
            return None;
        }
        while now - self.due > MOST_LATE {
            self.due += PACKET;
            self.time = self.time.wrapping_add(SAMPLES);
        }
        // The marker opens a stretch of sound (RFC 3551, 4.1).
        let packet = RtpWrite::new(self.pt, self.sequence.inc(), self.time, self.due, Arc::clone(&self.payload))
            .marker(!self.begun);
        self.begun = true;
        self.due += PACKET;
        self.time = self.time.wrapping_add(SAMPLES);
        Some(Due { mid: self.mid, packet })
    }
}

/// One frame of silence (CELT, full band, 20 ms, mono), padded as RFC 6716, 3.2.5 lays down: a packet of code 3, one frame,
/// and the length of the padding before the frame.
fn silence() -> Arc<[u8]> {
    const HEAD: [u8; 5] = [0xfb, 0x41, PADDING, 0xff, 0xfe];
    let mut packet = [0; HEAD.len() + PADDING as usize];
    packet[..HEAD.len()].copy_from_slice(&HEAD);
    packet.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_keeps_its_pace_even_after_a_pause() {
        let start = Instant::now();
        let mut sound = Sound::new("0".into(), 111.into(), start);
        let mut sent = 0;
        for millisecond in 0..1_000 {
            while sound.next(start + Duration::from_millis(millisecond)).is_some() {
                sent += 1;
            }
        }
        assert_eq!(sent, 50);
        let mut late = 0;
        while sound.next(start + Duration::from_secs(5)).is_some() {
            late += 1;
        }
        assert!(late <= 11, "{late}");
        assert_eq!(sound.time, 251 * SAMPLES, "the clock runs on");
        assert!(sound.due() > start + Duration::from_secs(5));
    }
}
