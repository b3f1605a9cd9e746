//! The rules for the line to the server.

use super::Found;
use crate::check::{
    Connection, Finding, Quality, Route, Signalling, Unmeasured, Way,
    thresholds::{
        CPU_FAIL, CPU_WARN, ECHOES, JITTER_FAIL_MS, JITTER_WARN_MS, KBPS_AUDIO_ONLY, KBPS_FAIL, KBPS_WARN,
        LOSS_FAIL_PERCENT, LOSS_WARN_PERCENT, MIN_QUALITY_MS, RTT_FAIL_MS, RTT_WARN_MS, SIGNALLING_WARN_MS,
    },
};

/// No step of the line takes longer, in milliseconds.
const LONGEST_MS: f64 = 60_000.0;
/// More than any line carries, in kbit/s.
const MOST_KBPS: f64 = 1e8;

/// A number that a clock can have measured.
fn lasted(ms: f64) -> bool {
    (0.0..=LONGEST_MS).contains(&ms)
}

pub(super) fn signalling(measured: &Signalling, found: &mut Found) {
    let possible = measured.echoes <= measured.sent
        && measured.median_ms.is_none_or(lasted)
        && measured.http_ms.is_none_or(lasted)
        && measured.median_ms.is_some() == (measured.echoes > 0);
    found.unknown(!possible, Finding::Implausible);
    if !possible {
        return;
    }
    let unseen = measured.web_socket && measured.sent == 0;
    found.unknown(unseen, Finding::Unseen);
    if unseen {
        return;
    }
    let answered = measured.web_socket && measured.echoes > 0;
    found.fail(!answered && measured.http_ms.is_none(), Finding::NoServer);
    found.warn(!answered && measured.http_ms.is_some(), Finding::NoWebSocket);
    let slow = measured.echoes < ECHOES || measured.median_ms.is_some_and(|ms| ms > SIGNALLING_WARN_MS);
    found.warn(answered && slow, Finding::SlowServer);
}

pub(super) fn connection(measured: &Connection, found: &mut Found) {
    let ways: Vec<Way> = Route::ALL.iter().map(|route| measured.way(*route)).collect();
    let possible = ways.iter().all(|way| !matches!(way, Way::Open(ms) if !lasted(*ms)));
    found.unknown(!possible, Finding::Implausible);
    if !possible {
        return;
    }
    let open = ways.iter().any(|way| way.is_open());
    let unknown = ways.iter().any(|way| way.is_unknown());
    let tried = ways.iter().any(|way| matches!(way, Way::Open(_) | Way::Closed));
    found.unknown(ways.contains(&Way::NotTried), Finding::ServerBusy);
    found.unknown(ways.contains(&Way::Limited), Finding::TooManyChecks);
    found.unknown(ways.contains(&Way::Unanswered), Finding::NoServer);
    found.unknown(ways.contains(&Way::Late), Finding::OutOfTime);
    // A browser that begins no call at all serves for none; of one that begins some, nobody knows.
    let unbegun = ways.contains(&Way::Unbegun);
    let begun = ways.iter().any(|way| !matches!(way, Way::NotOffered | Way::Unbegun));
    found.fail(unbegun && !begun, Finding::NoCall);
    found.unknown(unbegun && begun, Finding::NoCall);
    // Without somebody who answers calls, a relay leads nowhere: that it is reached is something, and no way to the server.
    let no_peer = [measured.udp, measured.tcp].iter().all(|way| *way == Way::NotOffered);
    found.unknown(no_peer, Finding::NoPeer);
    found.fail(tried && !unknown && !open && !no_peer, Finding::NoConnection);
    let udp = [measured.udp, measured.relay_udp];
    found.warn(open && udp.contains(&Way::Closed) && !udp.iter().any(|way| way.is_open()), Finding::UdpBlocked);
    let relay = [measured.relay_udp, measured.relay_tcp, measured.relay_tls];
    let no_relay = relay.iter().all(|way| *way == Way::NotOffered);
    found.unknown(open && no_relay, Finding::NoRelay);
    // The direct way carries this call. From a stricter network the next one would need a relay, and none would serve.
    let none_serves = relay.contains(&Way::Closed) && !relay.iter().any(|way| way.is_open() || way.is_unknown());
    found.warn((open || no_peer) && none_serves, Finding::RelaysClosed);
    // Another of them serves, and this call has its way. But whoever is let out to no port but that of the web has nothing but TLS, and
    // whoever must take the relay would lose UDP. Plain TCP nobody misses who has TLS.
    let one_serves = relay.iter().any(|way| way.is_open());
    let to_the_web = if measured.relay_tls == Way::NotOffered { measured.relay_tcp } else { measured.relay_tls };
    // Where no UDP gets through at all, that is said already.
    let udp_alone = measured.relay_udp == Way::Closed && measured.udp.is_open();
    found.warn(one_serves && (to_the_web == Way::Closed || udp_alone), Finding::RelayClosed);
}

