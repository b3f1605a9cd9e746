//! The docket as the search sees it: time in equal ticks, every resource a row of bits, every rule that needs no other
//! request worked out beforehand.
//!
//! A tick is the greatest length that divides the distances between all possible starts and all lengths, so that every
//! occupied period is whole ticks. Periods in which something is refused are widened to whole ticks, which changes
//! nothing: a period of whole ticks touches them exactly if it touches their ticks.

use std::ops::Range;

use super::docket::{Docket, Request, Site, days_between};

mod bits;
mod clock;
mod size;

use self::{bits::marked, clock::Clock};
pub(super) use self::{
    bits::{Rows, blocked},
    size::mebibytes,
};

/// A row that a request needs, and when: ticks before its main start, and for how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    pub(super) row: usize,
    pub(super) lead: usize,
    pub(super) length: usize,
}

/// A room that serves a site.
#[derive(Debug)]
pub(super) struct Choice {
    /// Its place in [`super::docket::Centre::rooms`].
    pub(super) room: usize,
    pub(super) row: usize,
    /// For each of [`Task::words`] the starts at which its hours and blocks allow the request.
    pub(super) open: Vec<u64>,
}

/// A site of a request.
#[derive(Debug)]
pub(super) struct SiteTask {
    pub(super) centre: usize,
    pub(super) choices: Vec<Choice>,
}

/// A request as the search sees it.
#[derive(Debug)]
pub(super) struct Task {
    /// Whether there was time to look at it. What is not known has no place, and nobody knows why.
    pub(super) known: bool,
    pub(super) weight: i64,
    /// The words of the row of starts in which there is a start that every rule allows that needs no other request.
    pub(super) words: Vec<usize>,
    /// Those starts, for each of `words`.
    pub(super) open: Vec<u64>,
    pub(super) sites: Vec<SiteTask>,
    /// Rows that must be free and are then taken: detainees and people.
    pub(super) takes: Vec<Need>,
    /// Rows that must be free only: incompatible detainees, and the times at which all escorts are out.
    pub(super) avoids: Vec<Need>,
    /// When its rooms are taken; the row is that of the choice.
    pub(super) room: Need,
    /// When its escorts are out; the row is that of the centre's pool.
    pub(super) escort: Need,
    /// What to add to the day of the start to get the days waited.
    pub(super) waited_before: i64,
    /// Which centres and people it needs, as a filter: tasks without a common bit cannot hinder each other.
    pub(super) touches: u128,
    /// Where its rooms are kept in a list of all rooms chosen.
    pub(super) rooms_at: usize,
}

/// A docket as the search sees it.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) clock: Clock,
    /// Words in a row.
    pub(super) stride: usize,
    pub(super) rows: usize,
    pub(super) tasks: Vec<Task>,
    /// For each centre the row of its pool, and how many teams there are.
    pub(super) pools: Vec<(usize, usize)>,
    /// For each centre the ticks in which a team is out for others, once for each team.
    pub(super) out: Vec<Vec<Range<usize>>>,
    /// The row of each detainee, and of each person.
    pub(super) detainee_rows: Range<usize>,
    pub(super) person_rows: Range<usize>,
    /// The row of the first room of each centre.
    pub(super) room_rows: Vec<usize>,
    /// The sites of all requests together.
    pub(super) sites: usize,
}

