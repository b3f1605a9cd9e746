//! What to take out of a plan, so that what comes next may be better.

use super::{chance::Chance, state::State};
use crate::plan::model::Need;

/// How many are taken out at most, but for what one start displaces.
const MOST: usize = 10;

/// Takes some requests out of `state` and lists them in `removed`; may name a request and a start that they made free.
pub(super) fn ruin(state: &State<'_>, chance: &mut Chance, out: &mut Vec<usize>) -> Option<(usize, usize)> {
    out.clear();
    let kind = chance.below(100);
    if kind < 40 && !state.unplaced().is_empty() {
        let unplaced = state.unplaced();
        let two = (0..2).map(|_| unplaced[chance.below(unplaced.len())]);
        let task = two.max_by_key(|task| state.model.tasks[*task].weight)?;
        return displace(state, task, state.model.tasks[task].words.len(), chance, out);
    }
    let seed = any_placed(state, chance)?;
    match kind {
        40..55 => return hurry(state, chance, out),
        0..80 => around(state, seed, chance, out),
        80..92 => of_a_person(state, seed, chance, out),
        _ => {
            for _ in 0..=chance.below(MOST / 2) {
                add_any(state, chance, out);
            }
        }
    }
    None
}

fn any_placed(state: &State<'_>, chance: &mut Chance) -> Option<usize> {
    (0..32).map(|_| chance.below(state.fixed.len())).find(|task| state.start(*task).is_some() && !state.fixed[*task])
}

fn add_any(state: &State<'_>, chance: &mut Chance, out: &mut Vec<usize>) {
    if let Some(task) = any_placed(state, chance)
        && !out.contains(&task)
    {
        out.push(task);
    }
}

/// Takes a request that waits long, and everything that keeps it from an earlier start.
fn hurry(state: &State<'_>, chance: &mut Chance, out: &mut Vec<usize>) -> Option<(usize, usize)> {
    let model = state.model;
    let waits = |task: usize| state.start(task).map_or(0, |start| model.tasks[task].weight * model.waits(task, start));
    let some: [Option<usize>; 3] = std::array::from_fn(|_| any_placed(state, chance));
    let task = some.into_iter().flatten().max_by_key(|task| waits(*task))?;
    let it = &model.tasks[task];
    let word = state.start(task)? / 64;
    let wanted = displace(state, task, it.words.partition_point(|known| *known < word), chance, out);
    if wanted.is_some() && !out.contains(&task) {
        out.push(task);
    }
    wanted
}

/// Everything that keeps `task` from one of the starts of its first `words` words: of a few starts the cheapest.
fn displace(
    state: &State<'_>,
    task: usize,
    words: usize,
    chance: &mut Chance,
    out: &mut Vec<usize>,
) -> Option<(usize, usize)> {
    let it = &state.model.tasks[task];
    if words == 0 {
        return None;
    }
    let mut best: Option<(i64, usize)> = None;
    let mut displaced = Vec::new();
    for _ in 0..=chance.below(6) {
        let place = chance.below(words);
        let bits = it.open[place];
        let mut bit = chance.below(64);
        while bits >> (bit % 64) & 1 == 0 {
            bit += 1;
        }
        let start = it.words[place] * 64 + bit % 64;
        displaced.clear();
        if let Some(cost) = against(state, task, place, start, chance, &mut displaced)
            && best.is_none_or(|(least, _)| cost < least)
        {
            best = Some((cost, start));
            out.clone_from(&displaced);
        }
    }
    let (_, start) = best?;
    // A few neighbours more, so that what was displaced finds room.
    for _ in 0..chance.below(4) {
        let near = out.get(chance.below(out.len())).copied();
        if let Some(near) = near {
            beside(state, near, 1, chance, out);
        }
    }
    Some((task, start))
}

