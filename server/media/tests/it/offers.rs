//! Offers as browsers wrote them, and as nobody should.

use media::{Engine, Missing, Purpose, Refused, Via, Wish};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::caller::{engine, wait};

const OFFERS: [(Purpose, &str); 4] = [
    (Purpose::Path, include_str!("offers/chromium-156-path.sdp")),
    (Purpose::Quality, include_str!("offers/chromium-156-quality.sdp")),
    (Purpose::Path, include_str!("offers/firefox-153-path.sdp")),
    (Purpose::Quality, include_str!("offers/firefox-153-quality.sdp")),
];

/// Words that mean something to a reader of SDP, and numbers that few are ready for.
const WORDS: [&str; 26] = [
    "0",
    "-1",
    "65536",
    "4294967296",
    "18446744073709551616",
    "",
    " ",
    "\0",
    "é",
    "a=mid:0",
    "a=mid:",
    "a=rtcp-mux",
    "a=setup:active",
    "a=setup:passive",
    "a=ice-lite",
    "a=ssrc-group:FID 1 1",
    "a=rid:h send",
    "a=simulcast:send h;l recv x",
    "a=extmap:15 urn:x",
    "a=extmap:0 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=rtpmap:96 VP8/0",
    "a=fmtp:96 apt=96",
    "a=sctp-init:AAAA",
    "a=max-message-size:0",
    "a=fingerprint:sha-1 00",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
];

#[derive(Clone, Debug)]
enum Damage {
    Cut(prop::sample::Index),
    Drop(prop::sample::Index),
    Repeat(prop::sample::Index, usize),
    Swap(prop::sample::Index, prop::sample::Index),
    Insert(prop::sample::Index, &'static str),
    Word(prop::sample::Index, prop::sample::Index, &'static str),
    Letter(prop::sample::Index, char),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>;
    let word = || prop::sample::select(&WORDS[..]);
    prop_oneof![
        1 => place().prop_map(Damage::Cut),
        3 => place().prop_map(Damage::Drop),
        2 => (place(), 1_usize..1_500).prop_map(|(line, times)| Damage::Repeat(line, times)),
        2 => (place(), place()).prop_map(|(one, other)| Damage::Swap(one, other)),
        4 => (place(), word()).prop_map(|(line, word)| Damage::Insert(line, word)),
        6 => (place(), place(), word()).prop_map(|(line, at, word)| Damage::Word(line, at, word)),
        3 => (place(), any::<char>()).prop_map(|(at, letter)| Damage::Letter(at, letter)),
    ]
}

fn apply(offer: &str, damage: &Damage) -> String {
    let mut lines: Vec<String> = offer.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return String::new();
    }
    let count = lines.len();
    match damage {
        Damage::Cut(at) => return offer.chars().take(at.index(offer.len() + 1)).collect(),
        Damage::Letter(at, letter) => {
            let mut letters: Vec<char> = offer.chars().collect();
            let at = at.index(letters.len());
            letters[at] = *letter;
            return letters.into_iter().collect();
        }
        Damage::Drop(line) => drop(lines.remove(line.index(count))),
        Damage::Repeat(line, times) => {
            let line = lines[line.index(count)].clone();
            lines.extend(std::iter::repeat_n(line, *times));
        }
        Damage::Swap(one, other) => lines.swap(one.index(count), other.index(count)),
        Damage::Insert(line, word) => lines.insert(line.index(count), (*word).to_owned()),
        Damage::Word(line, at, word) => {
            let line = &mut lines[line.index(count)];
            let mut words: Vec<&str> = line.split_inclusive([' ', ':', '/', '=', ';']).collect();
            let at = at.index(words.len().max(1));
            if at < words.len() {
                words[at] = word;
            }
            *line = words.concat();
        }
    }
    lines.join("\r\n") + "\r\n"
}

fn answered(engine: &Engine, offer: &str, purpose: Purpose) -> Result<String, Refused> {
    engine.answer(offer, Wish { purpose, via: Via::Any, call: None }).map(|answered| {
        assert!(engine.hang_up(answered.call));
        answered.sdp
    })
}

#[test]
fn what_browsers_offer_is_answered() {
    let engine = engine(|_| ());
    for (purpose, offer) in OFFERS {
        let sdp = answered(&engine, offer, purpose).unwrap();
        assert!(sdp.contains("a=ice-lite") && sdp.contains("a=candidate"), "{sdp}");
        if purpose == Purpose::Quality {
            for line in ["opus/48000", "VP8/90000", "transport-cc", "a=sendrecv"] {
                assert!(sdp.contains(line), "{line} is missing in {sdp}");
            }
            for line in ["rtx", " nack\r\n"] {
                assert!(!sdp.contains(line), "{line}, so what was lost would be repeated: {sdp}");
            }
        }
    }
    let [(_, path), (_, quality)] = [OFFERS[0], OFFERS[1]];
    // A managed browser may have VP8 switched off.
    let sdp = answered(&engine, &quality.replace("VP8/90000", "VP7/90000"), Purpose::Quality).unwrap();
    for line in ["opus/48000", "a=rtpmap:108 H264/90000", "transport-cc", "a=sendrecv"] {
        assert!(sdp.contains(line), "{line} is missing in {sdp}");
    }
    assert!(!sdp.contains(" nack\r\n"), "what was lost would be repeated: {sdp}");
    let neither =
        quality.replace("VP8/90000", "VP7/90000").replace("profile-level-id=42e01f", "profile-level-id=640c1f");
    assert_eq!(answered(&engine, &neither, Purpose::Quality), Err(Refused::NotOffered(Missing::Pictures)));
    assert_eq!(answered(&engine, path, Purpose::Quality), Err(Refused::NotOffered(Missing::Sound)));
    assert_eq!(answered(&engine, quality, Purpose::Path), Err(Refused::NotOffered(Missing::Channel)));
    assert_eq!(answered(&engine, &"a=x\n".repeat(20_000), Purpose::Path), Err(Refused::TooLarge));
    assert_eq!(answered(&engine, "", Purpose::Path), Err(Refused::NotOffered(Missing::Channel)));
}

#[test]
fn damaged_offers_are_answered_or_refused_and_leave_nothing_behind() {
    let engine = engine(|config| config.most_calls = 256);
    let damaged = (0..OFFERS.len(), prop::collection::vec(damage(), 1..6)).prop_map(|(which, damages)| {
        let (purpose, offer) = OFFERS[which];
        (purpose, damages.iter().fold(offer.to_owned(), |offer, damage| apply(&offer, damage)))
    });
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(250);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let result = runner.run(&damaged, |(purpose, offer)| {
        let _ = answered(&engine, &offer, purpose);
        prop_assert_eq!(engine.stats().panics_total, 0, "str0m panicked");
        Ok(())
    });
    wait("no thread is left", || engine.stats().threads == 0 && engine.stats().calls == 0);
    result.unwrap();
}
