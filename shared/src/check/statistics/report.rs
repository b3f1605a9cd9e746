//! One report of the browser, as plain values.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One report: what `getStats()` gives at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its entries, in the browser's order, which means nothing.
    pub entries: Vec<Entry>,
}

/// One entry of a report: a stream, a candidate, a transport.
///
/// A member of a nested object is named after both: `qualityLimitationDurations.cpu`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// `id`: what other entries call it.
    pub id: String,
    /// `type`: what it is an entry about.
    pub kind: String,
    /// `timestamp`: when it was true, in milliseconds since the start of 1970 by the device's clock.
    pub at_ms: f64,
    /// The members that are numbers.
    pub numbers: Vec<(String, f64)>,
    /// The members that are texts.
    pub texts: Vec<(String, String)>,
    /// The members that are true or false.
    pub flags: Vec<(String, bool)>,
}

/// Times that a browser can name (ECMA-262: ±8.64e15 ms), as far as they are not before 1970.
const TIMES_MS: std::ops::RangeInclusive<f64> = 0.0..=8.64e15;

impl Report {
    /// Reads `JSON.stringify([...report.values()])`. What is no entry is left out; `None` for what is no list at all.
    pub fn read(json: &str) -> Option<Self> {
        let entries: Vec<Value> = serde_json::from_str(json).ok()?;
        Some(Self { entries: entries.iter().filter_map(Entry::of).collect() })
    }

    /// The entries of one type, if their time is one.
    pub(super) fn of(&self, kind: &'static str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.kind == kind && TIMES_MS.contains(&entry.at_ms))
    }

    /// The entry with this id.
    pub(super) fn named(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// When it was made: the latest time among the entries that the browser makes up at that moment. Those that begin
    /// with `remote-` carry the time at which the other end's report came in.
    pub(super) fn at_ms(&self) -> Option<f64> {
        ["transport", "candidate-pair", "outbound-rtp", "inbound-rtp"]
            .into_iter()
            .flat_map(|kind| self.of(kind))
            .map(|entry| entry.at_ms)
            .max_by(f64::total_cmp)
    }
}

impl Entry {
    fn of(value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        let mut entry = Self {
            id: members.get("id")?.as_str()?.to_owned(),
            kind: members.get("type")?.as_str()?.to_owned(),
            at_ms: members.get("timestamp")?.as_f64()?,
            ..Self::default()
        };
        entry.take("", members);
        Some(entry)
    }

    fn take(&mut self, prefix: &str, members: &Map<String, Value>) {
        for (name, value) in members {
            let name = format!("{prefix}{name}");
            match value {
                Value::Number(number) => self.numbers.extend(number.as_f64().map(|number| (name, number))),
                Value::String(text) => self.texts.push((name, text.clone())),
                Value::Bool(flag) => self.flags.push((name, *flag)),
                Value::Object(nested) if prefix.is_empty() => self.take(&format!("{name}."), nested),
                Value::Null | Value::Array(_) | Value::Object(_) => {}
            }
        }
    }

    /// A member that is a number, if it has it and it is one.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let (_, number) = self.numbers.iter().find(|(known, _)| known == name)?;
        number.is_finite().then_some(*number)
    }

    /// A member that counts something: from 0 to 2^53, beyond which a browser cannot count by ones.
    pub(super) fn counter(&self, name: &str) -> Option<f64> {
        self.number(name).filter(|number| (0.0..=9_007_199_254_740_992.0).contains(number))
    }

    /// A member in seconds, as milliseconds: from 0 to a minute, beyond which there is no call.
    pub(super) fn seconds_as_ms(&self, name: &str) -> Option<f64> {
        self.number(name).filter(|seconds| (0.0..=60.0).contains(seconds)).map(|seconds| seconds * 1000.0)
    }

    /// `packetsLost`, which is below 0 where packets arrive twice. The protocol counts it in 24 bits (RFC 3550, 6.4.1).
    pub(super) fn packets_lost(&self) -> Option<f64> {
        self.number("packetsLost").filter(|lost| lost.abs() <= 16_777_216.0)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// A member that is true or false.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.flags.iter().find(|(known, _)| known == name).map(|(_, flag)| *flag)
    }

    /// What tells streams apart: their source. A stream that begins anew has a new one.
    pub(super) fn source(&self) -> Option<String> {
        self.number("ssrc").map(|ssrc| ssrc.to_string())
    }
}
