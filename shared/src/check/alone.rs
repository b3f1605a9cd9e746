//! When a room's own device checks itself: ahead of the first appointment of a day, and never while somebody is heard there.

mod turn;

pub use self::turn::{TURN_MINUTES, Turn};
use super::{CheckResult, Finding, StepResult, Verdict, verdicts};
use crate::{
    readiness::CHECK_LEAD_MINUTES,
    time::{Instant, Period},
};

/// So many minutes before the first appointment a room's device checks itself, or at its last [`Turn`] by then: that it was not
/// checked stands in the way from [`CHECK_LEAD_MINUTES`] on, and the check itself takes some.
pub const RUNS_AHEAD_MINUTES: i64 = CHECK_LEAD_MINUTES + 10;

/// After so many minutes a check that the device makes by itself is surely over: it takes one, the device looks at its clock now
/// and then only, and what it found must arrive.
pub const RUN_MINUTES: i64 = 5;

/// So often a device checks its room by itself on one day at the most, where each time something kept it from measuring.
pub const MOST_RUNS: usize = 3;

/// So many minutes after such a check was recorded the next one begins at the earliest: a server that was full then is so for a
/// while, and an outage lasts some minutes.
pub const AGAIN_MINUTES: i64 = 10;

/// From when on a room's device is to check itself on `day`. `standing` are the checks of that day which still count: when each was
/// recorded, and how it ended. `None` if it need not do so any more: everything was measured, or all that a device can measure
/// alone, or it tried often enough.
pub fn due_from(day: Period, standing: &[(Instant, CheckResult)]) -> Option<Instant> {
    if standing.iter().any(|(_, result)| is_done(result)) {
        return None;
    }
    let runs: Vec<Instant> =
        standing.iter().filter(|(_, result)| !result.attended).map(|(recorded, _)| *recorded).collect();
    let again = runs.iter().max().map_or(day.start(), |last| last.plus_minutes(AGAIN_MINUTES));
    (runs.len() < MOST_RUNS).then_some(again)
}

/// Whether nothing is left to measure after this check but what needs a person. What a person skipped is not known.
fn is_done(result: &CheckResult) -> bool {
    if result.attended { verdicts::is_complete(result) } else { !result.steps.iter().any(may_be_over_soon) }
}

/// Whether a step that a device measured alone may come out otherwise in some minutes, without anybody doing anything.
fn may_be_over_soon(step: &StepResult) -> bool {
    match verdicts::counts(step) {
        Verdict::NotMeasured => step.findings.iter().any(|finding| is_passing(*finding)),
        // A line that was cut for a minute fails like one that is always bad. What stands in the room does not mend itself.
        Verdict::Fail => step.step.is_of_the_line(),
        Verdict::Pass | Verdict::Warn => false,
    }
}

/// Whether that a step was not measured for this reason may pass by itself: the server or the line was busy, the screen slept,
/// another program held a device, the page is loaded anew.
const fn is_passing(finding: Finding) -> bool {
    matches!(
        finding,
        Finding::ServerBusy
            | Finding::TooManyChecks
            | Finding::NoServer
            | Finding::NoCall
            | Finding::ClockUnknown
            | Finding::OutOfTime
            | Finding::TooLittle
            | Finding::Unseen
            | Finding::Unlistened
            | Finding::NotReadable
            | Finding::OldPage
    )
}

/// When a room's device checks itself for an appointment that begins at `start` on `day`: not on the day before, for
/// which that check would count.
pub fn runs_at(start: Instant, day: Period) -> Instant {
    start.plus_minutes(-RUNS_AHEAD_MINUTES).max(day.start())
}

/// When the device of a room checks itself next, `now` at the earliest, for the first appointment that begins from `from` on and
/// leaves it time to be over. `taken` are the appointments there, by start; a chirp disturbs none of them. `day_of` is
/// the room's civil day of a moment.
///
/// It does so at its `turn`: at the last one by [`runs_at`], or at the next where it is late. If none is left before the appointment
/// it does not wait for one: a line that others use at the same time is better than a room that nobody checked.
pub fn next_run(
    from: Instant,
    now: Instant,
    taken: &[Period],
    turn: Turn,
    day_of: impl Fn(Instant) -> Option<Period>,
) -> Option<Instant> {
    taken.iter().map(|period| period.start()).filter(|start| *start >= from).find_map(|start| {
        let day = day_of(start)?;
        let wished = runs_at(start, day);
        let at_its_turn = turn_from(turn.last_by(wished).max(day.start()).max(now), start, taken, turn);
        at_its_turn.or_else(|| Some(free_from(wished.max(now), taken)).filter(|at| is_over_by(start, *at)))
    })
}

/// Whether a check that begins `at` is over when an appointment begins at `start`.
fn is_over_by(start: Instant, at: Instant) -> bool {
    at.plus_minutes(RUN_MINUTES) <= start
}

/// The first moment from `at` on at which it is this room's `turn`, and a check is over before the next of `taken` begins; `None` if
/// there is none in time for an appointment at `start`.
fn turn_from(at: Instant, start: Instant, taken: &[Period], turn: Turn) -> Option<Instant> {
    let mut at = turn.next_from(at);
    while is_over_by(start, at) {
        let free = free_from(at, taken);
        if free == at {
            return Some(at);
        }
        at = turn.next_from(free);
    }
    None
}

/// The first moment from `at` on at which a check is over before the next of `taken`, which come by start, begins.
fn free_from(at: Instant, taken: &[Period]) -> Instant {
    taken.iter().fold(at, |at, period| {
        let disturbs = at < period.end() && period.start() < at.plus_minutes(RUN_MINUTES);
        if disturbs { period.end() } else { at }
    })
}
