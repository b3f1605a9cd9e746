//! The search for the least disturbing repair: a room is blocked, somebody is ill, a detainee leaves, a centre locks down.
//!
//! What can no longer be held as it is booked must move; whatever else moves does so only to make place. Of all repairs the
//! least disturbing: fewest left without a place, then fewest moved, then fewest of those that were confirmed, then the
//! smallest shift in all.
//!
//! At most [`MOST_HELPERS`] others are moved at once, every appointment is offered its [`MOST_SLOTS`] nearest places, and a
//! search ends after [`MOST_STEPS`] steps with the best so far; where a world has less than that, the answer is exact.

use crate::{
    docket::planning::{Wanted, beside},
    ids::RoomId,
    schedule::{
        Sitting,
        finder::{Joint, Site},
    },
    time::Period,
};

/// So many are moved at most to make place for others.
pub const MOST_HELPERS: usize = 2;
/// So many places are tried for each.
pub const MOST_SLOTS: usize = 48;
/// So many steps a search takes.
pub const MOST_STEPS: usize = 20_000;

/// An appointment that is, or could be, moved.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it needs, without the reservations of any of the pieces.
    pub wanted: Wanted,
    /// Where it is booked.
    pub now: Sitting,
    /// Whether everybody has said yes to that already.
    pub confirmed: bool,
    /// Whether it can no longer be held there.
    pub broken: bool,
}

/// Where everything goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repair {
    /// The pieces that move, in their order, and where to.
    pub moves: Vec<(usize, Sitting)>,
    /// Broken pieces that have no place.
    pub stuck: Vec<usize>,
}

/// How much a repair disturbs; less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disturbance {
    /// How many have no place.
    pub stuck: usize,
    /// How many are moved.
    pub moved: usize,
    /// How many of those were confirmed.
    pub confirmed: usize,
    /// By how many seconds they are shifted in all.
    pub shift: u64,
}

impl Repair {
    /// How much it disturbs.
    pub fn disturbance(&self, pieces: &[Piece]) -> Disturbance {
        let mut sum = Disturbance { stuck: self.stuck.len(), ..Disturbance::default() };
        for (place, to) in &self.moves {
            sum = sum.with(&pieces[*place], to);
        }
        sum
    }
}

impl Disturbance {
    fn with(self, piece: &Piece, to: &Sitting) -> Self {
        Self {
            stuck: self.stuck,
            moved: self.moved + 1,
            confirmed: self.confirmed + usize::from(piece.confirmed),
            shift: self.shift + piece.now.slot.start.0.abs_diff(to.slot.start.0),
        }
    }
}

/// The least disturbing repair of `pieces`.
pub fn repair(pieces: &[Piece]) -> Repair {
    let broken: Vec<usize> = (0..pieces.len()).filter(|place| pieces[*place].broken).collect();
    let mut search = Search { pieces, best: None, steps: 0 };
    search.try_with(&broken, &[]);
    // Confirmed ones last: of equals, whoever comes first stays.
    let mut helpers: Vec<usize> = (0..pieces.len()).filter(|place| !pieces[*place].broken).collect();
    helpers.sort_by_key(|place| pieces[*place].confirmed);
    for count in 1..=MOST_HELPERS {
        if search.is_whole() {
            break;
        }
        each_choice(&helpers, count, &mut |chosen| search.try_with(&broken, chosen));
    }
    search.best.map(|(_, repair)| repair).unwrap_or_default()
}

/// Calls `with` for every choice of `count` of `all`.
fn each_choice(all: &[usize], count: usize, with: &mut impl FnMut(&[usize])) {
    fn choose(rest: &[usize], count: usize, chosen: &mut Vec<usize>, with: &mut impl FnMut(&[usize])) {
        if count == 0 {
            return with(chosen);
        }
        for (at, one) in rest.iter().enumerate() {
            chosen.push(*one);
            choose(&rest[at + 1..], count - 1, chosen, with);
            chosen.pop();
        }
    }
    choose(all, count, &mut Vec::new(), with);
}

struct Search<'a> {
    pieces: &'a [Piece],
    best: Option<(Disturbance, Repair)>,
    steps: usize,
}

