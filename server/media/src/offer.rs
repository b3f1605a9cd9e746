//! What an offer holds, read before str0m reads it.
//!
//! An offer comes from a stranger. Here it is bounded (length, lines, media), held against what the purpose needs, and
//! stripped of the stranger's candidates: the server answers checks and learns addresses from them, so it never sends a
//! packet to an address that somebody merely wrote down. Stripped, too, of the repetition of lost packets.

use std::fmt::Write as _;

use str0m::format::Codec;

use crate::call::{Missing, Purpose, Refused};

/// Browsers write 8 KiB for a sound line, a picture line and a data channel.
const LONGEST: usize = 64 * 1024;
/// A line for each codec, its parameters and its feedback: browsers write 250.
const MOST_LINES: usize = 1_000;
/// Streams (`a=ssrc`, `a=rid`) that a line may announce; browsers announce 2 for a picture, with 4 lines each.
const MOST_STREAMS: usize = 32;

/// One `m=` line and what belongs to it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    kind: Kind,
    rejected: bool,
    one_way: bool,
    codec: bool,
    streams: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    Sound,
    Pictures,
    Channel,
    #[default]
    Other,
}

impl Line {
    fn open(value: &str) -> Self {
        let mut words = value.split(' ');
        let kind = match words.next() {
            Some("audio") => Kind::Sound,
            Some("video") => Kind::Pictures,
            Some("application") => Kind::Channel,
            _ => Kind::Other,
        };
        Self { kind, rejected: words.next() == Some("0"), ..Self::default() }
    }

    fn read(&mut self, attribute: &str) {
        match attribute {
            "sendonly" | "recvonly" | "inactive" => self.one_way = true,
            "sendrecv" => self.one_way = false,
            _ => {
                if attribute.starts_with("ssrc") || attribute.starts_with("rid:") {
                    self.streams += 1;
                }
                self.codec |= match self.kind {
                    Kind::Sound => is_mapped(attribute, "opus/48000"),
                    Kind::Pictures => is_vp8(attribute) || is_h264(attribute),
                    Kind::Channel | Kind::Other => false,
                };
            }
        }
    }

    fn serves(&self, kind: Kind) -> bool {
        self.kind == kind && !self.rejected && (kind == Kind::Channel || (!self.one_way && self.codec))
    }
}

/// Whether the attribute gives this codec a number.
fn is_mapped(attribute: &str, wanted: &str) -> bool {
    let codec = attribute.strip_prefix("rtpmap:").and_then(|map| map.split_once(' ')).map(|(_, codec)| codec);
    codec.and_then(|codec| codec.get(..wanted.len())).is_some_and(|codec| codec.eq_ignore_ascii_case(wanted))
}

fn is_vp8(attribute: &str) -> bool {
    is_mapped(attribute, "VP8/90000")
}

/// H.264 in the profile that every browser must have (RFC 7742, 6.2): constrained baseline, in packets of any kind but
/// interleaved ones.
fn is_h264(attribute: &str) -> bool {
    let format = attribute.strip_prefix("fmtp:").and_then(|format| format.split_once(' ')).map(|(_, format)| format);
    let mut said = format.unwrap_or_default().split(';').filter_map(|said| said.trim().split_once('='));
    let profile = |(name, value): (&str, &str)| {
        name.eq_ignore_ascii_case("profile-level-id")
            && value.get(..4).is_some_and(|profile| profile.eq_ignore_ascii_case("42e0"))
    };
    said.clone().any(profile) && said.any(|(name, value)| name == "packetization-mode" && value == "1")
}

/// How pictures are coded in a call of this offer, which fits: as VP8, unless a browser has none.
pub(crate) fn pictures(clean: &str) -> Codec {
    let some = clean.lines().filter_map(|line| line.strip_prefix("a=")).any(is_vp8);
    if some { Codec::Vp8 } else { Codec::H264 }
}

/// The offer for str0m, if it is one for this purpose.
pub(crate) fn read(offer: &str, purpose: Purpose) -> Result<String, Refused> {
    if offer.len() > LONGEST {
        return Err(Refused::TooLarge);
    }
    let mut clean = String::with_capacity(offer.len());
    let mut media: Vec<Line> = Vec::new();
    for (number, text) in offer.lines().enumerate() {
        if number >= MOST_LINES {
            return Err(Refused::Malformed);
        }
        if let Some(value) = text.strip_prefix("m=") {
            media.push(Line::open(value));
        } else if let Some(attribute) = text.strip_prefix("a=") {
            if unwanted(attribute) {
                continue;
            }
            if let Some(line) = media.last_mut() {
                line.read(attribute);
            }
        }
        // Writing to a string never fails.
        let _ = write!(clean, "{text}\r\n");
    }
    fits(&media, purpose)?;
    Ok(clean)
}

