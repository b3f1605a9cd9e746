//! The server's own streams in a call that measures quality.
//!
//! They do not depend on how well anything comes from the browser, so a bad way up does not spoil what is measured on the way
//! down. They only pause while nothing comes at all: see [`way_up`](crate::way_up).
//! Sound goes out as in any call; pictures as fast as the way bears, by str0m's estimate, so that a slow way shows as
//! fewer kbit/s and not as loss that lasts.

mod pictures;
mod sound;

use std::time::{Duration, Instant};

use str0m::Rtc;
use str0m::bwe::{Bitrate, BweKind};
use str0m::format::{Codec, PayloadParams};
use str0m::media::{MediaAdded, MediaKind, Mid, Pt};
use str0m::rtp::{RtpWrite, StreamTxQueueInfo};

use pictures::Pictures;
use sound::Sound;

pub(crate) use pictures::START;

/// One packet, and the line it goes out on.
struct Due {
    mid: Mid,
    packet: RtpWrite,
}

/// The server's sound and pictures in one call.
#[derive(Debug, Default)]
pub(crate) struct Quality {
    sound: Option<Sound>,
    pictures: Option<Pictures>,
    /// When the first of them began. Both keep time from there, so that one waking serves both.
    begun: Option<Instant>,
    /// How often, and when first, str0m was asked to find out how much fits through.
    asked: u32,
    first_asked: Option<Instant>,
}

/// A check leaves the first four seconds out of account: so long the way may be tried out in bursts.
const ASKED: u32 = 4;
const ASKED_EACH: Duration = Duration::from_secs(1);

impl Quality {
    /// The call is up and has this line: from now on something is due. (str0m names the lines once it is connected.)
    pub(crate) fn add(&mut self, rtc: &mut Rtc, added: &MediaAdded, now: Instant) {
        let mid = added.mid;
        // Chromium repeats what is asked for even where the answer says that nothing will be; and what is repeated no
        // longer counts as lost.
        if let Some(stream) = rtc.direct_api().stream_rx_by_mid(mid, None) {
            stream.suppress_nack(true);
        }
        if !added.direction.is_sending() {
            return;
        }
        let begun = *self.begun.get_or_insert(now);
        match added.kind {
            MediaKind::Audio => {
                self.sound = payload_type(rtc, mid, Codec::Opus).map(|pt| Sound::new(mid, pt, begun));
            }
            MediaKind::Video => {
                let codec = |codec| payload_type(rtc, mid, codec).map(|pt| Pictures::new(mid, (pt, codec), begun));
                self.pictures = codec(Codec::Vp8).or_else(|| codec(Codec::H264));
            }
        }
    }

    /// Has str0m find out how much fits through. Its first try comes in the bustle of connecting and may find too little;
    /// left alone it climbs for ten seconds. It tries again, up to twice what it believes, when more is wished for.
    fn ask(&mut self, rtc: &mut Rtc, now: Instant) {
        let first = *self.first_asked.get_or_insert(now);
        if self.asked <= ASKED && now >= first + ASKED_EACH * self.asked {
            let more = u64::from(self.asked) * 1_000;
            rtc.bwe().set_bitrate(Bitrate::ZERO, Bitrate::bps(pictures::MOST + sound::RATE + more));
            self.asked += 1;
        }
    }

    /// So much is believed to fit through.
    pub(crate) fn estimate(&mut self, estimate: &BweKind) {
        if let (BweKind::Twcc { estimate, .. }, Some(pictures)) = (estimate, &mut self.pictures) {
            pictures.fit(estimate.as_u64());
        }
    }

    /// Writes the next packet that is due; whether there was one.
    pub(crate) fn write_next(&mut self, rtc: &mut Rtc, now: Instant) -> bool {
        self.ask(rtc, now);
        let due = self.sound.as_mut().and_then(|sound| sound.next(now));
        let due = due.or_else(|| {
            let pictures = self.pictures.as_mut()?;
            let mid = pictures.mid();
            pictures.next(now, || waiting(rtc, mid))
        });
        let Some(Due { mid, packet }) = due else { return false };
        if let Some(stream) = rtc.direct_api().stream_tx_by_mid(mid, None) {
            stream.write_rtp(packet);
        }
        true
    }

    /// When the next packet is due.
    pub(crate) fn next_due(&self, now: Instant) -> Instant {
        let sound = self.sound.as_ref().map(Sound::due);
        let pictures = self.pictures.as_ref().map(Pictures::due);
        sound.into_iter().chain(pictures).min().unwrap_or(now + Duration::from_secs(1))
    }
}

fn payload_type(rtc: &Rtc, mid: Mid, codec: Codec) -> Option<Pt> {
    let offered = rtc.media(mid)?.remote_pts();
    let fits = |pt: &Pt| offered.contains(pt);
    rtc.codec_config().params().iter().filter(|params| params.spec().codec == codec).map(PayloadParams::pt).find(fits)
}

/// Packets that str0m has taken and not yet sent.
fn waiting(rtc: &mut Rtc, mid: Mid) -> usize {
    let mut api = rtc.direct_api();
    let stream = api.stream_tx_by_mid(mid, None);
    stream.and_then(|stream| stream.queue_info().map(StreamTxQueueInfo::packet_count)).unwrap_or(0)
}
