//! The search: build a plan, then again and again take a few requests out and put them back in another order.
//!
//! It is ruin and recreate with annealing, on two scales that are never mixed: a plan with less weight is accepted with a
//! chance that depends on the weight lost, and among plans of equal weight one that waits longer with a chance that
//! depends on the waiting.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

pub(crate) use self::chance::Chance;
use self::{
    bound::Bound,
    state::{Snapshot, Worth},
};
use super::{
    docket::{Docket, Placement},
    model::Model,
};

mod bound;
mod chance;
mod insert;
mod recreate;
mod ruin;
mod state;

pub(super) use self::state::State;

/// How long to search.
#[derive(Clone, Copy)]
pub enum Effort<'a> {
    /// As long as this is below 1: the share of the time for the search that has passed. From 1 to 2 it is the share of what
    /// was kept for the rest, the reasons. On several threads, which find something else every time.
    While(&'a (dyn Fn() -> f64 + Sync), usize),
    /// This many steps, on one thread: the same plan every time and everywhere.
    Steps(u64),
}

impl Effort<'_> {
    /// How much of the time has passed; nothing, ever, if steps are counted.
    pub(super) fn passed(&self) -> f64 {
        match self {
            Self::While(passed, _) => passed(),
            Self::Steps(_) => 0.0,
        }
    }
}

/// What the search found.
pub(super) struct Found<'m> {
    pub(super) state: State<'m>,
    pub(super) proved_optimal: bool,
}

impl Found<'_> {
    /// The placements of the plan.
    pub(super) fn placements(&self) -> Vec<Placement> {
        let model = self.state.model;
        let placed = (0..model.tasks.len()).filter_map(|task| Some((task, self.state.start(task)?)));
        let placement = |(task, start): (usize, usize)| {
            let sites = model.tasks[task].sites.iter().zip(self.state.choices(task));
            let rooms = sites.map(|(site, choice)| site.choices[*choice].room).collect();
            Placement { request: task, start: model.clock.moment(start), rooms }
        };
        placed.map(placement).collect()
    }

    /// Where everything is.
    pub(super) fn state(&self) -> &State<'_> {
        &self.state
    }
}

/// The best plan that `effort` allows; the same for the same `seed` if the effort is counted in steps.
pub(super) fn search<'m>(docket: &Docket, model: &'m Model, effort: Effort<'_>, seed: u64) -> Found<'m> {
    let mut state = State::new(model);
    keep_fixed(docket, &mut state);
    let is_over = || effort.passed() >= 1.0;
    let bound = Bound::of(&state, &is_over);
    let mut chance = Chance::new(seed);
    recreate::construct(&mut state, &mut chance, &is_over);
    let best = Mutex::new(state.snapshot());
    let shared = Shared { best: &best, bound: &bound, done: AtomicBool::new(bound.reached_by(state.worth)) };
    match effort {
        Effort::Steps(steps) => anneal(&mut state, &mut chance, &shared, &Progress::Steps(steps)),
        Effort::While(passed, threads) => std::thread::scope(|scope| {
            for _ in 1..threads {
                let (mut state, mut chance, shared) = (state.clone(), Chance::new(chance.next()), &shared);
                scope.spawn(move || anneal(&mut state, &mut chance, shared, &Progress::Time(passed)));
            }
            anneal(&mut state, &mut chance, &shared, &Progress::Time(passed));
        }),
    }
    let best = best.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.restore(&best);
    // What weighs nothing was perhaps left out; nothing that fits may be, if there is time.
    recreate::fill(&mut state, &mut chance, &|| effort.passed() >= FOR_THE_LAST);
    let proved_optimal = bound.reached_by(state.worth);
    Found { state, proved_optimal }
}

fn keep_fixed(docket: &Docket, state: &mut State<'_>) {
    for fixed in &docket.fixed {
        let task = &state.model.tasks[fixed.request];
        let choices = task
            .sites
            .iter()
            .zip(&fixed.rooms)
            .map(|(site, room)| site.choices.iter().position(|choice| choice.room == *room).unwrap_or(0));
        let choices: Vec<usize> = choices.collect();
        let start = state.model.clock.floor(fixed.start);
        state.place(fixed.request, start, &choices);
        state.fixed[fixed.request] = true;
    }
}

/// What the threads have in common.
struct Shared<'a> {
    best: &'a Mutex<Snapshot>,
    bound: &'a Bound,
    /// Whether nothing can be better than what was found.
    done: AtomicBool,
}

