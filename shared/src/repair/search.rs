//! The search for the least disturbing repair: a room is blocked, somebody is ill, a detainee leaves, a centre locks down.
//!
//! What can no longer be held as it is booked must move; whatever else moves does so only to make place. Of all repairs the
//! least disturbing: fewest left without a place, then fewest moved, then fewest of those that were confirmed, then the
//! smallest shift in all.
//!
//! At most [`MOST_HELPERS`] others are moved at once, every appointment is offered its [`MOST_SLOTS`] nearest places, and every
//! stage of the search ends after [`MOST_STEPS`] steps with the best so far: those that are broken alone, then others who make
//! place. Where a world has less than that, the answer is exact.
//!
//! [`MOST_HELPERS`]: super::MOST_HELPERS
//! [`MOST_STEPS`]: super::MOST_STEPS

use super::placing::{Disturbance, World, place};
use crate::{
    docket::planning::{Wanted, beside},
    ids::RoomId,
    schedule::{
        Sitting,
        finder::{Joint, Site},
    },
    time::Period,
};

/// So many places are tried for each.
pub const MOST_SLOTS: usize = 48;

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

impl Repair {
    /// How much it disturbs.
    pub fn disturbance(&self, pieces: &[Piece]) -> Disturbance {
        let mut sum = Disturbance { stuck: self.stuck.len(), ..Disturbance::default() };
        for (place, to) in &self.moves {
            sum = sum.and(pieces[*place].moved(to));
        }
        sum
    }
}

impl Piece {
    /// How much it disturbs to move it there.
    fn moved(&self, to: &Sitting) -> Disturbance {
        Disturbance {
            stuck: 0,
            moved: 1,
            confirmed: usize::from(self.confirmed),
            shift: self.now.slot.start.0.abs_diff(to.slot.start.0),
        }
    }
}

/// The least disturbing repair of `pieces`.
pub fn repair(pieces: &[Piece]) -> Repair {
    let docket = Docket { pieces, wanted: pieces.iter().map(|piece| piece.wanted.clone()).collect() };
    let placed = place(&docket);
    let mut repair = Repair::default();
    for (one, at) in placed.at.into_iter().enumerate() {
        match at {
            Some(to) if pieces[one].broken || placed.helpers.contains(&one) => repair.moves.push((one, to)),
            Some(_) => {}
            None => repair.stuck.push(one),
        }
    }
    repair
}

/// The pieces, with what all of them need in one list.
struct Docket<'a> {
    pieces: &'a [Piece],
    wanted: Vec<Wanted>,
}

impl World for Docket<'_> {
    type Place = Sitting;

    fn size(&self) -> usize {
        self.pieces.len()
    }

    fn is_broken(&self, one: usize) -> bool {
        self.pieces[one].broken
    }

    fn is_confirmed(&self, one: usize) -> bool {
        self.pieces[one].confirmed
    }

    fn now(&self, one: usize) -> Sitting {
        self.pieces[one].now.clone()
    }

    fn places(&self, one: usize, at: &[Option<Sitting>]) -> Vec<Sitting> {
        nearest(&self.wanted, at, one, &self.pieces[one])
    }

    fn disturbs(&self, one: usize, to: &Sitting) -> Disturbance {
        self.pieces[one].moved(to)
    }

    fn moment(&self, place: &Sitting) -> i64 {
        place.slot.start.0
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
