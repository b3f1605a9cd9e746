//! One step of the search: take some out, put as many back as fit, and know how to undo it.

use super::{
    chance::Chance,
    insert::{Fit, free, insert},
    ruin::ruin,
    state::State,
};

/// How many requests without a place are tried at most in a step.
const MOST_TRIED: usize = 40;

/// What a step did, and room to do it in.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Who was taken out, where they started, and where in `choices` their rooms begin.
    removed: Vec<(usize, usize, usize)>,
    choices: Vec<usize>,
    added: Vec<usize>,
    out: Vec<usize>,
    order: Vec<(u64, usize)>,
    room: Vec<usize>,
}

impl Work {
    /// Makes the last step undone.
    pub(super) fn undo(&mut self, state: &mut State<'_>) {
        for task in self.added.drain(..) {
            state.remove(task);
        }
        for (task, start, at) in self.removed.drain(..) {
            let sites = state.model.tasks[task].sites.len();
            state.place(task, start, &self.choices[at..at + sites]);
        }
    }

    fn remove(&mut self, state: &mut State<'_>, task: usize) {
        let at = self.choices.len();
        self.choices.extend_from_slice(state.choices(task));
        let start = state.remove(task);
        self.removed.push((task, start, at));
    }
}

/// Takes some requests out of `state` and puts back what fits.
pub(super) fn step(state: &mut State<'_>, chance: &mut Chance, work: &mut Work) {
    let model = state.model;
    work.removed.clear();
    work.choices.clear();
    work.added.clear();
    let mut out = std::mem::take(&mut work.out);
    let wanted = ruin(state, chance, &mut out);
    let mut freed = 0_u128;
    for task in &out {
        freed |= model.tasks[*task].touches;
        work.remove(state, *task);
    }
    if let Some((task, start)) = wanted {
        place_at(state, task, start, chance, work);
    }
    // Whom it can help: those taken out, and those without a place who need something that became free.
    let sort = Order::any(chance);
    work.order.clear();
    let others = state.unplaced().iter().filter(|task| model.tasks[**task].touches & freed != 0);
    work.order.extend(others.map(|task| (sort.key(state, *task, chance), *task)));
    if work.order.len() > MOST_TRIED + out.len() {
        work.order.select_nth_unstable(MOST_TRIED + out.len());
        work.order.truncate(MOST_TRIED + out.len());
    }
    work.order.sort_unstable();
    let fit = match chance.below(10) {
        0..5 => Fit::First,
        5..8 => Fit::Blinking(15),
        _ => Fit::Anywhere,
    };
    for at in 0..work.order.len() {
        let task = work.order[at].1;
        if insert(state, task, fit, chance, &mut work.room) {
            work.added.push(task);
        }
    }
    work.out = out;
}

/// Places `task` at `start`, if that is free.
fn place_at(state: &mut State<'_>, task: usize, start: usize, chance: &mut Chance, work: &mut Work) {
    let it = &state.model.tasks[task];
    if let Ok(place) = it.words.binary_search(&(start / 64))
        && free(state, it, place) >> (start % 64) & 1 == 1
    {
        super::insert::rooms(state, task, place, start, chance, &mut work.room);
        state.place(task, start, &work.room);
        work.added.push(task);
    }
}

/// In which order requests are put back: the least key first.
#[derive(Clone, Copy, Debug)]
enum Order {
    Chance,
    /// The heaviest first.
    Weight,
    /// The heaviest for the time taken first.
    Density,
    /// The longest first.
    Length,
    /// Those with the fewest starts first.
    Freedom,
}

impl Order {
    fn any(chance: &mut Chance) -> Self {
        [Self::Chance, Self::Weight, Self::Density, Self::Density, Self::Length, Self::Freedom][chance.below(6)]
    }

    /// The key of `task`, changed by up to a half either way.
    fn key(self, state: &State<'_>, task: usize, chance: &mut Chance) -> u64 {
        const SCALE: u64 = 1 << 24;
        let it = &state.model.tasks[task];
        let size = |length: usize| u64::try_from(length.max(1)).unwrap_or(1);
        let weight = u64::try_from(it.weight).unwrap_or(0) + 1;
        let taken = size(it.room.length) * size(it.sites.len());
        let key = match self {
            Self::Chance => return chance.next(),
            Self::Weight => SCALE * 1024 / weight,
            Self::Density => SCALE * taken / weight,
            Self::Length => SCALE / size(it.room.length),
            Self::Freedom => size(it.words.len()) * SCALE,
        };
        key.saturating_mul(64 + chance.next() % 128)
    }
}

/// So many requests are inserted between two looks at the clock.
const INSERTS_PER_LOOK: usize = 16;

/// A first plan: the best of one by each order, as far as there is time.
pub(super) fn construct(state: &mut State<'_>, chance: &mut Chance, is_over: &dyn Fn() -> bool) {
    let begin = state.snapshot();
    let mut best = begin.clone();
    for sort in [Order::Density, Order::Weight, Order::Freedom, Order::Length] {
        if is_over() {
            break;
        }
        state.restore(&begin);
        insert_all(state, sort, chance, is_over);
        if state.worth.better_than(best.worth) {
            best = state.snapshot();
        }
    }
    state.restore(&best);
    fill(state, chance, is_over);
}

/// Places everything that fits as it is, as far as there is time.
pub(super) fn fill(state: &mut State<'_>, chance: &mut Chance, is_over: &dyn Fn() -> bool) {
    insert_all(state, Order::Density, chance, is_over);
}

fn insert_all(state: &mut State<'_>, sort: Order, chance: &mut Chance, is_over: &dyn Fn() -> bool) {
    let mut order: Vec<(u64, usize)> =
        state.unplaced().iter().map(|task| (sort.key(state, *task, chance), *task)).collect();
    order.sort_unstable();
    let mut room = Vec::new();
    for (count, (_, task)) in order.into_iter().enumerate() {
        if count.is_multiple_of(INSERTS_PER_LOOK) && is_over() {
            return;
        }
        insert(state, task, Fit::First, chance, &mut room);
    }
}
