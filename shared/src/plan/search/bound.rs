//! What no plan can surpass.

use super::{
    insert::free,
    state::{State, Worth},
};

/// A bound on the worth of every plan: each request as if it were alone with what is fixed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound(Worth);

impl Bound {
    /// The bound of all plans that hold what `state` holds.
    pub(super) fn of(state: &State<'_>) -> Self {
        let model = state.model;
        let mut bound = state.worth;
        for task in state.unplaced() {
            let it = &model.tasks[*task];
            let first = (0..it.words.len()).find_map(|place| {
                let starts = free(state, it, place);
                (starts != 0).then(|| it.words[place] * 64 + starts.trailing_zeros() as usize)
            });
            if let Some(first) = first {
                bound.weight += it.weight;
                bound.waiting += it.weight * model.waits(*task, first);
                bound.placed += 1;
            }
        }
        Self(bound)
    }

    /// Whether `worth` is as good as the bound, so that nothing can be better.
    pub(super) fn reached_by(&self, worth: Worth) -> bool {
        !self.0.better_than(worth)
    }
}