impl Model {
    /// The model of `docket`: of what is fixed, and of every other request that is looked at before `is_over`.
    pub(super) fn new(docket: &Docket, is_over: &dyn Fn() -> bool) -> Self {
        let clock = Clock::new(docket);
        let mut rows = 0;
        let mut next = |count: usize| {
            rows += count;
            rows - count..rows
        };
        let detainee_rows = next(docket.detainees.len());
        let person_rows = next(docket.people.len());
        let room_rows: Vec<usize> = docket.centres.iter().map(|centre| next(centre.rooms.len()).start).collect();
        let pools: Vec<(usize, usize)> =
            docket.centres.iter().map(|centre| (next(1).start, centre.escort_teams)).collect();
        let mut model = Self {
            stride: clock.words,
            rows,
            tasks: Vec::new(),
            pools,
            out: docket
                .centres
                .iter()
                .map(|centre| centre.out.iter().map(|period| clock.around(*period)).collect())
                .collect(),
            detainee_rows,
            person_rows,
            room_rows,
            sites: 0,
            clock,
        };
        let statics = Statics::new(docket, &model.clock);
        let mut fixed = vec![false; docket.requests.len()];
        docket.fixed.iter().for_each(|placement| fixed[placement.request] = true);
        let mut late = false;
        for (request, fixed) in docket.requests.iter().zip(fixed) {
            late = late || is_over();
            let task =
                if late && !fixed { model.unknown(docket, request) } else { model.task(docket, request, &statics) };
            model.sites += task.sites.len();
            model.tasks.push(task);
        }
        model
    }

    /// A request that nobody has looked at.
    fn unknown(&self, docket: &Docket, request: &Request) -> Task {
        let nothing = Need { row: 0, lead: 0, length: 0 };
        Task {
            known: false,
            weight: request.weight,
            words: Vec::new(),
            open: Vec::new(),
            sites: Vec::new(),
            takes: Vec::new(),
            avoids: Vec::new(),
            room: nothing,
            escort: nothing,
            waited_before: days_between(request.earliest, docket.first),
            touches: 0,
            rooms_at: self.sites,
        }
    }

    fn task(&self, docket: &Docket, request: &Request, statics: &Statics) -> Task {
        let clock = &self.clock;
        let spans = docket.spans(request);
        let need = |row: usize, span: &Range<i64>| clock.need(row, span);
        let mut allowed = statics.of_request(docket, clock, request);
        let mut sites = Vec::new();
        let (mut takes, mut avoids) = (Vec::new(), Vec::new());
        let mut touches = 0_u128;
        for site in &request.sites {
            touches |= 1 << (site.centre % 64);
            avoids.push(need(self.pools[site.centre].0, &spans.movement));
            for detainee in &site.detainees {
                takes.push(need(self.detainee_rows.start + detainee, &spans.movement));
                for other in &docket.detainees[*detainee].apart_from {
                    let avoided = need(self.detainee_rows.start + other, &spans.movement);
                    if !avoids.iter().any(|known: &Need| known.row == avoided.row) {
                        avoids.push(avoided);
                    }
                    if site.detainees.contains(other) {
                        allowed.fill(0);
                    }
                }
            }
            if docket.centres[site.centre].escort_teams == 0 {
                allowed.fill(0);
            }
            let rooms = 0..docket.centres[site.centre].rooms.len();
            let open: Vec<Vec<u64>> = rooms.map(|room| statics.of_site(docket, clock, request, (site, room))).collect();
            let any = |word: usize| open.iter().fold(0, |any, room| any | room[word]);
            for (word, bits) in allowed.iter_mut().enumerate() {
                *bits &= any(word);
            }
            sites.push((site.centre, open));
        }
        for (people, span) in [(&request.people, &spans.main), (&request.lawyers, &spans.whole)] {
            for person in people {
                touches |= 1 << (64 + person % 64);
                takes.push(need(self.person_rows.start + person, span));
            }
        }
        let words: Vec<usize> = (0..allowed.len()).filter(|word| allowed[*word] != 0).collect();
        let sites = sites.into_iter().map(|(centre, open)| {
            let choices = open.into_iter().enumerate().map(|(room, open)| {
                let open: Vec<u64> = words.iter().map(|word| open[*word] & allowed[*word]).collect();
                Choice { room, row: self.room_rows[centre] + room, open }
            });
            SiteTask { centre, choices: choices.filter(|choice| choice.open.iter().any(|bits| *bits != 0)).collect() }
        });
        let waited_before = days_between(request.earliest, docket.first);
        Task {
            known: true,
            weight: request.weight,
            sites: sites.collect(),
            open: words.iter().map(|word| allowed[*word]).collect(),
            words,
            takes,
            avoids,
            room: need(0, &spans.room),
            escort: need(0, &spans.movement),
            waited_before,
            touches,
            rooms_at: self.sites,
        }
    }