/// What str0m is not to read: addresses, and that lost packets can be repeated. Browsers count a packet that was repeated as
/// received, and a check wants to know how many were lost.
fn unwanted(attribute: &str) -> bool {
    let what =
        |prefix| attribute.strip_prefix(prefix).and_then(|rest: &str| rest.split_once(' ')).map(|(_, what)| what);
    attribute.starts_with("candidate:")
        || attribute.starts_with("end-of-candidates")
        || what("fmtp:").is_some_and(|format| format.starts_with("apt="))
        || what("rtcp-fb:").is_some_and(|feedback| feedback.trim_end() == "nack")
}

fn fits(media: &[Line], purpose: Purpose) -> Result<(), Refused> {
    let (wanted, room): (&[(Kind, Missing)], usize) = match purpose {
        Purpose::Path => (&[(Kind::Channel, Missing::Channel)], 1),
        Purpose::Quality => (&[(Kind::Sound, Missing::Sound), (Kind::Pictures, Missing::Pictures)], 3),
    };
    for (kind, missing) in wanted {
        if !media.iter().any(|line| line.serves(*kind)) {
            return Err(Refused::NotOffered(*missing));
        }
    }
    let once = |kind| media.iter().filter(|line| line.kind == kind).count() <= 1;
    let known = media.iter().all(|line| line.kind != Kind::Other && line.streams <= MOST_STREAMS);
    if media.len() > room || !known || ![Kind::Sound, Kind::Pictures, Kind::Channel].into_iter().all(once) {
        return Err(Refused::Malformed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: &str = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
    const SOUND: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\na=rtpmap:111 opus/48000/2\r\n";
    const PICTURES: &str = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\na=rtpmap:96 VP8/90000\r\n";

    const H264_FORMAT: &str = "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n";
    const H264: &str = concat!(
        "m=video 9 UDP/TLS/RTP/SAVPF 108\r\na=sendrecv\r\na=rtpmap:108 H264/90000\r\n",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F\r\n",
    );

    #[test]
    fn an_offer_must_hold_what_the_purpose_needs() {
        assert!(read(CHANNEL, Purpose::Path).is_ok());
        assert!(read(&[SOUND, PICTURES].concat(), Purpose::Quality).is_ok());
        assert!(read(&[SOUND, PICTURES, CHANNEL].concat(), Purpose::Quality).is_ok());
        for (offer, purpose, missing) in [
            (SOUND.to_owned(), Purpose::Path, Missing::Channel),
            (CHANNEL.replace(" 9 ", " 0 "), Purpose::Path, Missing::Channel),
            (PICTURES.to_owned(), Purpose::Quality, Missing::Sound),
            (SOUND.to_owned(), Purpose::Quality, Missing::Pictures),
            ([SOUND, PICTURES].concat().replace("sendrecv", "sendonly"), Purpose::Quality, Missing::Sound),
            ([SOUND, PICTURES].concat().replace("VP8", "VP9"), Purpose::Quality, Missing::Pictures),
            // In no profile that we know.
            ([SOUND, PICTURES].concat().replace("VP8", "H264"), Purpose::Quality, Missing::Pictures),
            ([SOUND, H264].concat().replace("42E01F", "640c1f"), Purpose::Quality, Missing::Pictures),
            ([SOUND, H264].concat().replace("mode=1", "mode=0"), Purpose::Quality, Missing::Pictures),
        ] {
            assert_eq!(read(&offer, purpose), Err(Refused::NotOffered(missing)), "{offer}");
        }
    }

    #[test]
    fn a_browser_without_vp8_sends_its_pictures_as_h264() {
        let both = [PICTURES, "a=rtpmap:108 H264/90000\r\n", H264_FORMAT].concat();
        for (pictures_line, codec) in [(PICTURES, Codec::Vp8), (H264, Codec::H264), (both.as_str(), Codec::Vp8)] {
            let clean = read(&[SOUND, pictures_line].concat(), Purpose::Quality).unwrap();
            assert_eq!(pictures(&clean), codec, "{clean}");
        }
    }

    #[test]
    fn more_than_the_purpose_needs_is_refused() {
        assert_eq!(read(&[CHANNEL, SOUND].concat(), Purpose::Path), Err(Refused::Malformed));
        assert_eq!(read(&[SOUND, PICTURES, SOUND].concat(), Purpose::Quality), Err(Refused::Malformed));
        assert_eq!(read(&[CHANNEL, &"a=x\n".repeat(2_000)].concat(), Purpose::Path), Err(Refused::Malformed));
        assert_eq!(read(&"v".repeat(70_000), Purpose::Path), Err(Refused::TooLarge));
    }

    #[test]
    fn repetition_is_left_out() {
        let kept = "a=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\n";
        let repeated = "a=rtcp-fb:96 nack\r\na=fmtp:97 apt=96\r\n";
        let offer = |more: &str| [SOUND, PICTURES, more].concat();
        assert_eq!(read(&offer(&[repeated, kept].concat()), Purpose::Quality).unwrap(), offer(kept));
    }

    #[test]
    fn the_callers_candidates_are_left_out() {
        let offer = [CHANNEL, "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\na=mid:0\na=end-of-candidates\n"].concat();
        assert_eq!(read(&offer, Purpose::Path).unwrap(), [CHANNEL, "a=mid:0\r\n"].concat());
    }
}
