//! What this browser remembers of the checks that it recorded: with which devices each was made. So it can say when other
//! devices are connected, for every room and appointment that it checked, and for none that it did not.

use serde::{Deserialize, Serialize};
use shared::check::CheckedFor;

/// A check counts for a day at most, in milliseconds; what is older need not be remembered.
const COUNTS_MS: f64 = 24.0 * 3_600_000.0;

/// The checks that may still count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checked(Vec<Made>);

/// One check: what it counts for, a number of the devices, and when it was made, in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Made(CheckedFor, String, f64);

impl Checked {
    /// What was remembered, as far as it may still count at `now`. What cannot be read is forgotten.
    pub fn read(text: Option<&str>, now: f64) -> Self {
        let mut checked: Self = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        // A clock that was set back makes nothing younger.
        checked.0.retain(|Made(.., at)| (now - at).abs() < COUNTS_MS);
        checked
    }

    /// What to remember; `None` if that is nothing.
    pub fn written(&self) -> Option<String> {
        if self.0.is_empty() { None } else { serde_json::to_string(self).ok() }
    }

    /// A check was recorded. A trial counts for nothing.
    pub fn record(&mut self, counts_for: CheckedFor, devices: Option<String>, now: f64) {
        self.forget(counts_for);
        if counts_for != CheckedFor::Trial {
            self.0.extend(devices.map(|devices| Made(counts_for, devices, now)));
        }
    }

    /// What was checked with others than `devices`.
    pub fn with_others(&self, devices: &str) -> Vec<CheckedFor> {
        self.0.iter().filter(|Made(_, known, _)| known != devices).map(|Made(counts_for, ..)| *counts_for).collect()
    }

    /// It is known that a check no longer counts.
    pub fn forget(&mut self, counts_for: CheckedFor) {
        self.0.retain(|Made(known, ..)| *known != counts_for);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: f64 = 1.76e12;

    fn room(number: u8) -> CheckedFor {
        CheckedFor::Room(format!("01890000-0000-7000-8000-00000000000{number}").parse().expect("an id"))
    }

    #[test]
    fn each_check_is_compared_by_itself() {
        let hearing = CheckedFor::Participant("01890000-0000-7000-8000-000000000001".parse().expect("an id"));
        let mut checked = Checked::default();
        checked.record(room(1), Some("a".to_owned()), NOON);
        checked.record(hearing, Some("b".to_owned()), NOON);
        assert_eq!(checked.with_others("b"), [room(1)]);
        assert_eq!(checked.with_others("c"), [room(1), hearing]);
        checked.record(room(1), Some("b".to_owned()), NOON);
        assert!(checked.with_others("b").is_empty(), "the newest of a room counts");
        checked.record(room(1), None, NOON);
        assert_eq!(checked.with_others("c"), [hearing], "devices that cannot be told apart");
    }

    #[test]
    fn a_trial_neither_writes_nor_takes_away() {
        let mut checked = Checked::default();
        checked.record(room(1), Some("a".to_owned()), NOON);
        let before = checked.clone();
        checked.record(CheckedFor::Trial, Some("b".to_owned()), NOON);
        assert_eq!(checked, before);
        assert_eq!(checked.with_others("b"), [room(1)]);
    }

    #[test]
    fn what_was_remembered_comes_back_for_a_day() {
        let mut checked = Checked::default();
        assert_eq!(checked.written(), None);
        checked.record(room(2), Some("a".to_owned()), NOON);
        let text = checked.written().expect("there is something");
        assert_eq!(Checked::read(Some(&text), NOON + 1000.0), checked);
        assert_eq!(Checked::read(Some(&text), NOON + COUNTS_MS), Checked::default());
        assert_eq!(Checked::read(Some("nonsense"), NOON), Checked::default());
        assert_eq!(Checked::read(None, NOON), Checked::default());
    }
}
