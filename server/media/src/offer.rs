//! What an offer holds, read before str0m reads it.
//!
//! An offer comes from a stranger. Here it is bounded (length, lines, media), held against what the purpose needs, and
//! stripped of the stranger's candidates: the server answers checks and learns addresses from them, so it never sends a
//! packet to an address that somebody merely wrote down. Stripped, too, of the repetition of lost packets.

use std::fmt::Write as _;

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
                } else if let Some((_, codec)) = attribute.strip_prefix("rtpmap:").and_then(|map| map.split_once(' ')) {
                    let wanted = match self.kind {
                        Kind::Sound => "opus/48000",
                        Kind::Pictures => "VP8/90000",
                        Kind::Channel | Kind::Other => return,
                    };
                    let here = codec.get(..wanted.len()).is_some_and(|codec| codec.eq_ignore_ascii_case(wanted));
                    self.codec |= here;
                }
            }
        }
    }

    fn serves(&self, kind: Kind) -> bool {
        self.kind == kind && !self.rejected && (kind == Kind::Channel || (!self.one_way && self.codec))
    }
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
            ([SOUND, PICTURES].concat().replace("VP8", "H264"), Purpose::Quality, Missing::Pictures),
        ] {
            assert_eq!(read(&offer, purpose), Err(Refused::NotOffered(missing)), "{offer}");
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
