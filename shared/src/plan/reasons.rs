//! Why a request has no place.
//!
//! Of the starts that come nearest to being possible, all the rules that refuse them, those that refuse most of them first.
//! If any start were possible in an empty calendar, only such starts count, and what refuses them is taken by others; if
//! none, nothing that others took is to blame. Nearest are the starts with the fewest rules against them, where the rooms
//! of a centre count as one. Starts at which rooms are closed count only if there are no others.
//!
//! When there is no time for all that, what refuses the first of the starts, and if not even that is known, that there was no
//! time.

use std::cell::Cell;

use super::{
    answer::Reason,
    docket::{Docket, Request},
    model::{Model, Need, Statics, blocked},
    rule::Rule,
    search::State,
};

/// A rule with the starts that it refuses, as a row.
struct Refusal {
    reason: Reason,
    starts: Vec<u64>,
    /// Refusals with the same number count as one against a start; 0 is a number of its own for each.
    together: usize,
}

/// What is needed to say why.
pub(super) struct Reasons<'a> {
    docket: &'a Docket,
    model: &'a Model,
    state: &'a State<'a>,
    statics: Statics,
    /// Whether there is no time for more than one reason each; asked now and then, until it is so.
    is_late: &'a dyn Fn() -> bool,
    late: Cell<bool>,
    looked: Cell<usize>,
}

/// So many requests are looked at between two looks at the clock.
const PER_LOOK: usize = 4;

impl<'a> Reasons<'a> {
    pub(super) fn new(
        docket: &'a Docket,
        model: &'a Model,
        state: &'a State<'a>,
        is_late: &'a dyn Fn() -> bool,
    ) -> Self {
        let statics = Statics::new(docket, &model.clock);
        Self { docket, model, state, statics, is_late, late: Cell::new(false), looked: Cell::new(0) }
    }

    /// Whether there is no time left for more than one reason.
    fn late(&self) -> bool {
        let looked = self.looked.replace(self.looked.get() + 1);
        if !self.late.get() && looked.is_multiple_of(PER_LOOK) {
            self.late.set((self.is_late)());
        }
        self.late.get()
    }

    /// The reasons against the request at `place`, which has none of the starts that are left; a single one if it is late.
    pub(super) fn of(&self, place: usize) -> Vec<Reason> {
        let reasons = if !self.model.tasks[place].known {
            Vec::new()
        } else if self.late() {
            self.one(place).into_iter().collect()
        } else {
            self.all(place)
        };
        // Nobody knows, or it would fit and nobody had the time to place it.
        if reasons.is_empty() { vec![reason(Rule::Seconds)] } else { reasons }
    }

    /// What stands against the first start that the request at `place` has in an empty calendar, if that is easily said.
    fn one(&self, place: usize) -> Option<Reason> {
        let (task, taken) = (&self.model.tasks[place], &self.state.taken);
        let (word, open) = (*task.words.first()?, *task.open.first()?);
        let bit = open.trailing_zeros();
        let start = word * 64 + usize::try_from(bit).ok()?;
        let is_taken = |row: usize, need: Need| blocked(taken.row(row), start - need.lead, need.length) & 1 == 1;
        if let Some(need) = task.takes.iter().chain(&task.avoids).find(|need| is_taken(need.row, **need)) {
            return Some(self.held_by_others(place, *need));
        }
        task.sites.iter().zip(&self.docket.requests[place].sites).find_map(|(site, asked)| {
            let mut serving =
                site.choices.iter().filter(|choice| choice.open.first().is_some_and(|it| it >> bit & 1 == 1));
            let first = serving.clone().next()?;
            let all_taken = serving.all(|choice| is_taken(choice.row, task.room));
            all_taken.then(|| self.room_taken(asked.centre, first.room))
        })
    }

    /// All the reasons.
    fn all(&self, place: usize) -> Vec<Reason> {
        let request = &self.docket.requests[place];
        let task = &self.model.tasks[place];
        let candidates = self.model.clock.candidates(self.docket, request);
        if candidates.iter().all(|bits| *bits == 0) {
            return vec![reason(Rule::Horizon)];
        }
        let mut open = vec![0; candidates.len()];
        for (word, bits) in task.words.iter().zip(&task.open) {
            open[*word] = *bits;
        }
        if task.words.is_empty() {
            let candidates = self.while_open(request, candidates);
            nearest(&candidates, self.always(request, &candidates))
        } else {
            nearest(&open, self.taken(place, request))
        }
    }