/// Lists whom `task` at `start` displaces, and what they weigh; `None` if one of them is fixed.
fn against(
    state: &State<'_>,
    task: usize,
    place: usize,
    start: usize,
    chance: &mut Chance,
    displaced: &mut Vec<usize>,
) -> Option<i64> {
    let model = state.model;
    let it = &model.tasks[task];
    let pools = model.pools.first().map_or(usize::MAX, |(row, _)| *row);
    for need in it.takes.iter().chain(&it.avoids).filter(|need| need.row < pools) {
        holders_during(state, *need, start, displaced);
    }
    let mut here = Vec::new();
    for site in &it.sites {
        // The room whose holders weigh least.
        let mut best: Option<(i64, usize)> = None;
        for choice in site.choices.iter().filter(|choice| choice.open[place] >> (start % 64) & 1 == 1) {
            here.clear();
            holders_during(state, Need { row: choice.row, ..it.room }, start, &mut here);
            let cost: i64 =
                here.iter().filter(|other| !displaced.contains(other)).map(|other| model.tasks[*other].weight).sum();
            if best.is_none_or(|(least, _)| cost < least || (cost == least && chance.percent(50))) {
                best = Some((cost, choice.row));
            }
        }
        let (_, row) = best?;
        holders_during(state, Need { row, ..it.room }, start, displaced);
        // If all escorts are out at any time, all who hold them then go, one room after another until it is enough.
        let (pool, _) = model.pools[site.centre];
        let (first, end) = (start - it.escort.lead, start - it.escort.lead + it.escort.length);
        let row = state.taken.row(pool);
        for tick in (first..end).filter(|tick| row[tick / 64] >> (tick % 64) & 1 == 1) {
            let out_now = |other: &usize| {
                let other_task = &model.tasks[*other];
                state.start(*other).is_some_and(|begun| {
                    let begun = begun - other_task.escort.lead;
                    (begun..begun + other_task.escort.length).contains(&tick)
                })
            };
            let relieved = displaced
                .iter()
                .any(|other| model.tasks[*other].sites.iter().any(|s| s.centre == site.centre) && out_now(other));
            if !relieved {
                let rooms = &state.holders[model.room_rows[site.centre]..];
                let rooms = &rooms[..model.rooms_of(site.centre)];
                let lightest = rooms
                    .iter()
                    .flatten()
                    .filter(|other| out_now(other) && !state.fixed[**other])
                    .min_by_key(|other| model.tasks[**other].weight)?;
                displaced.push(*lightest);
            }
        }
    }
    if displaced.iter().any(|other| state.fixed[*other]) {
        return None;
    }
    Some(displaced.iter().map(|other| model.tasks[*other].weight).sum())
}

/// Adds those who hold the row of `need` while `start` needs it.
fn holders_during(state: &State<'_>, need: Need, start: usize, displaced: &mut Vec<usize>) {
    let first = start - need.lead;
    let end = first + need.length;
    for holder in &state.holders[need.row] {
        let task = &state.model.tasks[*holder];
        let held = task.takes.iter().find(|held| held.row == need.row).copied().unwrap_or(task.room);
        let begun = state.start(*holder).map_or(usize::MAX, |begun| begun - held.lead);
        if begun < end && first < begun.saturating_add(held.length) && !displaced.contains(holder) {
            displaced.push(*holder);
        }
    }
}

/// The requests next to `seed` in time in the rooms of one of its centres, and perhaps those of its people then.
fn around(state: &State<'_>, seed: usize, chance: &mut Chance, out: &mut Vec<usize>) {
    out.push(seed);
    let count = 1 + chance.below(MOST);
    beside(state, seed, count, chance, out);
}

/// Adds `count` requests nearest in time to `seed` at one of its centres, or with one of its people.
fn beside(state: &State<'_>, seed: usize, count: usize, chance: &mut Chance, out: &mut Vec<usize>) {
    let model = state.model;
    let it = &model.tasks[seed];
    let Some(start) = state.start(seed) else { return };
    let mut near: Vec<(usize, usize)> = Vec::new();
    let mut add = |row: usize| {
        for other in state.holders[row].iter().filter(|other| !state.fixed[**other] && !out.contains(other)) {
            if let Some(begun) = state.start(*other) {
                near.push((begun.abs_diff(start), *other));
            }
        }
    };
    if it.sites.is_empty() {
        it.takes.iter().for_each(|need| add(need.row));
    } else {
        let site = chance.below(it.sites.len());
        let centre = it.sites[site].centre;
        if chance.percent(50) {
            // All rooms of the centre, or only its own.
            (0..model.rooms_of(centre)).for_each(|room| add(model.room_rows[centre] + room));
        } else {
            add(it.sites[site].choices[state.choice(seed, site)].row);
            it.takes.iter().for_each(|need| add(need.row));
        }
    }
    near.sort_unstable();
    near.dedup();
    out.extend(near.into_iter().take(count).map(|(_, other)| other));
}

/// Requests of one person of `seed`, the nearest in time.
fn of_a_person(state: &State<'_>, seed: usize, chance: &mut Chance, out: &mut Vec<usize>) {
    out.push(seed);
    let it = &state.model.tasks[seed];
    let people: Vec<usize> =
        it.takes.iter().map(|need| need.row).filter(|row| state.model.person_rows.contains(row)).collect();
    let (Some(row), Some(start)) = (people.get(chance.below(people.len())), state.start(seed)) else { return };
    let others = state.holders[*row].iter().filter(|other| **other != seed && !state.fixed[**other]);
    let mut near: Vec<(usize, usize)> =
        others.filter_map(|other| Some((state.start(*other)?.abs_diff(start), *other))).collect();
    near.sort_unstable();
    out.extend(near.into_iter().take(chance.below(MOST)).map(|(_, other)| other));
}