/// Of each number both thresholds, worst first. What was not measured is not known, and never in order.
pub(super) fn quality(measured: &Quality, found: &mut Found) {
    let percent = |loss: f64| (0.0..=100.0).contains(&loss);
    let possible = measured.over_ms.is_finite()
        && measured.over_ms >= 0.0
        && measured.numbers().into_iter().flatten().all(|number| number.is_finite() && number >= 0.0)
        && [measured.rtt_ms, measured.jitter_up_ms, measured.jitter_down_ms].into_iter().flatten().all(lasted)
        && [measured.loss_up, measured.loss_down].into_iter().flatten().all(percent)
        && [measured.kbps_up, measured.kbps_down].into_iter().flatten().all(|kbps| kbps <= MOST_KBPS)
        && measured.cpu_limited.is_none_or(|share| share <= 1.0);
    found.unknown(!possible, Finding::Implausible);
    if !possible {
        return;
    }
    if measured.over_ms < MIN_QUALITY_MS {
        found.unknown(true, measured.unmeasured.map_or(Finding::TooLittle, cause));
        return;
    }
    let needed = [
        measured.rtt_ms,
        measured.loss_up,
        measured.loss_down,
        measured.jitter_down_ms,
        measured.kbps_up,
        measured.kbps_down,
    ];
    // Browsers differ in who tells of the jitter at the far end and of a slow processor: where they do not, the rest decides.
    found.unknown(needed.contains(&None), Finding::TooLittle);

    // Causes before what follows from them: a browser sends less where packets are lost, and what waits in a narrow line
    // is late.
    if let Some(loss) = most(measured.loss_up, measured.loss_down) {
        found.fail(loss >= LOSS_FAIL_PERCENT, Finding::HeavyLoss);
        found.warn((LOSS_WARN_PERCENT..LOSS_FAIL_PERCENT).contains(&loss), Finding::Loss);
    }
    if let Some(kbps) = least(measured.kbps_up, measured.kbps_down) {
        found.fail(kbps < KBPS_FAIL, Finding::TooSlow);
        found.fail((KBPS_FAIL..KBPS_AUDIO_ONLY).contains(&kbps), Finding::AudioOnly);
        found.warn((KBPS_AUDIO_ONLY..KBPS_WARN).contains(&kbps), Finding::ReducedVideo);
    }
    if let Some(rtt) = measured.rtt_ms {
        found.fail(rtt > RTT_FAIL_MS, Finding::LongDelay);
        found.warn(rtt > RTT_WARN_MS && rtt <= RTT_FAIL_MS, Finding::Delay);
    }
    if let Some(jitter) = most(measured.jitter_up_ms, measured.jitter_down_ms) {
        found.fail(jitter > JITTER_FAIL_MS, Finding::HeavyJitter);
        found.warn((JITTER_WARN_MS..=JITTER_FAIL_MS).contains(&jitter), Finding::Jitter);
    }
    if let Some(share) = measured.cpu_limited {
        found.fail(share > CPU_FAIL, Finding::CpuTooBusy);
        found.warn(share > CPU_WARN && share <= CPU_FAIL, Finding::CpuBusy);
    }
}

/// What is said of a line of which too little was measured.
const fn cause(why: Unmeasured) -> Finding {
    match why {
        Unmeasured::Busy => Finding::ServerBusy,
        Unmeasured::Limited => Finding::TooManyChecks,
        Unmeasured::Late => Finding::OutOfTime,
        Unmeasured::Unseen => Finding::Unseen,
        Unmeasured::Unanswered => Finding::NoServer,
        Unmeasured::NoPeer => Finding::NoPeer,
        Unmeasured::Unbegun => Finding::NoCall,
        Unmeasured::NoCodecs => Finding::NoCodecs,
    }
}

fn most(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.into_iter().chain(other).reduce(f64::max)
}

fn least(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.into_iter().chain(other).reduce(f64::min)
}
