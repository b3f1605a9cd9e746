//! Judging any plan against its docket, whoever made it.
//!
//! This is the definition of the rules, written as they are spoken: every placement by itself, then every two of them,
//! then every moment of an escort. It shares nothing with the search but the docket: its reading, and how long before and
//! after its start a request needs whom. So neither can hide a mistake of the other.

use std::fmt;

use super::{
    answer::Plan,
    docket::{Docket, Placement},
    rule::Rule,
};
use crate::time::Period;

mod alone;
mod ledger;
mod together;

/// A rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Who, where and when.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.rule, self.what)
    }
}

/// Everything in which `plan` is no plan for `docket`; nothing if it is sound.
pub fn verify(docket: &Docket, plan: &Plan) -> Vec<Violation> {
    let (placements, mut violations) = ledger::read(docket, plan);
    violations.extend(breaches(docket, &placements).into_iter().map(|breach| breach.violation));
    violations.extend(ledger::sums(docket, plan));
    violations
}

/// What of a placement breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: it breaks the rule wherever it is.
    Whole,
    /// When it starts.
    Start,
    /// Which room it has at the centre of this place.
    Room(usize),
}

/// A rule that a placement breaks.
pub(super) struct Broken {
    /// The place of the placement.
    pub(super) place: usize,
    pub(super) part: Part,
    /// The rule, and who, where and when.
    pub(super) words: String,
}

/// The rules that `placements` break by themselves, each told of everyone concerned.
pub(super) fn broken(docket: &Docket, placements: &[Placement]) -> Vec<Broken> {
    let breaches = breaches(docket, placements).into_iter();
    let each = breaches.flat_map(|breach| {
        let (part, words) = (breach.part, breach.violation.to_string());
        breach.concerned.into_iter().map(move |place| Broken { place, part, words: words.clone() })
    });
    let mut each: Vec<_> = each.collect();
    each.sort_by(|one, other| (one.place, &one.words).cmp(&(other.place, &other.words)));
    each
}

/// A broken rule with the placements that break it.
struct Breach {
    violation: Violation,
    concerned: Vec<usize>,
    part: Part,
}

impl Breach {
    fn new(rule: Rule, part: Part, concerned: Vec<usize>, what: String) -> Self {
        Self { violation: Violation { rule, what }, concerned, part }
    }
}

fn breaches(docket: &Docket, placements: &[Placement]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, placement) in placements.iter().enumerate() {
        let alone = alone::violations(docket, placement);
        breaches.extend(alone.into_iter().map(|(rule, part, what)| Breach::new(rule, part, vec![place], what)));
    }
    breaches.extend(together::breaches(docket, placements));
    breaches
}

/// The period `span`, in minutes from the start of `placement`.
fn period(placement: &Placement, span: &std::ops::Range<i64>) -> Option<Period> {
    Period::new(placement.start.plus_minutes(span.start), placement.start.plus_minutes(span.end))
}

/// A period as people read it.
fn when(docket: &Docket, period: Period) -> String {
    let local = docket.zone.local_period(period);
    let (start, end) = (local.start.civil, local.end.civil);
    let end = if start.date() == end.date() { end.strftime("%H:%M") } else { end.strftime("%Y-%m-%dT%H:%M") };
    format!("{}–{end}", start.strftime("%Y-%m-%dT%H:%M"))
}