impl Shared<'_> {
    fn best(&self) -> MutexGuard<'_, Snapshot> {
        // A thread that panicked cannot have left half a snapshot: it is replaced as a whole.
        self.best.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps `state` if it is better than all before; says what is best now.
    fn offer(&self, state: &State<'_>) -> Worth {
        let mut best = self.best();
        if state.worth.better_than(best.worth) {
            *best = state.snapshot();
            self.done.fetch_or(self.bound.reached_by(best.worth), Ordering::Relaxed);
        }
        best.worth
    }
}

enum Progress<'a> {
    Time(&'a (dyn Fn() -> f64 + Sync)),
    Steps(u64),
}

impl Progress<'_> {
    fn at(&self, step: u64) -> f64 {
        match self {
            Self::Time(passed) => passed(),
            Self::Steps(steps) => share(step, *steps),
        }
    }
}

/// `part` of `whole`, exact enough for a temperature.
fn share(part: u64, whole: u64) -> f64 {
    if part >= whole {
        return 1.0;
    }
    let thousandths = u128::from(part) * 1_000_000 / u128::from(whole.max(1));
    f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1_000_000.0
}

/// Asking the clock at every step would cost more than many a step.
const STEPS_PER_LOOK: u64 = 16;

/// With longer rows than this a step takes so long that it costs nothing.
const LONG_ROWS: usize = 256;

/// So much of what was kept for the rest may go by while the last is placed that fits.
const FOR_THE_LAST: f64 = 1.25;

/// At these shares of the effort everybody goes on from the best plan of all.
const ROUNDS: [f64; 3] = [0.5, 0.8, 1.0];

fn anneal(state: &mut State<'_>, chance: &mut Chance, shared: &Shared<'_>, progress: &Progress<'_>) {
    if state.model.tasks.is_empty() {
        return;
    }
    let scale = Scale::of(state);
    let mut work = recreate::Work::default();
    let mut best = shared.offer(state);
    let per_look = match progress {
        Progress::Time(_) if state.model.stride > LONG_ROWS => 1,
        _ => STEPS_PER_LOOK,
    };
    let (mut step, mut heat, mut round) = (0_u64, Heat { weight: 0.0, waiting: 0.0 }, 0);
    while !shared.done.load(Ordering::Relaxed) {
        if step.is_multiple_of(per_look) {
            let passed = progress.at(step);
            if passed >= 1.0 {
                break;
            }
            if passed >= ROUNDS[round] {
                round += 1;
                let to = shared.best().clone();
                state.restore(&to);
                best = to.worth;
            }
            heat = scale.heat(passed);
        }
        step += 1;
        let before = state.worth;
        recreate::step(state, chance, &mut work);
        if accepts(before, state.worth, heat, chance) {
            if state.worth.better_than(best) {
                best = shared.offer(state);
            }
        } else {
            work.undo(state);
        }
    }
}

/// How great a loss is likely to be accepted, of either kind.
#[derive(Clone, Copy)]
struct Heat {
    weight: f64,
    waiting: f64,
}

/// The heat at the beginning.
struct Scale {
    weight: f64,
    waiting: f64,
}

impl Scale {
    fn of(state: &State<'_>) -> Self {
        let tasks = &state.model.tasks;
        let sum: i64 = tasks.iter().map(|task| task.weight).sum();
        let mean = number(sum) / number(i64::try_from(tasks.len()).unwrap_or(1)).max(1.0);
        Self { weight: mean * 0.4, waiting: mean * 2.0 }
    }

    fn heat(&self, passed: f64) -> Heat {
        let left = 1.0 - passed;
        // The weight is settled first.
        let weight_left = (1.0 - passed / 0.9).max(0.0);
        Heat { weight: self.weight * weight_left * weight_left, waiting: self.waiting * left * left }
    }
}

fn accepts(before: Worth, after: Worth, heat: Heat, chance: &mut Chance) -> bool {
    let lost = before.weight - after.weight;
    if lost != 0 {
        return lost < 0 || number(lost) < heat.weight * chance.exponential();
    }
    let longer = after.waiting - before.waiting;
    longer <= 0 || number(longer) < heat.waiting * chance.exponential()
}

/// A whole number as a fraction; beyond all measure it is only large.
fn number(whole: i64) -> f64 {
    i32::try_from(whole).map_or_else(|_| if whole < 0 { -2e9 } else { 2e9 }, f64::from)
}
