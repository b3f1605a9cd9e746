//! Each threshold of the line on its own edge, and the ways of which some are missing.

use shared::check::{
    Camera, Connection, Finding as F, Measurements, Quality, Route, Signalling, Step, Taken, Unmeasured,
    Verdict::{self, Fail, NotMeasured, Pass, Warn},
    Way,
    history::{found, unmeasured},
    verdicts::{is_complete, judge, worst},
};

use super::{
    measured::{camera, of, quality, signalling, sound},
    tables::expect,
};

const OPEN: Way = Way::Open(120.0);
const SHUT: Way = Way::Closed;
const NONE: Way = Way::NotOffered;

#[test]
fn messages_to_the_server() {
    let with = |web_socket, echoes, median_ms, http_ms| Signalling { web_socket, sent: 10, echoes, median_ms, http_ms };
    let unsent = |web_socket, http_ms| Signalling { web_socket, sent: 0, echoes: 0, median_ms: None, http_ms };
    let rows: [(Signalling, Verdict, &[F]); 16] = [
        (signalling(), Pass, &[]),
        (with(true, 10, Some(1000.0), None), Pass, &[]),
        (with(true, 10, Some(1000.1), None), Warn, &[F::SlowServer]),
        (with(true, 9, Some(40.0), None), Warn, &[F::SlowServer]),
        (with(false, 0, None, Some(80.0)), Warn, &[F::NoWebSocket]),
        // It opens, and nothing comes back: some proxies do that.
        (with(true, 0, None, Some(80.0)), Warn, &[F::NoWebSocket]),
        (with(true, 0, None, None), Fail, &[F::NoServer]),
        (with(false, 0, None, None), Fail, &[F::NoServer]),
        (with(true, 11, Some(40.0), None), NotMeasured, &[F::Implausible]),
        (with(true, 10, None, None), NotMeasured, &[F::Implausible]),
        (with(true, 0, Some(40.0), None), NotMeasured, &[F::Implausible]),
        (with(true, 10, Some(-1.0), None), NotMeasured, &[F::Implausible]),
        // Nobody saw the page: nothing was sent, which is no fault of the line.
        (unsent(true, Some(80.0)), NotMeasured, &[F::Unseen]),
        (unsent(true, None), NotMeasured, &[F::Unseen]),
        // What was never opened sent nothing either, and that is one.
        (unsent(false, Some(80.0)), Warn, &[F::NoWebSocket]),
        (unsent(false, None), Fail, &[F::NoServer]),
    ];
    for (measured, verdict, findings) in rows {
        let what = format!("{measured:?}");
        let measured = Measurements { signalling: Taken::Measured(measured), ..sound() };
        expect(Step::Signalling, &measured, verdict, findings, &what);
    }
}

