//! Reports written by hand, with exactly known answers.

use shared::check::statistics::{Entry, Line, Protocol, RelayProtocol, Report, Watch};

/// What is said at one second of a call that sends and receives 100 packets and 125,000 bytes a second: 1000 kbps.
pub(super) struct Second {
    pub(super) at: f64,
    pub(super) lost_up: f64,
    pub(super) lost_down: f64,
    pub(super) rtt: f64,
    pub(super) jitter: f64,
}

pub(super) fn entry(id: &str, kind: &str, second: f64) -> Entry {
    Entry { id: id.to_owned(), kind: kind.to_owned(), at_ms: 1_000_000.0 + second * 1000.0, ..Entry::default() }
}

pub(super) fn with(mut entry: Entry, numbers: &[(&str, f64)], texts: &[(&str, &str)]) -> Entry {
    entry.numbers.extend(numbers.iter().map(|(name, number)| ((*name).to_owned(), *number)));
    entry.texts.extend(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    entry
}

impl Second {
    fn good(at: f64) -> Self {
        Self { at, lost_up: 0.0, lost_down: 0.0, rtt: 0.050, jitter: 0.004 }
    }

    fn report(&self) -> Report {
        let count = 100.0 * self.at;
        let audio = [("kind", "audio")];
        let transport = with(
            entry("t", "transport", self.at),
            &[("bytesSent", 125_000.0 * self.at), ("bytesReceived", 125_000.0 * self.at)],
            &[("selectedCandidatePairId", "p")],
        );
        let pair =
            with(entry("p", "candidate-pair", self.at), &[("currentRoundTripTime", 0.3)], &[("localCandidateId", "l")]);
        let local = with(
            entry("l", "local-candidate", self.at),
            &[],
            &[("candidateType", "relay"), ("protocol", "udp"), ("relayProtocol", "tls")],
        );
        let sent = with(entry("o", "outbound-rtp", self.at), &[("ssrc", 1.0), ("packetsSent", count)], &audio);
        let reply =
            [("ssrc", 1.0), ("packetsLost", self.lost_up), ("roundTripTime", self.rtt), ("jitter", self.jitter)];
        let reply = with(entry("r", "remote-inbound-rtp", self.at), &reply, &audio);
        let came = [
            ("ssrc", 2.0),
            ("packetsReceived", count - self.lost_down),
            ("packetsLost", self.lost_down),
            ("jitter", self.jitter),
        ];
        let came = with(entry("i", "inbound-rtp", self.at), &came, &audio);
        Report { entries: vec![transport, pair, local, sent, reply, came] }
    }
}

fn seconds() -> impl Iterator<Item = f64> {
    (0_u8..=12).map(f64::from)
}

/// The line after the reports of twelve seconds, each as `change` leaves it.
fn line(change: impl Fn(f64, &mut Second)) -> Line {
    edited(change, |_, _| {})
}

fn edited(change: impl Fn(f64, &mut Second), edit: impl Fn(f64, &mut Entry)) -> Line {
    let mut watch = Watch::default();
    for at in seconds() {
        let mut second = Second::good(at);
        change(at, &mut second);
        let mut report = second.report();
        report.entries.iter_mut().for_each(|entry| edit(at, entry));
        watch.take(&report);
    }
    watch.result()
}

fn without(member: &str) -> Line {
    edited(
        |_, _| {},
        |_, entry| {
            entry.numbers.retain(|(name, _)| name != member);
            entry.texts.retain(|(name, _)| name != member);
        },
    )
}

fn good() -> Line {
    Line {
        over_ms: 8_000.0,
        rtt_ms: Some(50.0),
        loss_up: Some(0.0),
        loss_down: Some(0.0),
        jitter_up_ms: Some(4.0),
        jitter_down_ms: Some(4.0),
        kbps_up: Some(1000.0),
        kbps_down: Some(1000.0),
        cpu_limited: None,
        protocol: Some(Protocol::Udp),
        relayed: Some(true),
        relay_protocol: Some(RelayProtocol::Tls),
    }
}

#[test]
fn a_steady_call_has_its_own_figures() {
    assert_eq!(line(|_, _| {}), good());
}

#[test]
fn loss_is_counted_after_the_ramp_and_in_percent() {
    // Everything is lost in the first four seconds, and 3 of 100 each second after.
    let lost = |at: f64| if at <= 4.0 { 100.0 * at } else { 400.0 + 3.0 * (at - 4.0) };
    assert_eq!(line(|at, second| second.lost_up = lost(at)).loss_up, Some(3.0));
    let down = line(|at, second| second.lost_down = lost(at)).loss_down.unwrap();
    assert!((down - 3.0).abs() < 1e-9, "{down}");
}

#[test]
fn packets_that_arrive_twice_or_late_make_no_negative_loss() {
    let line = line(|at, second| {
        second.lost_up = 50.0 - at;
        second.lost_down = 50.0 - at;
    });
    assert_eq!((line.loss_up, line.loss_down), (Some(0.0), Some(0.0)));
}

#[test]
fn more_lost_than_sent_is_not_believed() {
    assert_eq!(line(|at, second| second.lost_up = 250.0 * at).loss_up, None);
    assert_eq!(line(|at, second| second.lost_up = 100.0 * at).loss_up, Some(100.0));
}

#[test]
fn the_round_trip_is_the_middle_one() {
    // One outlier in nine does not move it.
    assert_eq!(line(|at, second| second.rtt = if at >= 12.0 { 9.0 } else { 0.040 }).rtt_ms, Some(40.0));
    // 4 to 12: the middle is 8.
    assert_eq!(line(|at, second| second.rtt = at / 100.0).rtt_ms, Some(80.0));
}

#[test]
fn without_replies_on_streams_the_connectivity_checks_tell_the_round_trip() {
    assert_eq!(without("roundTripTime").rtt_ms, Some(300.0));
    let neither = edited(
        |_, _| {},
        |_, entry| entry.numbers.retain(|(name, _)| name != "roundTripTime" && name != "currentRoundTripTime"),
    );
    assert_eq!(neither.rtt_ms, None);
    assert_eq!(line(|_, second| second.rtt = 0.0).rtt_ms, Some(300.0), "nothing is not a round trip");
}

#[test]
fn a_member_that_is_missing_is_not_known_and_hides_nothing_else() {
    assert_eq!(without("packetsSent"), Line { loss_up: None, ..good() });
    assert_eq!(without("packetsReceived"), Line { loss_down: None, jitter_down_ms: None, ..good() });
    assert_eq!(without("packetsLost"), Line { loss_up: None, loss_down: None, ..good() });
    assert_eq!(without("jitter"), Line { jitter_up_ms: None, jitter_down_ms: None, ..good() });
    assert_eq!(without("bytesSent"), Line { kbps_up: None, ..good() });
    assert_eq!(without("bytesReceived"), Line { kbps_down: None, ..good() });
    assert_eq!(without("relayProtocol"), Line { relay_protocol: None, ..good() });
    assert_eq!(without("candidateType"), Line { relayed: None, ..good() });
    assert_eq!(without("protocol"), Line { protocol: None, ..good() });
    let none = Line { over_ms: 8_000.0, ..Line::default() };
    let nameless = edited(|_, _| {}, |_, entry| (entry.numbers, entry.texts) = (Vec::new(), Vec::new()));
    assert_eq!(nameless, none);
}

#[test]
fn jitter_is_of_the_worst_sound_and_never_of_pictures() {
    let pictures = |_: f64, entry: &mut Entry| entry.texts.retain(|(name, _)| name != "kind");
    let line = edited(|_, _| {}, pictures);
    assert_eq!((line.jitter_up_ms, line.jitter_down_ms), (None, None));

    let mut watch = Watch::default();
    for at in seconds() {
        let mut report = Second::good(at).report();
        let mut worse = Second { jitter: 0.035, ..Second::good(at) }.report();
        for entry in &mut worse.entries {
            entry.id.push('2');
            entry.numbers.iter_mut().filter(|(name, _)| name == "ssrc").for_each(|(_, source)| *source += 10.0);
        }
        worse.entries.retain(|entry| entry.kind.ends_with("rtp"));
        report.entries.extend(worse.entries);
        watch.take(&report);
    }
    assert_eq!((watch.result().jitter_up_ms, watch.result().jitter_down_ms), (Some(35.0), Some(35.0)));
}

/// A stream from which nothing comes any more keeps saying its last jitter, and that the line loses nothing.
#[test]
fn a_line_that_went_dead_is_not_known_to_be_steady() {
    let mut watch = Watch::default();
    for at in seconds() {
        let mut report = Second::good(1.0).report();
        report.entries.iter_mut().for_each(|entry| entry.at_ms += (at - 1.0) * 1000.0);
        report.entries.iter_mut().filter(|entry| entry.kind.starts_with("remote")).for_each(|entry| entry.at_ms = 1e6);
        watch.take(&report);
    }
    let line = watch.result();
    assert_eq!((line.loss_up, line.loss_down, line.jitter_up_ms, line.jitter_down_ms), (None, None, None, None));
    assert_eq!((line.kbps_up, line.kbps_down), (Some(0.0), Some(0.0)));
}

/// What a browser never sees coming it does not count as lost: of a line that goes dead it says that it loses nothing.
#[test]
fn what_should_have_come_after_a_line_went_dead_is_lost() {
    let dies = |dead: f64, lost: f64| {
        let mut watch = Watch::default();
        for at in seconds() {
            // From then on the same counters again and again, and no news from the other end.
            let last = at.min(dead);
            let mut report = Second { lost_down: lost * last, ..Second::good(last) }.report();
            let own = report.entries.iter_mut().filter(|entry| !entry.kind.starts_with("remote"));
            own.for_each(|entry| entry.at_ms += (at - last) * 1000.0);
            watch.take(&report);
        }
        watch.result()
    };
    // Counted from 4 to 12.
    assert_eq!(dies(9.0, 0.0).loss_down, Some(37.5));
    assert_eq!(dies(10.0, 0.0).loss_down, Some(25.0));
    assert_eq!(dies(11.0, 0.0).loss_down, Some(0.0), "one that hesitates is not dead");
    let both = dies(9.0, 3.0).loss_down.unwrap();
    assert!((both - (3.0 * 5.0 + 100.0 * 3.0) / 8.0).abs() < 1e-9, "{both}");
    // Everything else looks as it did.
    let line = dies(10.0, 0.0);
    assert_eq!((line.rtt_ms, line.loss_up, line.jitter_down_ms), (Some(50.0), Some(0.0), Some(4.0)));
}

/// What comes after a silence tells of what did not come meanwhile: that is counted once.
#[test]
fn a_silence_that_ends_is_lost_once() {
    let silent = |at: f64, entry: &mut Entry| {
        if entry.kind != "inbound-rtp" {
            return;
        }
        for (name, number) in &mut entry.numbers {
            match name.as_str() {
                "packetsReceived" if at >= 10.0 => *number -= 300.0,
                "packetsReceived" => *number = number.min(600.0),
                "packetsLost" if at >= 10.0 => *number = 300.0,
                _ => {}
            }
        }
    };
    assert_eq!(edited(|_, _| {}, silent), Line { loss_down: Some(37.5), ..good() });
}

#[test]
fn the_estimate_counts_if_it_is_higher_than_what_was_sent() {
    let estimated = |bits: f64| {
        edited(
            |_, _| {},
            |_, entry| {
                if entry.kind == "candidate-pair" {
                    entry.numbers.push(("availableOutgoingBitrate".to_owned(), bits));
                }
            },
        )
        .kbps_up
    };
    assert_eq!(estimated(2_500_000.0), Some(2500.0));
    assert_eq!(estimated(300_000.0), Some(1000.0));
    assert_eq!(estimated(f64::NAN), Some(1000.0));
    assert_eq!(estimated(-1.0), Some(1000.0));
    assert_eq!(estimated(1e300), Some(1000.0));
}

fn limited(limit: impl Fn(f64) -> (Option<f64>, Option<&'static str>)) -> Option<f64> {
    let edit = |at: f64, entry: &mut Entry| {
        if entry.kind == "outbound-rtp" {
            let (cpu, reason) = limit(at);
            entry.numbers.extend(cpu.map(|cpu| ("qualityLimitationDurations.cpu".to_owned(), cpu)));
            entry.texts.extend(reason.map(|reason| ("qualityLimitationReason".to_owned(), reason.to_owned())));
        }
    };
    edited(|_, _| {}, edit).cpu_limited
}

#[test]
fn how_long_the_device_was_too_slow() {
    // All of the ramp, and then a quarter of each second.
    assert_eq!(limited(|at| (Some(if at <= 4.0 { at } else { 3.0 + at / 4.0 }), Some("none"))), Some(0.25));
    assert_eq!(limited(|at| (Some(at), Some("cpu"))), Some(1.0));
    assert_eq!(limited(|_| (Some(0.0), Some("bandwidth"))), Some(0.0));
    // Without durations by how often it was said: at 10, 11 and 12 of the nine seconds 4 to 12.
    assert_eq!(limited(|at| (None, Some(if at >= 10.0 { "cpu" } else { "bandwidth" }))), Some(3.0 / 9.0));
    assert_eq!(limited(|_| (None, Some("bandwidth"))), Some(0.0));
    assert_eq!(limited(|_| (None, None)), None);
    // More than all the time is not believed.
    assert_eq!(limited(|at| (Some(3.0 * at), None)), None);
}

#[test]
fn counters_that_go_backwards_are_left_out() {
    let backwards = edited(
        |_, _| {},
        |at, entry| {
            for (_, number) in entry.numbers.iter_mut().filter(|(name, _)| name.starts_with("bytes")) {
                *number = 1e9 - 125_000.0 * at;
            }
        },
    );
    assert_eq!((backwards.kbps_up, backwards.kbps_down), (None, None));
    // Begun anew once: the second in which it happened does not count, the others do.
    let anew = edited(
        |_, _| {},
        |at, entry| {
            if at >= 8.0 {
                entry
                    .numbers
                    .iter_mut()
                    .filter(|(name, _)| name.starts_with("bytes"))
                    .for_each(|(_, number)| *number -= 1e6);
            }
        },
    );
    assert_eq!((anew.kbps_up, anew.kbps_down), (Some(1000.0), Some(1000.0)));
}

#[test]
fn a_clock_that_jumps_far_is_not_followed() {
    let mut watch = Watch::default();
    for at in seconds() {
        watch.take(&Second::good(at).report());
    }
    let before = watch.result();
    watch.take(&Second::good(1e6).report());
    assert_eq!(watch.result(), before);
}

#[test]
fn the_path_is_that_of_the_pair_in_use() {
    let paths = |marks: &[(&str, bool)], state: &str| {
        let mut pair = with(entry("p", "candidate-pair", 0.0), &[], &[("localCandidateId", "l"), ("state", state)]);
        pair.flags.extend(marks.iter().map(|(name, flag)| ((*name).to_owned(), *flag)));
        let local = with(entry("l", "local-candidate", 0.0), &[], &[("candidateType", "srflx"), ("protocol", "tcp")]);
        let other = with(entry("q", "candidate-pair", 0.0), &[], &[("localCandidateId", "x"), ("state", "succeeded")]);
        let mut watch = Watch::default();
        watch.take(&Report { entries: vec![other, pair, local] });
        (watch.result().protocol, watch.result().relayed)
    };
    let known = (Some(Protocol::Tcp), Some(false));
    assert_eq!(paths(&[("selected", true)], "succeeded"), known);
    assert_eq!(paths(&[("nominated", true)], "succeeded"), known);
    assert_eq!(paths(&[("nominated", true)], "failed"), (None, None));
    assert_eq!(paths(&[], "succeeded"), (None, None));
}

#[test]
fn reports_are_read_as_browsers_write_them() {
    let read = Report::read(
        r#"[{"id":"o","type":"outbound-rtp","timestamp":5.5,"ssrc":7,"active":true,"mid":"0","none":null,"list":[1],
            "qualityLimitationDurations":{"cpu":1.5,"none":2}}, {"id":"no type","timestamp":1}, 7]"#,
    );
    let wanted = Entry {
        id: "o".to_owned(),
        kind: "outbound-rtp".to_owned(),
        at_ms: 5.5,
        numbers: vec![
            ("qualityLimitationDurations.cpu".to_owned(), 1.5),
            ("qualityLimitationDurations.none".to_owned(), 2.0),
            ("ssrc".to_owned(), 7.0),
            ("timestamp".to_owned(), 5.5),
        ],
        texts: vec![
            ("id".to_owned(), "o".to_owned()),
            ("mid".to_owned(), "0".to_owned()),
            ("type".to_owned(), "outbound-rtp".to_owned()),
        ],
        flags: vec![("active".to_owned(), true)],
    };
    let read = read.map(|mut report| {
        for entry in &mut report.entries {
            entry.numbers.sort_by(|one, other| one.0.cmp(&other.0));
            entry.texts.sort();
        }
        report.entries
    });
    assert_eq!(read, Some(vec![wanted]));
    assert_eq!(Report::read("[]"), Some(Report::default()));
    for nothing in ["", "{}", "null", "[", "[1e999]", &"[".repeat(1000)] {
        assert_eq!(Report::read(nothing), None, "{nothing}");
    }
}
