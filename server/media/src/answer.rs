//! From an offer to an answer: here str0m reads what a stranger wrote.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::change::SdpOffer;
use str0m::format::{Codec, CodecConfig, CodecSpec, FormatParams, PayloadParams};
use str0m::media::{Frequency, Pt};
use str0m::net::TcpType;
use str0m::{Candidate, IceCreds, Rtc, RtcConfig};

use crate::call::{Purpose, Refused, Via, Wish};
use crate::offer;
use crate::quality;

/// Reports go out once a second, for sound too: browsers show round trip, loss and jitter by them, and a check is short.
const REPORTS: Duration = Duration::from_secs(1);

/// The number that pictures go by if the offer gives them none; browsers' numbers win.
const PICTURES: Pt = Pt::new_with_value(96);

/// How a call can be reached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reachable {
    pub(crate) udp: Vec<SocketAddr>,
    pub(crate) tcp: Vec<SocketAddr>,
}

impl Reachable {
    fn candidates(&self, via: Via) -> impl Iterator<Item = Candidate> {
        let udp = if via == Via::Tcp { &[] } else { self.udp.as_slice() };
        let tcp = if via == Via::Udp { &[] } else { self.tcp.as_slice() };
        let udp = udp.iter().filter_map(|address| Candidate::builder().udp().host(*address).build().ok());
        let tcp = tcp
            .iter()
            .filter_map(|address| Candidate::builder().tcp().host(*address).tcptype(TcpType::Passive).build().ok());
        udp.chain(tcp)
    }
}

/// A call that is ready to run.
pub(crate) struct Ready {
    pub(crate) rtc: Rtc,
    pub(crate) sdp: String,
}

/// What went wrong: the offer, or str0m.
pub(crate) enum Failure {
    Refused(Refused),
    Panicked,
}

/// Reads the offer and writes the answer. The names in `credentials` must be fresh.
pub(crate) fn answer(
    text: &str,
    wish: Wish,
    lite: bool,
    credentials: IceCreds,
    reachable: &Reachable,
) -> Result<Ready, Failure> {
    let clean = offer::read(text, wish.purpose).map_err(Failure::Refused)?;
    // str0m panics where it finds itself in the wrong, by design; what a stranger wrote must not take others down.
    catch_unwind(AssertUnwindSafe(|| negotiate(&clean, wish, lite, credentials, reachable)))
        .map_err(|_| Failure::Panicked)?
        .map_err(Failure::Refused)
}

/// Pictures without the repetition of lost packets; the offer is rid of it as well. Of H.264 the profile that every browser must
/// have: see [`offer`].
fn pictures(codec: Codec) -> PayloadParams {
    let format = if codec == Codec::H264 {
        FormatParams {
            level_asymmetry_allowed: Some(true),
            packetization_mode: Some(1),
            profile_level_id: Some(0x42_e01f),
            ..FormatParams::default()
        }
    } else {
        FormatParams::default()
    };
    let spec = CodecSpec { codec, clock_rate: Frequency::NINETY_KHZ, channels: None, format };
    let mut params = PayloadParams::new(PICTURES, None, spec);
    params.set_fb_transport_cc(true);
    params.set_fb_nack(false);
    params
}

fn negotiate(
    clean: &str,
    wish: Wish,
    lite: bool,
    credentials: IceCreds,
    reachable: &Reachable,
) -> Result<Ready, Refused> {
    let offered = SdpOffer::from_sdp_string(clean).map_err(|error| {
        tracing::debug!(%error, "an offer cannot be read");
        Refused::Malformed
    })?;
    let mut config = RtcConfig::new()
        .clear_codecs()
        .set_ice_lite(lite)
        .set_local_ice_credentials(credentials)
        .set_rtp_mode(true)
        .set_rtcp_report_interval_audio(REPORTS)
        .set_rtcp_report_interval_video(REPORTS)
        // Nobody writes to the channel of a check, so nothing large need be put together.
        .set_sctp_max_message_size(16 * 1024);
    if wish.purpose == Purpose::Quality {
        config = config.enable_opus(true, false).enable_bwe(Some(Bitrate::bps(quality::START)));
        let mut codecs = config.codec_config().params().to_vec();
        codecs.push(pictures(offer::pictures(clean)));
        *config.codec_config() = CodecConfig::new_from_payload_params(codecs);
    }
    let mut rtc = config.build(Instant::now());
    for candidate in reachable.candidates(wish.via) {
        rtc.add_local_candidate(candidate);
    }
    let answer = rtc.sdp_api().accept_offer(offered).map_err(|error| {
        tracing::debug!(%error, "an offer cannot be answered");
        Refused::Malformed
    })?;
    Ok(Ready { sdp: answer.to_sdp_string(), rtc })
}