    /// How many rooms `centre` has.
    pub(super) fn rooms_of(&self, centre: usize) -> usize {
        let end = self.room_rows.get(centre + 1).copied().unwrap_or(self.rows - self.pools.len());
        end - self.room_rows[centre]
    }

    /// The days that `task` waits if it starts at `tick`.
    pub(super) fn waits(&self, task: usize, tick: usize) -> i64 {
        self.clock.day(tick) + self.tasks[task].waited_before
    }
}

/// What the docket refuses whatever is placed, each as a row of ticks.
pub(super) struct Statics {
    /// Per person.
    pub(super) away: Vec<Vec<u64>>,
    /// Per centre.
    pub(super) counts: Vec<Vec<u64>>,
    /// Per centre and room.
    pub(super) blocks: Vec<Vec<Vec<u64>>>,
}

impl Statics {
    pub(super) fn new(docket: &Docket, clock: &Clock) -> Self {
        let row =
            |periods: &[crate::time::Period]| marked(clock.words, periods.iter().map(|period| clock.around(*period)));
        Self {
            away: docket.people.iter().map(|person| row(&person.unavailable)).collect(),
            counts: docket.centres.iter().map(|centre| row(&centre.counts)).collect(),
            blocks: docket
                .centres
                .iter()
                .map(|centre| centre.rooms.iter().map(|room| row(&room.blocks)).collect())
                .collect(),
        }
    }

    /// The starts at which the calendar, the counts and the people allow `request`.
    fn of_request(&self, docket: &Docket, clock: &Clock, request: &Request) -> Vec<u64> {
        let spans = docket.spans(request);
        let mut allowed = clock.candidates(docket, request);
        clock.keep(&mut allowed, clock.before_deadline(request));
        for site in request.sites.iter().filter(|site| !site.detainees.is_empty()) {
            remove(&mut allowed, &self.counts[site.centre], clock.need(0, &spans.movement));
        }
        for (people, span) in [(&request.people, &spans.main), (&request.lawyers, &spans.whole)] {
            for person in people {
                remove(&mut allowed, &self.away[*person], clock.need(0, span));
            }
        }
        allowed
    }

    /// The starts that `request` may have in a room of one of its sites, whatever is placed.
    fn of_site(&self, docket: &Docket, clock: &Clock, request: &Request, (site, room): (&Site, usize)) -> Vec<u64> {
        match &site.starts {
            Some(starts) => {
                let ticks = starts.get(room).into_iter().flatten().map(|start| clock.floor(*start));
                marked(clock.words, ticks.map(|tick| tick..tick + 1))
            }
            None => self.of_room(docket, clock, request, site.centre, room),
        }
    }

    /// The starts at which the hours and blocks of a room allow `request`.
    pub(super) fn of_room(
        &self,
        docket: &Docket,
        clock: &Clock,
        request: &Request,
        centre: usize,
        room: usize,
    ) -> Vec<u64> {
        let mut open = Self::hours_of(docket, clock, request, centre, room);
        remove(&mut open, &self.blocks[centre][room], clock.need(0, &docket.spans(request).whole));
        open
    }

    /// The starts at which the hours of a room allow `request`.
    pub(super) fn hours_of(docket: &Docket, clock: &Clock, request: &Request, centre: usize, room: usize) -> Vec<u64> {
        let whole = docket.spans(request).whole;
        let hours = &docket.centres[centre].rooms[room].hours;
        marked(clock.words, hours.iter().map(|hours| clock.starts_inside(*hours, &whole)))
    }
}

/// Takes away the starts at which `need` meets a bit of `row`.
fn remove(starts: &mut [u64], row: &[u64], need: Need) {
    for (word, bits) in starts.iter_mut().enumerate().filter(|(_, bits)| **bits != 0) {
        *bits &= !blocked(row, word * 64 - need.lead, need.length);
    }
}
