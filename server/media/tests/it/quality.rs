//! A call that measures: sound and pictures both ways.

use std::time::{Duration, Instant};

use str0m::net::Protocol;
use str0m::rtp::RtpPacket;

use crate::caller::{Caller, PATIENCE, QUALITY, engine, wait};

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

/// Of its way up a browser knows what we report, and that says the same as before when nothing comes any more.
#[test]
fn where_the_way_up_is_cut_nothing_goes_down_until_it_is_mended() {
    let engine = engine(|config| config.silence = PATIENCE);
    let mut caller = Caller::call(&engine, QUALITY, Protocol::Udp).unwrap();
    caller.run_until("both ways carry", |got| got.sound.len() > 50 && engine.stats().sunk_total > 100);
    let came_in = |caller: &mut Caller, time| {
        let before = caller.got.sound.len() + caller.got.pictures.len();
        caller.run_for(time);
        caller.got.sound.len() + caller.got.pictures.len() - before
    };
    caller.cut_upwards = true;
    wait("nothing comes down", || came_in(&mut caller, Duration::from_millis(500)) == 0);
    let before = engine.stats().packets_out_total;
    assert_eq!(came_in(&mut caller, Duration::from_secs(2)), 0);
    let stats = engine.stats();
    // Reports go out once a second. What fills a way would be fifty packets.
    assert!(stats.packets_out_total - before < 25, "{} packets in two seconds", stats.packets_out_total - before);
    assert_eq!(stats.calls, 1, "it is not over");

    caller.cut_upwards = false;
    let heard = caller.got.sound.len();
    caller.run_until("sound comes again", |got| got.sound.len() > heard + 50);
    let (sound, lost) = (caller.got.sound.len() as u64, missing(&caller.got.sound));
    assert!(lost * 20 <= sound, "what was not sent has no number and is not lost: {lost} of {sound}");
}
