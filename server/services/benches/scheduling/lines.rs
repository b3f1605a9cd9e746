//! What each caller would be told of its line: it counts what comes as a browser does, the watch of the check makes a line of it,
//! and the rules of the check judge that. So it shows whether as many as call at once still measure their line, or each other.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use shared::check::{
    Browser, CHECK_VERSION, Measurements, Quality, Route, Step, StepResult, Taken, Verdict,
    pace::CALL_MS,
    statistics::{Entry, Report, Watch},
    thresholds::{KBPS_WARN, LOSS_WARN_PERCENT, RTT_WARN_MS},
    verdicts::judge,
};
use str0m::{media::Mid, rtp::RtpPacket};

use super::{callers::caller::Got, percentile, row};

/// A second of sound has so many ticks (RFC 7587).
const SOUND_TICKS: f64 = 48_000.0;
/// And a second of pictures (RFC 7741).
const PICTURE_TICKS: f64 = 90_000.0;

/// One stream that comes, as a browser counts it (RFC 3550, A.3 and A.8).
struct Stream {
    ticks: f64,
    lowest: u64,
    highest: u64,
    received: u64,
    /// When the newest packet came less when it was sent, in seconds, from anywhere.
    transit: Option<f64>,
    jitter: f64,
}

impl Stream {
    const fn of(ticks: f64) -> Self {
        Self { ticks, lowest: u64::MAX, highest: 0, received: 0, transit: None, jitter: 0.0 }
    }

    fn take(&mut self, packet: &RtpPacket, begun: Instant) {
        let number = *packet.seq_no;
        (self.lowest, self.highest) = (self.lowest.min(number), self.highest.max(number));
        self.received += 1;
        let came = packet.timestamp.saturating_duration_since(begun).as_secs_f64();
        let transit = came - f64::from(packet.header.timestamp) / self.ticks;
        if let Some(before) = self.transit.replace(transit) {
            self.jitter += ((transit - before).abs() - self.jitter) / 16.0;
        }
    }

    /// Its entry in a report; nothing before its first packet.
    fn entry(&self, source: u32, kind: &str, at_ms: f64) -> Option<Entry> {
        let expected = (self.highest + 1).checked_sub(self.lowest).filter(|_| self.received > 0)?;
        let numbers = [
            ("packetsReceived", number(self.received)),
            ("packetsLost", number(expected) - number(self.received)),
            ("jitter", self.jitter),
        ];
        Some(entry("inbound-rtp", Some((source, kind)), at_ms, &numbers))
    }
}

/// What a caller counts of its call.
pub struct Count {
    begun: Instant,
    sound: Stream,
    pictures: Stream,
    /// The streams that it sends, to tell them apart.
    sent: Vec<Mid>,
    watch: Watch,
}

impl Count {
    /// Begins with the call.
    pub fn begin(got: &mut Got) -> Self {
        let (sound, pictures) = (Stream::of(SOUND_TICKS), Stream::of(PICTURE_TICKS));
        let mut count = Self { begun: Instant::now(), sound, pictures, sent: Vec::new(), watch: Watch::default() };
        count.take(got);
        count
    }

