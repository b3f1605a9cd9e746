//! What no plan can surpass.

use super::{
    insert::free,
    state::{State, Worth},
};

/// A bound on the worth of every plan: each request as if it were alone with what is fixed.
/// Without the time to look at all of them nothing is known, and nothing is proved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound(Option<Worth>);

/// So many requests are looked at between two looks at the clock.
const PER_LOOK: usize = 16;

impl Bound {
    /// The bound of all plans that hold what `state` holds.
    pub(super) fn of(state: &State<'_>, is_over: &dyn Fn() -> bool) -> Self {
        let model = state.model;
        let mut bound = state.worth;
        for (count, task) in state.unplaced().iter().enumerate() {
            let it = &model.tasks[*task];
            if !it.known || (count.is_multiple_of(PER_LOOK) && is_over()) {
                return Self(None);
            }
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
        Self(Some(bound))
    }

    /// Whether `worth` is as good as the bound, so that nothing can be better.
    pub(super) fn reached_by(&self, worth: Worth) -> bool {
        self.0.is_some_and(|bound| !bound.better_than(worth))
    }
}
