//! A plan in the making: what is placed, what that takes, and what it is worth.

use std::ops::Range;

use crate::plan::model::{Model, Need, Rows};

/// No start.
const NOWHERE: usize = usize::MAX;

/// How good a plan is: first by the weight placed, then by the waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Worth {
    pub(super) weight: i64,
    pub(super) waiting: i64,
    /// How many are placed; decides only between requests of no weight.
    pub(super) placed: i64,
}

impl Worth {
    pub(super) fn better_than(self, other: Self) -> bool {
        (self.weight, -self.waiting, self.placed) > (other.weight, -other.waiting, other.placed)
    }
}

/// Where everything is, without what that takes.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) worth: Worth,
    pub(super) starts: Vec<usize>,
    pub(super) rooms: Vec<usize>,
}

/// A plan in the making. What it holds at any time breaks no rule.
#[derive(Clone, Debug)]
pub(in crate::plan) struct State<'m> {
    pub(super) model: &'m Model,
    pub(super) worth: Worth,
    pub(in crate::plan) taken: Rows,
    /// For each centre and tick, how many escorts are out.
    escorts: Vec<Vec<u16>>,
    starts: Vec<usize>,
    /// The choice at each site, by [`super::super::model::Task::rooms_at`].
    rooms: Vec<usize>,
    /// For each row the tasks that take it.
    pub(super) holders: Vec<Vec<usize>>,
    unplaced: Vec<usize>,
    /// Where each task is in `unplaced`.
    unplaced_at: Vec<usize>,
    pub(super) fixed: Vec<bool>,
}

impl<'m> State<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let tasks = model.tasks.len();
        let mut state = Self {
            model,
            worth: Worth::default(),
            taken: Rows::new(model.rows, model.stride),
            escorts: vec![vec![0; model.stride * 64]; model.pools.len()],
            starts: vec![NOWHERE; tasks],
            rooms: vec![0; model.sites],
            holders: vec![Vec::new(); model.rows],
            unplaced: (0..tasks).collect(),
            unplaced_at: (0..tasks).collect(),
            fixed: vec![false; tasks],
        };
        for (centre, out) in model.out.iter().enumerate() {
            for ticks in out {
                state.send_out(centre, ticks.clone());
            }
        }
        state
    }

    /// Takes a team of `centre` over `ticks`.
    fn send_out(&mut self, centre: usize, ticks: Range<usize>) {
        let (row, teams) = self.model.pools[centre];
        for tick in ticks.start..ticks.end.min(self.escorts[centre].len()) {
            self.escorts[centre][tick] += 1;
            if usize::from(self.escorts[centre][tick]) == teams {
                self.taken.set(row, tick..tick + 1);
            }
        }
    }

    pub(in crate::plan) fn start(&self, task: usize) -> Option<usize> {
        Some(self.starts[task]).filter(|start| *start != NOWHERE)
    }

    pub(in crate::plan) fn unplaced(&self) -> &[usize] {
        &self.unplaced
    }

    /// The choice of `task` at its site `site`.
    pub(super) fn choice(&self, task: usize, site: usize) -> usize {
        self.rooms[self.model.tasks[task].rooms_at + site]
    }

    /// The choices of `task` at all its sites.
    pub(super) fn choices(&self, task: usize) -> &[usize] {
        let task = &self.model.tasks[task];
        &self.rooms[task.rooms_at..task.rooms_at + task.sites.len()]
    }

    /// Places `task`, which must be free there.
    pub(super) fn place(&mut self, task: usize, start: usize, choices: &[usize]) {
        let model = self.model;
        let it = &model.tasks[task];
        self.rooms[it.rooms_at..it.rooms_at + it.sites.len()].copy_from_slice(choices);
        self.starts[task] = start;
        for need in &it.takes {
            self.take(task, need.row, *need, start);
        }
        for (site, choice) in it.sites.iter().zip(choices) {
            self.take(task, site.choices[*choice].row, it.room, start);
            let first = start - it.escort.lead;
            self.send_out(site.centre, first..first + it.escort.length);
        }
        self.worth.weight += it.weight;
        self.worth.waiting += it.weight * model.waits(task, start);
        self.worth.placed += 1;
        let at = self.unplaced_at[task];
        self.unplaced.swap_remove(at);
        if let Some(moved) = self.unplaced.get(at) {
            self.unplaced_at[*moved] = at;
        }
    }

    /// Takes `task` away, and says where it started.
    pub(super) fn remove(&mut self, task: usize) -> usize {
        let model = self.model;
        let it = &model.tasks[task];
        let start = std::mem::replace(&mut self.starts[task], NOWHERE);
        for need in &it.takes {
            self.release(task, need.row, *need, start);
        }
        for (place, site) in it.sites.iter().enumerate() {
            let choice = self.choice(task, place);
            self.release(task, site.choices[choice].row, it.room, start);
            let (row, teams) = model.pools[site.centre];
            let first = start - it.escort.lead;
            for tick in first..first + it.escort.length {
                if usize::from(self.escorts[site.centre][tick]) == teams {
                    self.taken.clear(row, tick..tick + 1);
                }
                self.escorts[site.centre][tick] -= 1;
            }
        }
        self.worth.weight -= it.weight;
        self.worth.waiting -= it.weight * model.waits(task, start);
        self.worth.placed -= 1;
        self.unplaced_at[task] = self.unplaced.len();
        self.unplaced.push(task);
        start
    }

    fn take(&mut self, task: usize, row: usize, need: Need, start: usize) {
        let first = start - need.lead;
        self.taken.set(row, first..first + need.length);
        self.holders[row].push(task);
    }

    fn release(&mut self, task: usize, row: usize, need: Need, start: usize) {
        let first = start - need.lead;
        self.taken.clear(row, first..first + need.length);
        if let Some(at) = self.holders[row].iter().position(|holder| *holder == task) {
            self.holders[row].swap_remove(at);
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot { worth: self.worth, starts: self.starts.clone(), rooms: self.rooms.clone() }
    }

    /// Becomes what it was at `snapshot`.
    pub(super) fn restore(&mut self, snapshot: &Snapshot) {
        for task in 0..self.starts.len() {
            if self.start(task).is_some() && !self.fixed[task] {
                self.remove(task);
            }
        }
        for task in 0..self.starts.len() {
            if snapshot.starts[task] != NOWHERE && !self.fixed[task] {
                let it = &self.model.tasks[task];
                self.place(task, snapshot.starts[task], &snapshot.rooms[it.rooms_at..it.rooms_at + it.sites.len()]);
            }
        }
    }
}
