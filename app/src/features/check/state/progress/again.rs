//! What is measured again because it says nothing of now: it was measured long ago, or over another network.

use shared::check::{Measurements, Step, Taken, Verdict};

use super::Progress;
use crate::features::check::state::{Moment, Place};

/// The steps of the line, in their order.
const LINE: [Step; 3] = [Step::Signalling, Step::Connection, Step::Quality];
/// So often the line is measured again in one check because the network is another: one that comes and goes would be measured
/// without end.
const MOST_NETWORKS: u32 = 3;

impl Progress {
    /// What goes to the server at `now`, and how old the oldest of it is. What is too old for that is left out, as if it had never
    /// been measured; only a fault that may still count is kept, for it is no pass.
    pub fn sent(&self, now: Moment) -> Measurements {
        let mut sent = self.clone();
        for (step, moment) in &self.moments {
            let fails = || self.result(*step).verdict == Verdict::Fail;
            if moment.is_over(now) || (moment.is_old(now) && !fails()) {
                sent.set(*step, &Taken::NotReached);
            }
        }
        let oldest = sent.moments.iter().map(|(_, moment)| moment.age_ms(now)).fold(0.0, f64::max);
        Measurements { age_s: (oldest / 1_000.0).ceil(), ..sent.measured }
    }

    /// Whether anything of the line was measured, or is being measured.
    pub fn knows_line(&self) -> bool {
        !self.behind.is_empty() || LINE.iter().any(|step| self.measured.is_measured(*step))
    }

    /// Opens what was measured so long before `now` that it is to be measured again, and goes there from the end. Answers which
    /// steps those are.
    pub fn reopen_old(&mut self, now: Moment) -> Vec<Step> {
        let old = self.old(now);
        self.empty(&old);
        if self.place == Place::End && !old.is_empty() {
            self.advance();
        }
        old
    }

    /// Goes back to `step`, as [`Self::repeat`] does, and opens what was measured too long before `now`. Then it begins with the
    /// first that is open: a loudspeaker is heard only beside a microphone that was allowed. Answers what is old besides.
    pub fn repeat_at(&mut self, step: Step, now: Moment) -> Vec<Step> {
        let mut old = self.old(now);
        self.repeat(step);
        old.retain(|step| self.measured.is_measured(*step));
        self.empty(&old);
        // What is being measured of it would be of another time than the rest.
        if old.iter().copied().any(Step::is_of_the_line) {
            self.empty_line();
        }
        self.networks = 0;
        if !old.is_empty() {
            self.advance();
        }
        old
    }

    /// The network is another: what was measured of the line counts no longer, however it came out, and what is being measured of
    /// it is no longer waited for. What was skipped stays so. Whether there was anything.
    pub fn reopen_line(&mut self) -> bool {
        if !self.knows_line() {
            return false;
        }
        let measured: Vec<Step> = LINE.into_iter().filter(|step| self.measured.is_measured(*step)).collect();
        self.empty(&measured);
        self.behind.clear();
        if self.step().is_none_or(Step::is_of_the_line) {
            self.current = None;
            self.advance();
        }
        true
    }

    /// The device is on another network in the middle of a check: as [`Self::reopen_line`], but only so often. Then what was
    /// measured stays, and what is being measured is waited for.
    pub fn change_network(&mut self) -> bool {
        if !self.knows_line() {
            return false;
        }
        self.networks = self.networks.saturating_add(1);
        !self.is_unsteady() && self.reopen_line()
    }

    /// Whether the network was another more often than the line is measured again for it.
    pub const fn is_unsteady(&self) -> bool {
        self.networks > MOST_NETWORKS
    }

    /// The devices of `steps` are gone, as in [`Self::reopen`]. A result whose line is of another network than the device is on
    /// now is not sent again with that line. Answers which of `steps` are open again.
    pub fn reopen_elsewhere(&mut self, steps: &[Step]) -> Vec<Step> {
        let reopened = self.reopen(steps);
        if !reopened.is_empty() {
            self.reopen_line();
        }
        reopened
    }

    /// As [`Self::reopen_line`] where somebody begins on a page that has been open for so long that what was measured of the line
    /// before is old.
    pub fn renew_line(&mut self, now: Moment) -> bool {
        let begins = self.waits_at(Step::Permission);
        begins && self.old(now).into_iter().any(Step::is_of_the_line) && self.reopen_line()
    }

    /// Nothing of the line was measured, nor skipped, and nothing of it is being measured. Answers its first step.
    pub(super) fn empty_line(&mut self) -> Step {
        self.empty(&LINE);
        self.behind.clear();
        Step::Signalling
    }

    /// What was measured too long before `now`, in the order of the steps. The line counts as one: it is measured over one network.
    fn old(&self, now: Moment) -> Vec<Step> {
        let of = |step: Step| self.moments.iter().find(|(known, _)| *known == step);
        let is_old = |step: Step| of(step).is_some_and(|(_, moment)| moment.is_old(now));
        let line = LINE.into_iter().any(is_old);
        let old = |step: &Step| if step.is_of_the_line() { line && of(*step).is_some() } else { is_old(*step) };
        Step::ALL.iter().copied().filter(old).collect()
    }

    fn empty(&mut self, steps: &[Step]) {
        for step in steps {
            self.set(*step, &Taken::NotReached);
        }
    }
}