/// The verdict of the step and of the whole.
#[test]
fn the_ways_of_sound_and_picture() {
    let ways = |udp, tcp, relay_udp, relay_tcp, relay_tls| Connection { udp, tcp, relay_udp, relay_tcp, relay_tls };
    let rows: [(Connection, Verdict, Verdict, &[F]); 36] = [
        (ways(OPEN, OPEN, OPEN, OPEN, OPEN), Pass, Pass, &[]),
        // Relays that nobody can use help nobody whose network needs them.
        (ways(OPEN, SHUT, SHUT, SHUT, SHUT), Warn, Warn, &[F::RelaysClosed]),
        (ways(OPEN, OPEN, SHUT, NONE, NONE), Warn, Warn, &[F::RelaysClosed]),
        (ways(SHUT, OPEN, SHUT, SHUT, SHUT), Warn, Warn, &[F::UdpBlocked, F::RelaysClosed]),
        // One serves, and somebody's network would need the other.
        (ways(OPEN, OPEN, SHUT, SHUT, OPEN), Warn, Warn, &[F::RelayClosed]),
        (ways(OPEN, OPEN, SHUT, OPEN, OPEN), Warn, Warn, &[F::RelayClosed]),
        (ways(OPEN, OPEN, OPEN, OPEN, SHUT), Warn, Warn, &[F::RelayClosed]),
        (ways(OPEN, OPEN, OPEN, SHUT, NONE), Warn, Warn, &[F::RelayClosed]),
        (ways(SHUT, OPEN, SHUT, OPEN, SHUT), Warn, Warn, &[F::UdpBlocked, F::RelayClosed]),
        (ways(OPEN, OPEN, SHUT, Way::Late, OPEN), NotMeasured, NotMeasured, &[F::OutOfTime, F::RelayClosed]),
        // TLS goes wherever plain TCP does.
        (ways(OPEN, OPEN, OPEN, SHUT, OPEN), Pass, Pass, &[]),
        (ways(OPEN, OPEN, OPEN, NONE, NONE), Pass, Pass, &[]),
        (ways(OPEN, OPEN, SHUT, Way::NotTried, SHUT), NotMeasured, NotMeasured, &[F::ServerBusy]),
        (ways(SHUT, SHUT, OPEN, OPEN, OPEN), Pass, Pass, &[]),
        (ways(SHUT, OPEN, SHUT, OPEN, OPEN), Warn, Warn, &[F::UdpBlocked]),
        (ways(SHUT, SHUT, SHUT, SHUT, OPEN), Warn, Warn, &[F::UdpBlocked]),
        (ways(SHUT, SHUT, SHUT, SHUT, SHUT), Fail, Fail, &[F::NoConnection]),
        (ways(SHUT, SHUT, NONE, NONE, NONE), Fail, Fail, &[F::NoConnection]),
        // Without a relay the step is not measured in full; the call takes the way that is open.
        (ways(OPEN, OPEN, NONE, NONE, NONE), NotMeasured, Pass, &[F::NoRelay]),
        (ways(SHUT, OPEN, NONE, NONE, NONE), NotMeasured, Warn, &[F::NoRelay, F::UdpBlocked]),
        (ways(OPEN, Way::NotTried, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::ServerBusy, F::NoRelay]),
        // Each reason in its own words, and none of them is a closed way.
        (ways(OPEN, OPEN, Way::Limited, OPEN, OPEN), NotMeasured, NotMeasured, &[F::TooManyChecks]),
        (ways(Way::Limited, NONE, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::TooManyChecks]),
        (ways(OPEN, OPEN, SHUT, Way::Late, SHUT), NotMeasured, NotMeasured, &[F::OutOfTime]),
        (ways(SHUT, Way::Late, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::OutOfTime]),
        (ways(Way::Late, Way::NotTried, OPEN, NONE, NONE), NotMeasured, NotMeasured, &[F::ServerBusy, F::OutOfTime]),
        // Who heard nothing of the server was not told that it is busy.
        (ways(Way::Unanswered, NONE, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::NoServer]),
        (ways(OPEN, Way::Unanswered, OPEN, OPEN, OPEN), NotMeasured, NotMeasured, &[F::NoServer]),
        // The browser is at fault, and not the network.
        (ways(Way::Unbegun, Way::Unbegun, NONE, NONE, NONE), Fail, Fail, &[F::NoCall]),
        (ways(Way::Unbegun, SHUT, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::NoCall]),
        (ways(OPEN, OPEN, OPEN, OPEN, Way::Unbegun), NotMeasured, NotMeasured, &[F::NoCall]),
        // Nobody answers calls here, whatever leads there.
        (ways(NONE, NONE, NONE, NONE, NONE), NotMeasured, NotMeasured, &[F::NoPeer]),
        (ways(NONE, NONE, OPEN, OPEN, OPEN), NotMeasured, NotMeasured, &[F::NoPeer]),
        (ways(NONE, NONE, OPEN, OPEN, SHUT), NotMeasured, NotMeasured, &[F::NoPeer, F::RelayClosed]),
        (ways(NONE, NONE, SHUT, SHUT, SHUT), NotMeasured, NotMeasured, &[F::NoPeer, F::RelaysClosed]),
        (ways(Way::Open(f64::NAN), OPEN, OPEN, OPEN, OPEN), NotMeasured, NotMeasured, &[F::Implausible]),
    ];
    for (ways, verdict, whole, findings) in rows {
        let result = judge(&Measurements { connection: Taken::Measured(ways), ..sound() });
        let step = of(&result, Step::Connection);
        assert_eq!((step.verdict, result.verdict, &step.findings[..]), (verdict, whole, findings), "{ways:?}");
        assert_eq!(is_complete(&result), whole != NotMeasured, "{ways:?}");
    }
}

/// Of each way every outcome.
fn all_ways() -> Vec<Connection> {
    let mut all = vec![Connection::default()];
    for route in Route::ALL {
        let with = |connection: &Connection, way| {
            let mut connection = *connection;
            connection.set(*route, way);
            connection
        };
        all = all.iter().flat_map(|one| [OPEN, SHUT, NONE, Way::Late].map(|way| with(one, way))).collect();
    }
    all
}

