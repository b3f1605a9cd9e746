//! How much memory a docket takes while it is planned, before any of it is taken.

use super::clock::Clock;
use crate::plan::docket::{Centre, Docket, Request};

/// The plans in the making that are kept at once: one on each thread, and one to begin with.
const PLANS: usize = 5;
/// What a row of a request's starts takes besides them, in words: where it lies, and what is left between it and the next.
const AROUND: usize = 12;

/// At most so many MiB: rows of words for everything that can be taken, in each plan in the making and once for what
/// nobody can have, and for each request the starts that it may have in each room.
pub(in crate::plan) fn mebibytes(docket: &Docket) -> usize {
    let clock = Clock::new(docket);
    let rooms = |centre: usize| docket.centres.get(centre).map_or(0, |centre| centre.rooms.len());
    let centres = docket.centres.len();
    let all_rooms: usize = (0..centres).map(rooms).sum();
    let rows = docket.detainees.len() + docket.people.len() + all_rooms + centres;
    // Of escorts it is counted at each tick how many are out: two bytes for each of the 64 of a word.
    let in_plan = rows + 16 * centres;
    let open: Vec<Vec<usize>> = docket.centres.iter().map(|centre| open_before(centre, &clock)).collect();
    // Of the starts of a request those words are kept in which there may be any; while it is looked at, all of them are there.
    let (mut kept, mut widest) = (0_usize, 0);
    for request in &docket.requests {
        let of_sites: usize = request.sites.iter().map(|site| rooms(site.centre)).sum();
        let starts = 2 + of_sites;
        kept = kept.saturating_add(starts.saturating_mul(words_of(docket, request, &clock, &open) + AROUND));
        widest = widest.max(starts);
    }
    let whole: usize = rows + PLANS * in_plan + widest;
    whole.saturating_mul(clock.words).saturating_add(kept).saturating_mul(8) >> 20
}

/// In how many words `request` may start at most: those of its window in which each of its centres has a room open.
fn words_of(docket: &Docket, request: &Request, clock: &Clock, open: &[Vec<usize>]) -> usize {
    let window = clock.window(docket, request);
    // Where the starts of a site are listed, the hours of its rooms say nothing.
    let sites = request.sites.iter().filter(|site| site.starts.is_none());
    let counts = sites.filter_map(|site| {
        let before = open.get(site.centre)?;
        Some(before.get(window.end)? - before.get(window.start)?)
    });
    counts.min().unwrap_or(window.len())
}

/// For each word of a row how many before it are such that a room of `centre` is open then; and for their end.
fn open_before(centre: &Centre, clock: &Clock) -> Vec<usize> {
    let mut open = vec![false; clock.words];
    for hours in centre.rooms.iter().flat_map(|room| &room.hours) {
        let ticks = clock.around(*hours);
        let words = ticks.start / 64..ticks.end.div_ceil(64).min(clock.words);
        if let Some(words) = open.get_mut(words) {
            words.fill(true);
        }
    }
    let mut before = Vec::with_capacity(clock.words + 1);
    let mut count = 0;
    before.push(count);
    for open in open {
        count += usize::from(open);
        before.push(count);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::{Clock, open_before, words_of};
    use crate::plan::{model::Model, read};

    /// Two centres: one is open in the mornings, the other on Tuesday afternoon too.
    const DOCKET: &str = r#"{
        "horizon": {"from": "2027-01-11", "to": "2027-01-22"}, "zone": "America/El_Salvador", "grid_minutes": 5,
        "buffers": {"turnover_minutes": 10, "movement_minutes": 15},
        "centres": [
            {"id": "c1", "escort_teams": 2, "rooms": [
                {"id": "r1", "hours": [{"weekday": "mon", "from": "08:00", "to": "12:00"}]},
                {"id": "r2", "hours": [{"weekday": "tue", "from": "08:00", "to": "12:00"}]}
            ]},
            {"id": "c2", "escort_teams": 1, "rooms": [
                {"id": "r1", "hours": [{"weekday": "tue", "from": "08:00", "to": "16:00"}]}
            ]}
        ],
        "requests": [
            {"id": "alone", "weight": 1, "duration_minutes": 30, "sites": [{"centre": "c1"}]},
            {"id": "both", "weight": 1, "duration_minutes": 45, "pre_minutes": 60, "post_minutes": 30,
                "sites": [{"centre": "c1"}, {"centre": "c2"}]},
            {"id": "soon", "weight": 1, "duration_minutes": 30, "earliest": "2027-01-12", "deadline": "2027-01-12T10:00",
                "sites": [{"centre": "c2"}]},
            {"id": "never", "weight": 1, "duration_minutes": 30, "earliest": "2027-01-13", "deadline": "2027-01-12T10:00",
                "sites": [{"centre": "c2"}]},
            {"id": "nowhere", "weight": 1, "duration_minutes": 30, "sites": []}
        ]
    }"#;

    #[test]
    fn no_request_keeps_more_words_than_are_counted() {
        let docket = read(DOCKET).unwrap();
        let clock = Clock::new(&docket);
        let open: Vec<_> = docket.centres.iter().map(|centre| open_before(centre, &clock)).collect();
        let model = Model::new(&docket, &|| false);
        for (request, task) in docket.requests.iter().zip(&model.tasks) {
            let (counted, kept) = (words_of(&docket, request, &clock, &open), task.words.len());
            assert!(kept <= counted && counted < clock.words, "{}: {kept} of {counted}", request.id);
            assert_eq!(kept > 0, request.id != "never", "{}: {kept} of {counted}", request.id);
        }
        let counted = |place: usize| words_of(&docket, &docket.requests[place], &clock, &open);
        assert!(counted(1) < counted(0) && counted(2) < counted(1) && counted(3) == 0);
    }
}