    /// For so long it goes.
    pub fn lasted(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Counts what came since the last time, and forgets it: kept, it would fill the memory that the server has. What comes after
    /// a check would be over says nothing more.
    pub fn take(&mut self, got: &mut Got) {
        for packet in got.sound.drain(..) {
            self.sound.take(&packet, self.begun);
        }
        for packet in got.pictures.drain(..) {
            self.pictures.take(&packet, self.begun);
        }
        let at_ms = self.lasted().as_secs_f64() * 1_000.0;
        let report = self.report(got, at_ms);
        got.told.clear();
        if at_ms <= CALL_MS {
            self.watch.take(&report);
        }
    }

    fn report(&mut self, got: &Got, at_ms: f64) -> Report {
        let mut entries = vec![entry("transport", None, at_ms, &[("bytesReceived", number(got.bytes))])];
        entries.extend(self.sound.entry(1, "audio", at_ms));
        entries.extend(self.pictures.entry(2, "video", at_ms));
        for told in &got.told {
            if !self.sent.contains(&told.mid) {
                self.sent.push(told.mid);
            }
            // Which of them is the sound is not known, and so not how unevenly it arrives.
            let source = (11..).zip(&self.sent).find(|(_, known)| **known == told.mid).map_or(10, |(source, _)| source);
            let mut heard = Vec::new();
            heard.extend(told.rtt.map(|rtt| ("roundTripTime", rtt.as_secs_f64())));
            heard.extend(told.remote.as_ref().map(|remote| ("packetsLost", number(remote.packets_lost))));
            let of = Some((source, "unknown"));
            entries.push(entry("outbound-rtp", of, at_ms, &[("packetsSent", number(told.packets))]));
            entries.push(entry("remote-inbound-rtp", of, at_ms, &heard));
        }
        Report { entries }
    }

    /// What a browser would send. How much a caller sends is its own choice and says nothing of the line: on the way up only loss
    /// counts.
    pub fn quality(&self) -> Quality {
        let line = self.watch.result();
        Quality {
            over_ms: line.over_ms,
            rtt_ms: line.rtt_ms,
            loss_up: line.loss_up,
            loss_down: line.loss_down,
            jitter_up_ms: line.jitter_up_ms,
            jitter_down_ms: line.jitter_down_ms,
            kbps_up: Some(KBPS_WARN),
            kbps_down: line.kbps_down,
            cpu_limited: None,
            route: Some(Route::Udp),
            unmeasured: None,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
const fn number(count: u64) -> f64 {
    count as f64
}

fn entry(what: &str, of: Option<(u32, &str)>, at_ms: f64, numbers: &[(&str, f64)]) -> Entry {
    let mut numbers: Vec<(String, f64)> = numbers.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    numbers.extend(of.map(|(source, _)| ("ssrc".to_owned(), f64::from(source))));
    let texts = of.map(|(_, kind)| ("kind".to_owned(), kind.to_owned())).into_iter().collect();
    let id = format!("{what} {}", of.map_or(0, |(source, _)| source));
    Entry { id, kind: what.to_owned(), at_ms, numbers, texts, flags: Vec::new() }
}

/// The verdict over a line, by the rules of the check.
fn judged(quality: &Quality) -> StepResult {
    let measured = Measurements {
        version: CHECK_VERSION,
        browser: Browser::Other,
        attended: true,
        environment: Taken::NotReached,
        permission: Taken::NotReached,
        camera: Taken::NotReached,
        microphone: Taken::NotReached,
        speaker: Taken::NotReached,
        signalling: Taken::NotReached,
        connection: Taken::NotReached,
        quality: Taken::Measured(quality.clone()),
        age_s: 0.0,
    };
    let steps = judge(&measured).steps;
    steps.into_iter().find(|step| step.step == Step::Quality).expect("every step is judged")
}

/// Prints what the callers measured: the worst of them and the one in the middle, and how many would get which verdict.
pub fn tell(name: &str, lines: &[Quality]) {
    let what = |what: &str| format!("{name}: what {} checks measure, {what}", lines.len());
    let of = |number: fn(&Quality) -> Option<f64>| lines.iter().filter_map(number).collect::<Vec<f64>>();
    let (kbps, rtt) = (of(|line| line.kbps_down), of(|line| line.rtt_ms));
    let (down, up) = (of(|line| line.loss_down), of(|line| line.loss_up));
    let highest = |numbers: &[f64]| (percentile(numbers, 1.0), percentile(numbers, 0.5));
    let (worst, median) = (percentile(&kbps, 0.0), percentile(&kbps, 0.5));
    row(&what("kbit/s down, worst and median"), &format!("{KBPS_WARN:.0}"), &format!("{worst:.0} and {median:.0}"));
    for (way, loss) in [("down", down), ("up", up)] {
        let (worst, median) = highest(&loss);
        let budget = format!("below {LOSS_WARN_PERCENT:.0} %");
        row(&what(&format!("loss {way}, worst and median")), &budget, &format!("{worst:.2} and {median:.2} %"));
    }
    let (worst, median) = highest(&rtt);
    let budget = format!("{RTT_WARN_MS:.0} ms");
    row(&what("there and back, worst and median"), &budget, &format!("{worst:.0} and {median:.0} ms"));
    row(&what("would be told"), "all pass", &verdicts(lines));
}

/// How many got which verdict, and for what.
fn verdicts(lines: &[Quality]) -> String {
    let results: Vec<StepResult> = lines.iter().map(judged).collect();
    let count = |verdict: Verdict| results.iter().filter(|result| result.verdict == verdict).count();
    let counted = Verdict::ALL.iter().map(|verdict| (count(*verdict), verdict.code()));
    let mut said: Vec<String> =
        counted.filter(|(count, _)| *count > 0).map(|(count, code)| format!("{count} {code}")).collect();
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in results.iter().flat_map(|result| &result.findings) {
        *causes.entry(finding.code()).or_default() += 1;
    }
    said.extend(causes.iter().map(|(code, count)| format!("{code} {count} ×")));
    said.join(", ")
}