    /// Of `candidates` those at which the hours of some room at every site allow the request, if there are any: that rooms
    /// are closed at night is no news.
    fn while_open(&self, request: &Request, candidates: Vec<u64>) -> Vec<u64> {
        let mut open = candidates.clone();
        for site in &request.sites {
            let rooms = 0..self.docket.centres[site.centre].rooms.len();
            let hours = rooms.map(|room| Statics::hours_of(self.docket, &self.model.clock, request, site.centre, room));
            let any = hours.fold(vec![0; open.len()], |any: Vec<u64>, hours| {
                any.iter().zip(hours).map(|(any, hours)| any | hours).collect()
            });
            open.iter_mut().zip(any).for_each(|(open, any)| *open &= any);
        }
        if open.iter().any(|bits| *bits != 0) { open } else { candidates }
    }

    /// What refuses the starts `candidates` whatever is placed.
    fn always(&self, request: &Request, candidates: &[u64]) -> Vec<Refusal> {
        let clock = &self.model.clock;
        let spans = self.docket.spans(request);
        let mut refusals = Vec::new();
        let mut late = candidates.to_vec();
        clock.drop(&mut late, clock.before_deadline(request));
        refusals.push(Refusal { reason: reason(Rule::Deadline), starts: late, together: 0 });
        for (people, span) in [(&request.people, &spans.main), (&request.lawyers, &spans.whole)] {
            for person in people {
                let starts = against(candidates, &self.statics.away[*person], clock.need(0, span));
                let person = Some(self.docket.people[*person].id.clone());
                refusals.push(Refusal { reason: Reason { person, ..reason(Rule::Unavailable) }, starts, together: 0 });
            }
        }
        for (number, site) in request.sites.iter().enumerate() {
            let centre = &self.docket.centres[site.centre];
            let at_centre = |rule: Rule| Reason { centre: Some(centre.id.clone()), ..reason(rule) };
            if !site.detainees.is_empty() {
                let starts = against(candidates, &self.statics.counts[site.centre], clock.need(0, &spans.movement));
                refusals.push(Refusal { reason: at_centre(Rule::Count), starts, together: 0 });
            }
            if centre.escort_teams == 0 {
                refusals.push(Refusal {
                    reason: at_centre(Rule::EscortPool),
                    starts: candidates.to_vec(),
                    together: 0,
                });
            }
            for one in &site.detainees {
                let detainee = &self.docket.detainees[*one];
                if site.detainees.iter().any(|other| detainee.apart_from.contains(other)) {
                    let reason = Reason { detainee: Some(detainee.id.clone()), ..at_centre(Rule::Incompatible) };
                    refusals.push(Refusal { reason, starts: candidates.to_vec(), together: 0 });
                }
            }
            refusals.extend(self.rooms_always(request, site.centre, number + 1, candidates));
        }
        refusals
    }

    /// The hours and blocks of the rooms of a centre, at the starts at which none of them serves.
    fn rooms_always(&self, request: &Request, centre: usize, together: usize, candidates: &[u64]) -> Vec<Refusal> {
        let clock = &self.model.clock;
        let house = &self.docket.centres[centre];
        let at_centre = |rule: Rule| Reason { centre: Some(house.id.clone()), ..reason(rule) };
        if house.rooms.is_empty() {
            return vec![Refusal { reason: at_centre(Rule::RoomHours), starts: candidates.to_vec(), together }];
        }
        let need = clock.need(0, &self.docket.spans(request).whole);
        let mut none = candidates.to_vec();
        let mut refusals = Vec::new();
        for (place, room) in house.rooms.iter().enumerate() {
            let serves = self.statics.of_room(self.docket, clock, request, centre, place);
            without(&mut none, &serves);
            let mut closed = candidates.to_vec();
            without(&mut closed, &Statics::hours_of(self.docket, clock, request, centre, place));
            let mut barred = against(candidates, &self.statics.blocks[centre][place], need);
            without(&mut barred, &closed);
            for (rule, starts) in [(Rule::RoomHours, closed), (Rule::RoomBlock, barred)] {
                let reason = Reason { room: Some(room.id.clone()), ..at_centre(rule) };
                refusals.push(Refusal { reason, starts, together });
            }
        }
        for refusal in &mut refusals {
            refusal.starts.iter_mut().zip(&none).for_each(|(bits, none)| *bits &= none);
        }
        refusals
    }