#[test]
fn no_way_that_somebody_needs_is_shut_unsaid() {
    let all = all_ways();
    assert_eq!(all.len(), 1024);
    for ways in all {
        let result = judge(&Measurements { connection: Taken::Measured(ways), ..sound() });
        let step = of(&result, Step::Connection);
        let (one, none) = (step.findings.contains(&F::RelayClosed), step.findings.contains(&F::RelaysClosed));
        assert!(!(one && none), "{ways:?}");
        if step.verdict == Pass {
            assert!(ways.relay_udp != SHUT && ways.relay_tls != SHUT, "{ways:?}");
            assert!(ways.relay_tcp != SHUT || ways.relay_tls.is_open(), "{ways:?}");
            assert!(ways.udp != SHUT || ways.relay_udp.is_open(), "{ways:?}");
        }
        // What is shut as well never makes it better.
        for route in Route::ALL.iter().filter(|route| ways.way(**route).is_open()) {
            let mut worse = ways;
            worse.set(*route, SHUT);
            let after = judge(&Measurements { connection: Taken::Measured(worse), ..sound() });
            assert!(of(&after, Step::Connection).verdict.severity() >= step.verdict.severity(), "{ways:?} {worse:?}");
            assert!(after.verdict.severity() >= result.verdict.severity(), "{ways:?} {worse:?}");
        }
    }
}

/// An installation without relays would else be told of them instead of what is wrong.
#[test]
fn a_missing_relay_hides_no_fault() {
    let ways = |udp| Connection { udp, tcp: OPEN, relay_udp: NONE, relay_tcp: NONE, relay_tls: NONE };
    let with = |udp, luma_mean| {
        let camera = Camera { luma_mean: Some(luma_mean), ..camera() };
        judge(&Measurements { connection: Taken::Measured(ways(udp)), camera: Taken::Measured(camera), ..sound() })
    };
    let (dark, relay, udp) =
        ((Step::Camera, F::Dark), (Step::Connection, F::NoRelay), (Step::Connection, F::UdpBlocked));
    let rows: [(Way, f64, Verdict, _, Vec<_>); 4] = [
        (OPEN, 100.0, Pass, relay, vec![]),
        (OPEN, 20.0, Warn, dark, vec![dark]),
        (SHUT, 100.0, Warn, udp, vec![udp]),
        (SHUT, 20.0, Warn, dark, vec![dark, udp]),
    ];
    for (way, light, verdict, cause, all) in rows {
        let result = with(way, light);
        assert_eq!((result.verdict, worst(&result), found(&result)), (verdict, Some(cause), all), "{way:?} {light}");
    }
}

#[test]
fn whatever_a_verdict_was_found_without_is_named() {
    let ways = |udp, relay_udp| Connection { udp, tcp: OPEN, relay_udp, relay_tcp: NONE, relay_tls: NONE };
    let relay = (Step::Connection, F::NoRelay);
    let rows: [(Connection, Verdict, Vec<_>); 5] = [
        (ways(OPEN, NONE), Pass, vec![relay]),
        (ways(SHUT, NONE), Warn, vec![relay]),
        (ways(OPEN, OPEN), Pass, vec![]),
        (ways(OPEN, SHUT), Warn, vec![]),
        // Here the whole says it.
        (ways(OPEN, Way::NotTried), NotMeasured, vec![]),
    ];
    for (ways, verdict, without) in rows {
        let result = judge(&Measurements { connection: Taken::Measured(ways), ..sound() });
        assert_eq!((result.verdict, unmeasured(&result)), (verdict, without), "{ways:?}");
    }
}

