//! How unsteadily sound arrives.

use std::collections::BTreeMap;

use super::{report::Entry, samples::Samples};

/// As many streams of sound as are told apart.
const MOST_STREAMS: usize = 8;

/// The jitter of each stream of sound, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Jitter(BTreeMap<String, Samples>);

impl Jitter {
    pub(super) fn take(&mut self, stream: &Entry) {
        let known = |source: &String| self.0.len() < MOST_STREAMS || self.0.contains_key(source);
        if stream.text("kind") == Some("audio")
            && let Some(source) = stream.source().filter(known)
        {
            self.0.entry(source).or_default().take(stream.seconds_as_ms("jitter"));
        }
    }

    pub(super) fn worst(&self) -> Option<f64> {
        self.0.values().filter_map(Samples::median).max_by(f64::total_cmp)
    }
}
