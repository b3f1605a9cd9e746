//! Sees reports in order and says what the line does.

use super::{
    Line,
    changes::{Change, Changes, News},
    jitter::Jitter,
    path::{self, Path},
    report::{Entry, Report},
    samples::Samples,
    sums::{Flow, Loss, MOST_KBPS, share},
};

/// How long a call takes to find its rate, in milliseconds from the first report; nothing of it counts. Measured: a browser
/// starts at 300 kbps and says "bandwidth" limits it on a clean line for some seconds.
pub const RAMP_MS: f64 = 4_000.0;
/// From so long a silence on at the end of a call, in milliseconds, what should have come is lost. Sound comes fifty times a
/// second: a line that is silent for so long is dead, and no hesitation.
pub const SILENT_MS: f64 = 2_000.0;
/// The longest pause between two reports, in milliseconds: after a longer one the device slept or its clock jumped.
const MOST_PAUSE_MS: f64 = 60_000.0;

/// Sees reports in order and keeps what a [`Line`] needs: sums and the newest values, never the reports.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    began_ms: Option<f64>,
    newest_ms: f64,
    counted_from_ms: Option<f64>,
    arrived_ms: Option<f64>,
    path: Path,
    replied: Samples,
    checked: Samples,
    allowed_kbps: Samples,
    jitter_up: Jitter,
    jitter_down: Jitter,
    replies: News,
    arriving: Changes<1>,
    lost_down: Changes<2>,
    lost_up: Changes<2>,
    transports_up: Changes<1>,
    transports_down: Changes<1>,
    streams_up: Changes<1>,
    streams_down: Changes<1>,
    limited: Changes<1>,
    loss_up: Loss,
    loss_down: Loss,
    flow_up: Flow,
    flow_down: Flow,
    strain: Flow,
    strained_reports: Samples,
}

impl Watch {
    /// Sees the next report. One that is no later than the one before is ignored, and so is one long after it.
    pub fn take(&mut self, report: &Report) {
        let Some(at_ms) = report.at_ms() else { return };
        if self.began_ms.is_some() && (at_ms <= self.newest_ms || at_ms > self.newest_ms + MOST_PAUSE_MS) {
            return;
        }
        let began_ms = *self.began_ms.get_or_insert(at_ms);
        self.newest_ms = at_ms;
        let pair = path::pair(report);
        self.path = pair.and_then(|pair| Path::of(report, pair)).unwrap_or(self.path);
        if at_ms - began_ms < RAMP_MS {
            return;
        }
        self.counted_from_ms.get_or_insert(at_ms);
        if let Some(pair) = pair {
            self.checked.take(reply_ms(pair, "currentRoundTripTime"));
            let kbps = pair.number("availableOutgoingBitrate").map(|bits| bits / 1000.0);
            self.allowed_kbps.take(kbps.filter(|kbps| *kbps > 0.0 && *kbps <= MOST_KBPS));
        }
        self.hear_from_the_other_end(report, began_ms + RAMP_MS);
        self.count_arrivals(report);
        self.count_bytes(report);
        self.look_at_the_encoder(report);
    }

    /// What the other end says about what we send. It comes in every one to five seconds and stays in all reports until
    /// the next, so only news counts. Packets sent are counted up to now and losses up to when it was written: at both
    /// ends of the check alike.
    fn hear_from_the_other_end(&mut self, report: &Report, from_ms: f64) {
        for remote in report.of("remote-inbound-rtp").filter(|remote| remote.at_ms >= from_ms) {
            let Some(source) = remote.source() else { continue };
            if !self.replies.is_new(&source, remote.at_ms) {
                continue;
            }
            self.replied.take(reply_ms(remote, "roundTripTime"));
            self.jitter_up.take(remote);
            let own = report.of("outbound-rtp").find(|stream| stream.source().as_ref() == Some(&source));
            let sent = own.and_then(|stream| stream.counter("packetsSent"));
            if let (Some(sent), Some(lost)) = (sent, remote.packets_lost())
                && let Some(change) = self.lost_up.since_last(source, remote.at_ms, [sent, lost])
            {
                let [sent, lost] = change.by;
                self.loss_up.lost += lost;
                self.loss_up.all += sent;
            }
        }
    }

    fn count_arrivals(&mut self, report: &Report) {
        for stream in report.of("inbound-rtp") {
            let (Some(source), Some(received)) = (stream.source(), stream.counter("packetsReceived")) else { continue };
            // A stream from which nothing comes keeps its last jitter, however good.
            let arriving = self.arriving.since_last(source.clone(), stream.at_ms, [received]);
            if arriving.is_some_and(|change| change.by[0] > 0.0) {
                self.arrived_ms = Some(self.newest_ms);
                self.jitter_down.take(stream);
            }
            if let Some(lost) = stream.packets_lost()
                && let Some(change) = self.lost_down.since_last(source, stream.at_ms, [received, lost])
            {
                let [received, lost] = change.by;
                self.loss_down.lost += lost;
                self.loss_down.all += received + lost;
            }
        }
    }

