//! Planning a whole docket: which of the hearings asked for are held, where and when.
//!
//! `docs/PLAN.md` says exactly what a docket and a plan mean. A docket is [`read`] and is sound or refused with all its
//! mistakes; [`plan`] searches, and [`verify`] judges any plan whoever made it.
//!
//! Nothing here reads a clock: the caller says how much of the time has passed.

use self::{
    answer::Plan,
    docket::{Docket, Placement},
    model::Model,
};

pub mod answer;
pub mod docket;
pub mod mistake;
mod model;
mod number;
mod reading;
mod reasons;
mod rule;
mod search;
mod verify;

pub(crate) use self::search::Chance;
pub use self::{
    reading::{MOST_DAYS, MOST_MEBIBYTES, MOST_MINUTES, MOST_REQUESTS, MOST_WEIGHT, read},
    rule::Rule,
    search::Effort,
    verify::{Violation, verify},
};

/// So much of the time for the search may go by before every request has been looked at: what has not been by then has no
/// place, so that the others get one.
const FOR_THE_MODEL: f64 = 0.5;
/// And so much of what was kept for the rest may go by before the reasons become short.
const FOR_THE_REASONS: f64 = 1.5;

/// The best plan for `docket` that `effort` allows: first by the weight placed, then by the waiting.
pub fn plan(docket: &Docket, effort: Effort<'_>, seed: u64) -> Plan {
    let model = Model::new(docket, &|| effort.passed() >= FOR_THE_MODEL);
    let found = search::search(docket, &model, effort, seed);
    let is_late = || effort.passed() >= FOR_THE_REASONS;
    let reasons = reasons::Reasons::new(docket, &model, found.state(), &is_late);
    Plan::of(docket, found.placements(), found.proved_optimal, |request| reasons.of(request))
}

/// Where everything of the best plan is that `effort` allows, without the reasons for the rest.
pub fn place(docket: &Docket, effort: Effort<'_>, seed: u64) -> Vec<Placement> {
    let model = Model::new(docket, &|| effort.passed() >= FOR_THE_MODEL);
    search::search(docket, &model, effort, seed).placements()
}

/// The rules that `placements` break, in words; nothing if they are sound.
pub fn broken(docket: &Docket, placements: &[Placement]) -> Vec<String> {
    verify::broken(docket, placements).into_iter().map(|broken| broken.words).collect()
}

/// The place of the last of `placements` that breaks a rule, alone or with another; `None` if all are sound.
pub fn last_broken(docket: &Docket, placements: &[Placement]) -> Option<usize> {
    verify::broken(docket, placements).into_iter().map(|broken| broken.place).max()
}