impl Search<'_> {
    fn is_whole(&self) -> bool {
        self.best.as_ref().is_some_and(|(sum, _)| sum.stuck == 0)
    }

    /// Looks for places for the broken ones and those who help; everybody else stays.
    fn try_with(&mut self, broken: &[usize], helpers: &[usize]) {
        let movers: Vec<usize> = broken.iter().chain(helpers).copied().collect();
        let moving = |place: usize| movers.contains(&place);
        let slots = (0..self.pieces.len()).map(|place| (!moving(place)).then(|| self.pieces[place].now.clone()));
        let mut slots: Vec<Option<Sitting>> = slots.collect();
        let wanted: Vec<Wanted> = self.pieces.iter().map(|piece| piece.wanted.clone()).collect();
        self.place(&wanted, &movers, &mut slots, Disturbance::default(), &mut Repair::default());
    }

    fn place(
        &mut self,
        wanted: &[Wanted],
        movers: &[usize],
        slots: &mut Vec<Option<Sitting>>,
        sum: Disturbance,
        repair: &mut Repair,
    ) {
        self.steps += 1;
        // What is still to be placed moves at least, or is stuck, which is worse.
        let least = movers.iter().fold(sum, |least, place| least.with(&self.pieces[*place], &self.pieces[*place].now));
        let no_better = |best: &(Disturbance, Repair)| least >= best.0;
        if self.best.as_ref().is_some_and(no_better) || self.steps > MOST_STEPS {
            return;
        }
        let Some((next, rest)) = movers.split_first() else {
            let mut found = repair.clone();
            found.moves.sort_unstable();
            self.best = Some((sum, found));
            return;
        };
        let piece = &self.pieces[*next];
        for sitting in nearest(wanted, slots, *next, piece) {
            let sum = sum.with(piece, &sitting);
            slots[*next] = Some(sitting.clone());
            repair.moves.push((*next, sitting));
            self.place(wanted, rest, slots, sum, repair);
            repair.moves.pop();
        }
        slots[*next] = None;
        if piece.broken {
            repair.stuck.push(*next);
            self.place(wanted, rest, slots, Disturbance { stuck: sum.stuck + 1, ..sum }, repair);
            repair.stuck.pop();
        }
    }
}

/// The nearest places of a piece beside the others that have one, but for where it is now: those in every room of its first
/// site, because a preferred room may be needed by somebody else, and at its own time those in every room of any of its
/// sites. Otherwise the other sites have the room that they prefer.
fn nearest(wanted: &[Wanted], slots: &[Option<Sitting>], place: usize, piece: &Piece) -> Vec<Sitting> {
    let (first, others) = beside(wanted, slots, place);
    let now = &piece.now;
    let mut found = swaps(&first, &others, now);
    for option in &first.request.rooms {
        let there = only(&first, option.room);
        let joint = Joint::new(&there, &others);
        let nearest = joint.nearest(now.slot.start, MOST_SLOTS + 1).into_iter();
        found.extend(nearest.filter_map(|slot| Some(Sitting { slot, beside: joint.beside(slot.start)? })));
    }
    found.retain(|sitting| sitting != now);
    // Its own rooms first, of equals the earlier.
    found.sort_by_cached_key(|sitting| {
        let others = sitting.slots().zip(now.slots()).filter(|(there, here)| there.room != here.room).count();
        (sitting.slot.start.0.abs_diff(now.slot.start.0), others, sitting.clone())
    });
    found.dedup();
    found.truncate(MOST_SLOTS);
    found
}

/// The places in other rooms at the time that it has. It gives nobody less notice than they were given.
fn swaps(first: &Site, others: &[Site], now: &Sitting) -> Vec<Sitting> {
    let start = now.slot.start;
    let late = first.request.rules.notice.is_some_and(|notice| start < notice);
    let around = Period::starting(start, first.request.duration);
    // At one site, and with the notice, all of them are among the nearest.
    if (others.is_empty() && !late) || !first.request.horizon.covers(around) {
        return Vec::new();
    }
    // Only what is around that time matters.
    let at_that_time = |site: &Site| {
        let mut site = site.clone();
        site.request.horizon = around;
        site
    };
    let (mut first, others) = (at_that_time(first), others.iter().map(at_that_time).collect::<Vec<_>>());
    first.request.rules.notice = None;
    first.request.rooms.sort_by_key(|option| option.room != now.slot.room);
    let mut found = Vec::new();
    for option in &first.request.rooms {
        found.extend(Joint::new(&only(&first, option.room), &others).judge(start));
    }
    for (place, site) in others.iter().enumerate() {
        for option in &site.request.rooms {
            let mut others = others.clone();
            others[place] = only(site, option.room);
            found.extend(Joint::new(&first, &others).judge(start));
        }
    }
    found
}

/// The site as if it had that room alone.
fn only(site: &Site, room: RoomId) -> Site {
    let mut there = site.clone();
    there.request.rooms.retain(|option| option.room == room);
    there
}
