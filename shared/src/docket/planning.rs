//! Planning a list of hearings in the world as it is.
//!
//! The finder says which starts each hearing could have if it were alone: it knows every rule and everything that is booked.
//! The planner says which of those go together: rooms, people, detainees, escorts and who is kept apart. So no rule is
//! written twice, and what is proposed is what a booking will be judged by.

use jiff::{ToSpan, civil::Date};

pub use self::beside::{beside, holds};
use self::parties::{Parties, person};
use crate::{
    ids::{CentreId, DetaineeId, RoomId},
    plan::{
        self, Effort,
        docket::{Docket, Placement, Site},
    },
    schedule::{Sitting, Slot, finder, waiting::Category},
    text::Code,
    time::Period,
    zone::Zone,
};

mod beside;
mod parties;

/// A hearing that is to be placed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What it needs where its first site is, and who takes part from afar.
    pub first: WantedAt,
    /// What it needs at the others.
    pub beside: Vec<WantedAt>,
    /// What placing it is worth.
    pub weight: i64,
    /// Waiting is counted from this day on.
    pub earliest: Date,
    /// Where it stays, if it may not be moved.
    pub fixed: Option<Sitting>,
}

/// What a hearing needs at one site.
#[derive(Clone, Debug)]
pub struct WantedAt {
    /// The centre.
    pub centre: CentreId,
    /// What it needs, with the rules of its place, and what is booked of that.
    pub site: finder::Site,
    /// Whom its detainees must not meet.
    pub apart: Vec<DetaineeId>,
    /// By what its detainees are held apart from others, in their order.
    pub categories: Vec<Category>,
    /// The waiting areas of its rooms, of those that have one.
    pub areas: Vec<(RoomId, Code)>,
}

impl Wanted {
    /// Its sites, the first one first.
    pub fn sites(&self) -> impl Iterator<Item = &WantedAt> {
        std::iter::once(&self.first).chain(&self.beside)
    }

    /// What it needs at its first site and at the others, without the rest of the list.
    pub fn alone(&self) -> (&finder::Site, Vec<finder::Site>) {
        (&self.first.site, self.beside.iter().map(|site| site.site.clone()).collect())
    }
}

/// The days over which is planned.
#[derive(Clone, Debug)]
pub struct Days {
    /// Whose days.
    pub zone: Zone,
    /// The first.
    pub first: Date,
    /// The last, included.
    pub last: Date,
}

/// Where each of `wanted` is best placed, as far as `effort` goes. What is fixed stays where it is, if it still can.
pub fn propose(days: &Days, wanted: &[Wanted], effort: Effort<'_>, seed: u64) -> Vec<Option<Sitting>> {
    let mut sittings = vec![None; wanted.len()];
    let Some(world) = World::of(days, wanted) else { return sittings };
    for placement in plan::place(&world.docket, effort, seed) {
        sittings[placement.request] = world.sitting(&placement);
    }
    sittings
}

/// The rules that `sittings` break, in words, by the judge who knows nothing of how they were found.
pub fn broken(days: &Days, wanted: &[Wanted], sittings: &[Option<Sitting>]) -> Vec<String> {
    let Some(world) = World::of(days, wanted) else { return Vec::new() };
    let placements: Option<Vec<Placement>> = sittings
        .iter()
        .enumerate()
        .filter_map(|(place, sitting)| Some((place, sitting.as_ref()?)))
        .map(|(place, sitting)| world.placement(place, sitting))
        .collect();
    placements.map_or_else(|| vec!["a room of another centre".to_owned()], |all| plan::broken(&world.docket, &all))
}

/// The world in the planner's words.
struct World {
    docket: Docket,
    /// The rooms of each centre, in its order.
    rooms: Vec<Vec<RoomId>>,
}

impl World {
    fn of(days: &Days, wanted: &[Wanted]) -> Option<Self> {
        let horizon = Period::new(days.zone.day(days.first)?.start(), days.zone.day(days.last)?.end())?;
        let grid_minutes = i64::from(wanted.first()?.first.site.request.grid.get());
        let mut parties = Parties::default();
        for one in wanted.iter().flat_map(Wanted::sites) {
            parties.meet(one);
        }
        parties.hold_apart(wanted);
        let rooms: Vec<Vec<RoomId>> = parties.centres.iter().map(|(_, rooms)| rooms.clone()).collect();
        let requests = wanted.iter().enumerate().map(|(place, one)| parties.asked(place, one, days, horizon.end()));
        let requests = requests.collect();
        let mut world = Self {
            docket: Docket {
                zone: days.zone.clone(),
                first: days.first,
                last: days.last,
                horizon,
                grid_minutes,
                centres: parties.centres(wanted),
                people: parties.people.iter().map(person).collect(),
                detainees: parties.detainees,
                requests,
                fixed: Vec::new(),
            },
            rooms,
        };
        world.fix(wanted);
        Some(world)
    }

    /// Keeps what is fixed, as far as each may still be where it is and they go together.
    fn fix(&mut self, wanted: &[Wanted]) {
        let fixed = wanted.iter().enumerate().filter_map(|(place, one)| self.placement(place, one.fixed.as_ref()?));
        let mut fixed: Vec<Placement> = fixed.collect();
        while let Some(place) = plan::last_broken(&self.docket, &fixed) {
            fixed.remove(place);
        }
        self.docket.fixed = fixed;
    }

    fn placement(&self, request: usize, sitting: &Sitting) -> Option<Placement> {
        let sites = &self.docket.requests[request].sites;
        let place = |(site, slot): (&Site, Slot)| self.rooms[site.centre].iter().position(|room| *room == slot.room);
        let rooms: Vec<usize> = sites.iter().zip(sitting.slots()).map(place).collect::<Option<_>>()?;
        (rooms.len() == sites.len()).then_some(Placement { request, start: sitting.slot.start, rooms })
    }

    fn sitting(&self, placement: &Placement) -> Option<Sitting> {
        let sites = &self.docket.requests[placement.request].sites;
        let room = |(site, room): (&Site, &usize)| self.rooms[site.centre].get(*room).copied();
        let mut rooms = sites.iter().zip(&placement.rooms).map(room);
        let slot = Slot { start: placement.start, room: rooms.next()?? };
        Some(Sitting { slot, beside: rooms.collect::<Option<_>>()? })
    }
}

/// The day after `date`.
pub fn day_after(date: Date) -> Date {
    date.checked_add(1.day()).unwrap_or(date)
}
