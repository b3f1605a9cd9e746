//! A call that measures: sound and pictures both ways.

use std::time::{Duration, Instant};

use str0m::net::Protocol;
use str0m::rtp::RtpPacket;

use crate::caller::{Caller, QUALITY, engine, wait};

/// How many numbers are missing between the first and the last.
fn missing(packets: &[RtpPacket]) -> u64 {
    let numbers = packets.iter().map(|packet| *packet.seq_no);
    numbers.clone().max().unwrap() - numbers.min().unwrap() + 1 - packets.len() as u64
}

#[test]
fn the_server_sends_sound_and_pictures_and_takes_in_what_comes() {
    let callers = [(Protocol::Udp, false), (Protocol::Tcp, false), (Protocol::Udp, true)];
    for (over, in_h264) in callers {
        let engine = engine(|_| ());
        let call = if in_h264 { Caller::call_in_h264 } else { Caller::call };
        let mut caller = call(&engine, QUALITY, over).unwrap();
        caller.run_until("connected", |got| got.connected);
        let start = Instant::now();
        caller.run_for(Duration::from_secs(4));
        let seconds = start.elapsed().as_secs_f64();
        let (sound, pictures) = (&caller.got.sound, &caller.got.pictures);
        #[expect(clippy::cast_precision_loss, reason = "a few hundred packets")]
        let (rate, kbps) = (sound.len() as f64 / seconds, pictures.len() as f64 * 8.8 / seconds);
        assert!((15.0..60.0).contains(&rate), "{rate} packets of sound per second, {over:?}");
        assert!(kbps > 100.0 && kbps < 3_500.0, "{kbps} kbit/s of pictures, {over:?}");
        // On a machine that is busy a socket may overflow; a number that was never given would leave a hole each time.
        for packets in [sound, pictures] {
            assert!(
                missing(packets) * 20 <= packets.len() as u64,
                "{} of {}, {over:?}",
                missing(packets),
                packets.len()
            );
        }
        let steps = sound.windows(2).map(|pair| pair[1].header.timestamp.wrapping_sub(pair[0].header.timestamp));
        assert!(steps.clone().all(|step| step % 960 == 0), "{over:?}");
        assert!(steps.filter(|step| *step == 960).count() * 2 > sound.len(), "{over:?}");
        assert!(pictures.iter().any(|packet| packet.header.marker));
        assert!(engine.stats().sunk_total > 100, "{:?}", engine.stats());
        assert!(caller.got.bytes > 1_000 * pictures.len() as u64, "{} bytes, {over:?}", caller.got.bytes);
        // A browser has its round trip from there.
        caller.run_until("the server says what came", |got| got.told.iter().any(|counted| counted.rtt.is_some()));
        caller.leave();
        wait("the call is forgotten", || engine.stats().threads == 0);
    }
}
