//! Finding a place for one request in a plan in the making.

use super::{chance::Chance, state::State};
use crate::plan::model::{Task, blocked};

/// Which of the free starts to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// The earliest.
    First,
    /// The earliest, but passing over each stretch of free starts this many times in a hundred.
    Blinking(usize),
    /// The beginning or end of any stretch of free starts.
    Anywhere,
}

/// Places `task` if it is free anywhere. `choices` is room to work in.
pub(super) fn insert(
    state: &mut State<'_>,
    task: usize,
    fit: Fit,
    chance: &mut Chance,
    choices: &mut Vec<usize>,
) -> bool {
    let start = match fit {
        Fit::First => first(state, task, 0, chance),
        Fit::Blinking(percent) => first(state, task, percent, chance),
        Fit::Anywhere => anywhere(state, task, chance),
    };
    let Some((place, start)) = start else { return false };
    rooms(state, task, place, start, chance, choices);
    state.place(task, start, choices);
    true
}

/// The starts of the word at `place` at which `task` is free.
pub(super) fn free(state: &State<'_>, task: &Task, place: usize) -> u64 {
    let base = task.words[place] * 64;
    let mut starts = task.open[place];
    for need in task.takes.iter().chain(&task.avoids) {
        starts &= !blocked(state.taken.row(need.row), base - need.lead, need.length);
        if starts == 0 {
            return 0;
        }
    }
    for site in &task.sites {
        let mut any = 0;
        for choice in &site.choices {
            let left = choice.open[place] & starts & !any;
            if left != 0 {
                any |= left & !blocked(state.taken.row(choice.row), base - task.room.lead, task.room.length);
            }
        }
        starts &= any;
        if starts == 0 {
            return 0;
        }
    }
    starts
}

fn first(state: &State<'_>, task: usize, blink: usize, chance: &mut Chance) -> Option<(usize, usize)> {
    let it = &state.model.tasks[task];
    for place in 0..it.words.len() {
        let mut starts = free(state, it, place);
        while starts != 0 {
            let bit = starts.trailing_zeros();
            if blink == 0 || !chance.percent(blink) {
                return Some((place, it.words[place] * 64 + bit as usize));
            }
            // Pass over the stretch that begins here.
            let stretch = (starts >> bit).trailing_ones();
            starts &= u64::MAX.checked_shl(bit + stretch).unwrap_or(0);
        }
    }
    None
}

fn anywhere(state: &State<'_>, task: usize, chance: &mut Chance) -> Option<(usize, usize)> {
    let it = &state.model.tasks[task];
    let (mut found, mut seen) = (None, 0);
    for place in 0..it.words.len() {
        let starts = free(state, it, place);
        // Beginnings and ends of stretches: in between nothing is gained.
        let mut ends = (starts & !(starts << 1)) | (starts & !(starts >> 1));
        while ends != 0 {
            let bit = ends.trailing_zeros() as usize;
            ends &= ends - 1;
            seen += 1;
            if chance.below(seen) == 0 {
                found = Some((place, it.words[place] * 64 + bit));
            }
        }
    }
    found
}

/// A free room at each site for `start`: the one with the least time lost beside it, of equals any.
pub(super) fn rooms(
    state: &State<'_>,
    task: usize,
    place: usize,
    start: usize,
    chance: &mut Chance,
    choices: &mut Vec<usize>,
) {
    let it = &state.model.tasks[task];
    choices.clear();
    let bit = 1_u64 << (start % 64);
    for site in &it.sites {
        let (mut best, mut best_loss, mut equals) = (0, usize::MAX, 0);
        for (at, choice) in site.choices.iter().enumerate() {
            let row = state.taken.row(choice.row);
            let first = start - it.room.lead;
            if choice.open[place] & bit == 0 || blocked(row, first, it.room.length) & 1 != 0 {
                continue;
            }
            let loss = gap_before(row, first).min(16) + gap_after(row, first + it.room.length).min(16);
            equals = if loss == best_loss { equals + 1 } else { 1 };
            if loss < best_loss || (loss == best_loss && chance.below(equals) == 0) {
                (best, best_loss) = (at, loss);
            }
        }
        choices.push(best);
    }
}

/// How many ticks before `at` are free, as far as the word goes.
fn gap_before(row: &[u64], at: usize) -> usize {
    let (word, low) = (at / 64, at % 64);
    let bits = if low == 0 { row[word - 1] } else { row[word] << (64 - low) | row[word - 1] >> low };
    bits.leading_zeros() as usize
}

/// How many ticks from `at` on are free, as far as a word goes.
fn gap_after(row: &[u64], at: usize) -> usize {
    let (word, low) = (at / 64, at % 64);
    let bits = if low == 0 { row[word] } else { row[word] >> low | row[word + 1] << (64 - low) };
    bits.trailing_zeros() as usize
}