    /// What others took of what the request at `place` needs.
    fn taken(&self, place: usize, request: &Request) -> Vec<Refusal> {
        let model = self.model;
        let task = &model.tasks[place];
        let spread = |starts: &dyn Fn(usize) -> u64| {
            let mut row = vec![0; model.stride];
            task.words.iter().enumerate().for_each(|(at, word)| row[*word] = task.open[at] & starts(at));
            row
        };
        let held = |need: Need| {
            spread(&|at| blocked(self.state.taken.row(need.row), task.words[at] * 64 - need.lead, need.length))
        };
        let mut refusals = Vec::new();
        let mut add = |reason: Reason, starts: Vec<u64>, together: usize| {
            refusals.push(Refusal { reason, starts, together });
        };
        for need in task.takes.iter().chain(&task.avoids) {
            add(self.held_by_others(place, *need), held(*need), 0);
        }
        for (number, (site, asked)) in task.sites.iter().zip(&request.sites).enumerate() {
            let room_held = |at: usize, row: usize| {
                blocked(self.state.taken.row(row), task.words[at] * 64 - task.room.lead, task.room.length)
            };
            let all = |at: usize| {
                site.choices.iter().fold(u64::MAX, |all, choice| all & (!choice.open[at] | room_held(at, choice.row)))
            };
            for choice in &site.choices {
                let reason = self.room_taken(asked.centre, choice.room);
                add(reason, spread(&|at| all(at) & choice.open[at] & room_held(at, choice.row)), number + 1);
            }
        }
        refusals
    }

    /// That others have what the request at `place` needs.
    fn held_by_others(&self, place: usize, need: Need) -> Reason {
        let (model, docket) = (self.model, self.docket);
        let mut reason = reason(Rule::PersonTaken);
        if model.person_rows.contains(&need.row) {
            reason.person = Some(docket.people[need.row - model.person_rows.start].id.clone());
        } else if model.detainee_rows.contains(&need.row) {
            let detainee = &docket.detainees[need.row - model.detainee_rows.start];
            let own = model.tasks[place].takes.iter().any(|taken| taken.row == need.row);
            reason.rule = if own { Rule::DetaineeTaken } else { Rule::Incompatible };
            reason.centre = Some(docket.centres[detainee.centre].id.clone());
            reason.detainee = Some(detainee.id.clone());
        } else {
            let centre = model.pools.iter().position(|(row, _)| *row == need.row).unwrap_or(0);
            reason.rule = Rule::EscortPool;
            reason.centre = Some(docket.centres[centre].id.clone());
        }
        reason
    }

    /// That others have a room.
    fn room_taken(&self, centre: usize, room: usize) -> Reason {
        let centre = &self.docket.centres[centre];
        let room = Some(centre.rooms[room].id.clone());
        Reason { centre: Some(centre.id.clone()), room, ..reason(Rule::RoomTaken) }
    }
}

/// Of `refusals` those against the starts of `starts` that the fewest refuse, the most frequent first.
fn nearest(starts: &[u64], refusals: Vec<Refusal>) -> Vec<Reason> {
    let mut least = u32::MAX;
    let mut counted: Vec<u64> = vec![0; refusals.len()];
    for (word, bits) in starts.iter().enumerate() {
        let mut left = *bits;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            left &= left - 1;
            let refuses = |refusal: &Refusal| refusal.starts[word] & bit != 0;
            let mut groups = 0_u64;
            let mut count = 0;
            for refusal in refusals.iter().filter(|refusal| refuses(refusal)) {
                let group = if refusal.together == 0 { 0 } else { 1_u64 << (refusal.together % 64) };
                count += u32::from(group == 0 || groups & group == 0);
                groups |= group;
            }
            if count < least {
                least = count;
                counted.fill(0);
            }
            if count == least {
                counted.iter_mut().zip(&refusals).for_each(|(sum, refusal)| *sum += u64::from(refuses(refusal)));
            }
        }
    }
    let mut named: Vec<(u64, Reason)> = counted
        .into_iter()
        .zip(refusals)
        .filter(|(sum, _)| *sum > 0)
        .map(|(sum, refusal)| (sum, refusal.reason))
        .collect();
    // Stable: of equals the first stays first.
    named.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
    named.into_iter().map(|(_, reason)| reason).collect()
}

fn reason(rule: Rule) -> Reason {
    Reason { rule, centre: None, room: None, person: None, detainee: None }
}

/// The starts of `starts` at which `need` meets a bit of `row`.
fn against(starts: &[u64], row: &[u64], need: Need) -> Vec<u64> {
    let met = |(word, bits): (usize, &u64)| match *bits {
        0 => 0,
        bits => bits & blocked(row, word * 64 - need.lead, need.length),
    };
    starts.iter().enumerate().map(met).collect()
}

/// Takes the bits of `others` away from `starts`.
fn without(starts: &mut [u64], others: &[u64]) {
    starts.iter_mut().zip(others).for_each(|(bits, others)| *bits &= !others);
}