#[test]
fn how_well_sound_and_picture_go() {
    let good = quality;
    let because = |why| Quality { unmeasured: Some(why), ..Quality::default() };
    let good_but = |why| Quality { unmeasured: Some(why), ..quality() };
    let rows: Vec<(Quality, Verdict, &[F])> = vec![
        (good(), Pass, &[]),
        (Quality { rtt_ms: Some(200.0), ..good() }, Pass, &[]),
        (Quality { rtt_ms: Some(200.1), ..good() }, Warn, &[F::Delay]),
        (Quality { rtt_ms: Some(400.0), ..good() }, Warn, &[F::Delay]),
        (Quality { rtt_ms: Some(400.1), ..good() }, Fail, &[F::LongDelay]),
        (Quality { loss_up: Some(0.9), ..good() }, Pass, &[]),
        (Quality { loss_up: Some(1.0), ..good() }, Warn, &[F::Loss]),
        (Quality { loss_down: Some(4.9), ..good() }, Warn, &[F::Loss]),
        (Quality { loss_down: Some(5.0), ..good() }, Fail, &[F::HeavyLoss]),
        // A tolerance of 24 % is what others have.
        (Quality { loss_down: Some(24.0), ..good() }, Fail, &[F::HeavyLoss]),
        (Quality { jitter_up_ms: Some(29.9), ..good() }, Pass, &[]),
        (Quality { jitter_up_ms: Some(30.0), ..good() }, Warn, &[F::Jitter]),
        (Quality { jitter_down_ms: Some(50.0), ..good() }, Warn, &[F::Jitter]),
        (Quality { jitter_down_ms: Some(50.1), ..good() }, Fail, &[F::HeavyJitter]),
        (Quality { kbps_up: Some(1200.0), ..good() }, Pass, &[]),
        (Quality { kbps_up: Some(1199.0), ..good() }, Warn, &[F::ReducedVideo]),
        (Quality { kbps_down: Some(500.0), ..good() }, Warn, &[F::ReducedVideo]),
        (Quality { kbps_down: Some(499.0), ..good() }, Fail, &[F::AudioOnly]),
        (Quality { kbps_down: Some(100.0), ..good() }, Fail, &[F::AudioOnly]),
        (Quality { kbps_down: Some(99.0), ..good() }, Fail, &[F::TooSlow]),
        (Quality { cpu_limited: Some(0.1), ..good() }, Pass, &[]),
        (Quality { cpu_limited: Some(0.11), ..good() }, Warn, &[F::CpuBusy]),
        (Quality { cpu_limited: Some(0.5), ..good() }, Warn, &[F::CpuBusy]),
        (Quality { cpu_limited: Some(0.51), ..good() }, Fail, &[F::CpuTooBusy]),
        // Firefox says nothing of the processor, and some nothing of the jitter at the far end.
        (Quality { cpu_limited: None, jitter_up_ms: None, ..good() }, Pass, &[]),
        // A number that is missing is not a good one.
        (Quality { rtt_ms: None, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality { loss_up: None, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality { loss_down: None, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality { kbps_up: None, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality { kbps_down: None, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality { rtt_ms: None, loss_down: Some(9.0), ..good() }, Fail, &[F::HeavyLoss, F::TooLittle]),
        (Quality { over_ms: 5999.0, ..good() }, NotMeasured, &[F::TooLittle]),
        (Quality::default(), NotMeasured, &[F::TooLittle]),
        (because(Unmeasured::Busy), NotMeasured, &[F::ServerBusy]),
        (because(Unmeasured::Limited), NotMeasured, &[F::TooManyChecks]),
        (because(Unmeasured::Late), NotMeasured, &[F::OutOfTime]),
        (because(Unmeasured::Unseen), NotMeasured, &[F::Unseen]),
        (because(Unmeasured::Unanswered), NotMeasured, &[F::NoServer]),
        (because(Unmeasured::NoPeer), NotMeasured, &[F::NoPeer]),
        (because(Unmeasured::Unbegun), NotMeasured, &[F::NoCall]),
        (because(Unmeasured::NoCodecs), NotMeasured, &[F::NoCodecs]),
        // What was seen of it until then is no pass, however good it looks.
        (Quality { over_ms: 5999.0, ..good_but(Unmeasured::Late) }, NotMeasured, &[F::OutOfTime]),
        (good_but(Unmeasured::Late), Pass, &[]),
        // Whoever was served in the end was measured.
        (good_but(Unmeasured::Busy), Pass, &[]),
        (Quality { loss_up: Some(100.1), ..good() }, NotMeasured, &[F::Implausible]),
        (Quality { rtt_ms: Some(-1.0), ..good() }, NotMeasured, &[F::Implausible]),
        (Quality { kbps_up: Some(f64::INFINITY), ..good() }, NotMeasured, &[F::Implausible]),
        (Quality { cpu_limited: Some(1.1), ..good() }, NotMeasured, &[F::Implausible]),
    ];
    for (measured, verdict, findings) in rows {
        let what = format!("{measured:?}");
        expect(
            Step::Quality,
            &Measurements { quality: Taken::Measured(measured), ..sound() },
            verdict,
            findings,
            &what,
        );
    }
}