    /// Chromium and Safari count the bytes of the whole transport; Firefox only those of each stream.
    fn count_bytes(&mut self, report: &Report) {
        let transport = |member: &'static str| {
            let count = move |entry: &Entry| Some((entry.id.clone(), entry.at_ms, [entry.counter(member)?]));
            report.of("transport").filter_map(count)
        };
        let streams = |kind: &'static str, payload: &'static str, headers: &'static str| {
            let count = move |entry: &Entry| {
                let bytes = entry.counter(payload)? + entry.counter(headers).unwrap_or_default();
                Some((entry.source()?, entry.at_ms, [bytes]))
            };
            report.of(kind).filter_map(count)
        };
        let up = changes(&mut self.transports_up, transport("bytesSent"));
        let up_streams = changes(&mut self.streams_up, streams("outbound-rtp", "bytesSent", "headerBytesSent"));
        self.flow_up.take(if up.is_empty() { &up_streams } else { &up });
        let down = changes(&mut self.transports_down, transport("bytesReceived"));
        let down_streams =
            changes(&mut self.streams_down, streams("inbound-rtp", "bytesReceived", "headerBytesReceived"));
        self.flow_down.take(if down.is_empty() { &down_streams } else { &down });
    }

    /// Only Chromium says for how long the device was too slow; others at most whether it is so now. That the line is too
    /// slow ("bandwidth") is no fault of the device.
    fn look_at_the_encoder(&mut self, report: &Report) {
        let limit = |stream: &Entry| {
            let seconds = stream.counter("qualityLimitationDurations.cpu")?;
            Some((stream.source()?, stream.at_ms, [seconds * 1000.0]))
        };
        let limits = changes(&mut self.limited, report.of("outbound-rtp").filter_map(limit));
        // Of several encoders the one that suffers most.
        let worst = limits.iter().max_by(|one, other| f64::total_cmp(&one.by[0], &other.by[0]));
        self.strain.take(worst.map(std::slice::from_ref).unwrap_or_default());
        let reasons: Vec<&str> =
            report.of("outbound-rtp").filter_map(|stream| stream.text("qualityLimitationReason")).collect();
        if !reasons.is_empty() {
            self.strained_reports.take(Some(f64::from(u8::from(reasons.contains(&"cpu")))));
        }
    }

    /// The loss in percent, with what should have come since anything came last. A browser knows of a lost packet only from one
    /// that comes after it, so of a line that goes dead it counts no loss at all. As much as before would have come.
    fn with_the_silence(&self, percent: f64) -> f64 {
        let Some(from_ms) = self.counted_from_ms else { return percent };
        let until_ms = self.arrived_ms.unwrap_or(from_ms);
        let silent_ms = self.newest_ms - until_ms;
        if silent_ms < SILENT_MS {
            return percent;
        }
        let lost = percent * (until_ms - from_ms) + 100.0 * silent_ms;
        (lost / (self.newest_ms - from_ms)).min(100.0)
    }

    /// What the line did so far.
    pub fn result(&self) -> Line {
        let sent = self.flow_up.kbps();
        Line {
            over_ms: self.counted_from_ms.map_or(0.0, |from| self.newest_ms - from),
            rtt_ms: self.replied.median().or_else(|| self.checked.median()),
            loss_up: self.loss_up.percent(),
            loss_down: self.loss_down.percent().map(|percent| self.with_the_silence(percent)),
            jitter_up_ms: self.jitter_up.worst(),
            jitter_down_ms: self.jitter_down.worst(),
            // Without anything sent the estimate is what the browser starts from.
            kbps_up: sent
                .map(|sent| self.allowed_kbps.median().filter(|_| sent > 0.0).map_or(sent, |most| most.max(sent))),
            kbps_down: self.flow_down.kbps(),
            cpu_limited: share(self.strain.sum, self.strain.over_ms).or_else(|| self.strained_reports.mean()),
            protocol: self.path.protocol,
            relayed: self.path.relayed,
            relay_protocol: self.path.relay_protocol,
        }
    }
}

/// A round trip. Exactly none is what browsers say before they know (and Firefox, in whole milliseconds, on one machine).
fn reply_ms(entry: &Entry, member: &str) -> Option<f64> {
    entry.seconds_as_ms(member).filter(|ms| *ms > 0.0)
}

/// The changes of several streams since the last report.
fn changes<'a>(known: &mut Changes<1>, counted: impl Iterator<Item = (String, f64, [f64; 1])> + 'a) -> Vec<Change<1>> {
    counted.filter_map(|(stream, at_ms, counters)| known.since_last(stream, at_ms, counters)).collect()
}
