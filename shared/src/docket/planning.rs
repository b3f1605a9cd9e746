//! Planning a list of hearings in the world as it is.
//!
//! The finder says which starts each hearing could have if it were alone: it knows every rule and everything that is booked.
//! The planner says which of those go together: rooms, people, detainees, escorts and who is kept apart. So no rule is
//! written twice, and what is proposed is what a booking will be judged by.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use crate::{
    ids::{CentreId, DetaineeId, PersonId, RoomId},
    plan::{
        self, Effort,
        docket::{Buffers, Centre, Detainee, Docket, Person, Placement, Request as Asked, Room, Site},
    },
    schedule::{
        Bar, Busy, Escorts, Over, Request, Resource, Rules, Sitting, Slot, Why,
        finder::{self, Finder},
        waiting::{Category, Waiting, kept_apart},
    },
    text::Code,
    time::{Instant, Period},
    zone::Zone,
};

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

/// What a hearing in `slot` would hold.
pub fn holds(request: &Request, slot: Slot) -> Vec<Busy> {
    let (lead, trail) = (request.meetings.lead(), request.meetings.trail());
    let movement = request.rules.movement;
    let over = |before: i64, after: i64| {
        let end = slot.start.plus_minutes(i64::from(request.duration.get()) + after);
        Period::new(slot.start.plus_minutes(-before), end)
    };
    let out = over(lead + i64::from(movement.before), trail + i64::from(movement.after));
    let rooms = std::iter::once((Resource::Room(slot.room), over(lead, trail + i64::from(request.rules.turnover))));
    let detainees = request.detainees.iter().map(|one| (Resource::Detainee(*one), out));
    let counsel = request.counsel.iter().map(|one| (Resource::Person(*one), over(lead, trail)));
    let people = request.people.iter().map(|one| (Resource::Person(*one), over(0, 0)));
    let all = rooms.chain(detainees).chain(counsel).chain(people);
    all.filter_map(|(resource, period)| Some(Busy::booked(resource, period?))).collect()
}

/// The sites of the request at `place` as they stand when the others are where `sittings` say: what they hold is taken,
/// their escorts are out, and whom it must not meet is out as well.
pub fn beside(wanted: &[Wanted], sittings: &[Option<Sitting>], place: usize) -> (finder::Site, Vec<finder::Site>) {
    let others: Vec<(&WantedAt, Slot)> = wanted
        .iter()
        .zip(sittings)
        .enumerate()
        .filter(|(other, _)| *other != place)
        .filter_map(|(_, (other, sitting))| Some(other.sites().zip(sitting.as_ref()?.slots())))
        .flatten()
        .collect();
    let own = &wanted[place];
    (site_beside(&own.first, &others), own.beside.iter().map(|site| site_beside(site, &others)).collect())
}

fn site_beside(own: &WantedAt, others: &[(&WantedAt, Slot)]) -> finder::Site {
    let finder::Site { mut request, mut busy } = own.site.clone();
    for (other, slot) in others {
        let held = holds(&other.site.request, *slot);
        let out = held.iter().find(|hold| matches!(hold.resource, Resource::Detainee(_))).map(|hold| hold.period);
        if let Some(out) = out.filter(|_| other.centre == own.centre) {
            if let Some(escorts) = &mut request.rules.escorts {
                escorts.out.push(out);
            }
            let meet = |one: &DetaineeId, others: &[DetaineeId]| others.contains(one);
            let apart = other.site.request.detainees.iter().any(|one| meet(one, &own.apart))
                || request.detainees.iter().any(|one| meet(one, &other.apart));
            if apart {
                let bar = |one: &DetaineeId| Bar {
                    over: Over::Resource(Resource::Detainee(*one)),
                    period: out,
                    why: Why::Incompatible,
                };
                let bars: Vec<Bar> = request.detainees.iter().map(bar).collect();
                request.rules.bars.extend(bars);
            }
            request.rules.bars.extend(waiting_apart(own, other, (slot.room, out)));
        }
        busy.extend(held);
    }
    finder::Site { request, busy }
}

/// When the rooms of `own` cannot be had because those of `other` wait beside them.
fn waiting_apart(own: &WantedAt, other: &WantedAt, (room, out): (RoomId, Period)) -> Vec<Bar> {
    let Some((_, area)) = other.areas.iter().find(|(known, _)| *known == room) else { return Vec::new() };
    let waiting = |category: &Category| Waiting { area: area.clone(), category: *category, out };
    let waiting: Vec<Waiting> = other.categories.iter().map(waiting).collect();
    kept_apart(own.areas.iter().cloned(), &own.categories, own.site.request.rules.movement, &waiting)
}

/// Whether somebody of the one must not meet somebody of the other.
fn may_not_meet(one: &WantedAt, other: &WantedAt) -> bool {
    let apart = |of: &WantedAt, from: &WantedAt| of.site.request.detainees.iter().any(|it| from.apart.contains(it));
    apart(one, other) || apart(other, one)
}

/// Whether people of the two may not wait beside one area, and some of their rooms have one in common.
fn may_not_wait_together(one: &WantedAt, other: &WantedAt) -> bool {
    let common = one.areas.iter().any(|(_, area)| other.areas.iter().any(|(_, known)| known == area));
    common && one.categories.iter().any(|category| other.categories.iter().any(|known| category.apart(*known)))
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

/// Everybody and everything of the list, each once.
#[derive(Default)]
struct Parties {
    /// Centres, with their rooms.
    centres: Vec<(CentreId, Vec<RoomId>)>,
    people: Vec<PersonId>,
    detainees: Vec<Detainee>,
    detainee_ids: Vec<DetaineeId>,
    /// Those of `detainees` who stand for all that a request brings at a centre.
    stand_ins: Vec<((usize, CentreId), usize)>,
}

/// The place of `one` in `list`, where it is put if it is not there.
fn place_in<T: PartialEq>(list: &mut Vec<T>, one: T) -> usize {
    list.iter().position(|known| *known == one).unwrap_or_else(|| {
        list.push(one);
        list.len() - 1
    })
}

fn person(id: &PersonId) -> Person {
    Person { id: id.to_string(), unavailable: Vec::new() }
}

impl Parties {
    fn meet(&mut self, one: &WantedAt) {
        let centre = self.centre(one.centre).unwrap_or_else(|| {
            self.centres.push((one.centre, Vec::new()));
            self.centres.len() - 1
        });
        let request = &one.site.request;
        for option in &request.rooms {
            place_in(&mut self.centres[centre].1, option.room);
        }
        for detainee in &request.detainees {
            if place_in(&mut self.detainee_ids, *detainee) == self.detainees.len() {
                self.detainees.push(Detainee { id: detainee.to_string(), centre, apart_from: Vec::new() });
            }
        }
        for person in request.people.iter().chain(&request.counsel) {
            place_in(&mut self.people, *person);
        }
    }

    fn centre(&self, id: CentreId) -> Option<usize> {
        self.centres.iter().position(|(known, _)| *known == id)
    }

    /// Those who may not meet, or may not wait beside one area. It holds for two hearings, and not for two people: who is heard
    /// together waits together, and in every other hearing apart; and whom one of a hearing must not meet, the others of it
    /// may. So a hearing with such people brings one more, who is only in it, and whom those of the other hearing may not meet.
    ///
    /// Which room it will be is not known yet, so one common area of any of their rooms is enough: it may find less than
    /// there is.
    fn hold_apart(&mut self, wanted: &[Wanted]) {
        let sites: Vec<(usize, &WantedAt)> =
            wanted.iter().enumerate().flat_map(|(place, one)| one.sites().map(move |site| (place, site))).collect();
        for (at, (place, one)) in sites.iter().enumerate() {
            for (other_place, other) in &sites[at + 1..] {
                let kept = may_not_meet(one, other) || may_not_wait_together(one, other);
                if place != other_place && one.centre == other.centre && kept {
                    let (a, b) = (self.stand_in(*place, one.centre), self.stand_in(*other_place, other.centre));
                    self.set_places_apart(a, b);
                }
            }
        }
    }

    /// Who stands for all that the request at `place` brings at `centre`.
    fn stand_in(&mut self, place: usize, centre: CentreId) -> usize {
        let known = self.stand_ins.iter().find(|(of, _)| *of == (place, centre));
        if let Some((_, detainee)) = known {
            return *detainee;
        }
        let detainee = self.detainees.len();
        let id = format!("all of {place}");
        self.detainees.push(Detainee { id, centre: self.centre(centre).unwrap_or_default(), apart_from: Vec::new() });
        self.stand_ins.push(((place, centre), detainee));
        detainee
    }

    fn set_places_apart(&mut self, a: usize, b: usize) {
        place_in(&mut self.detainees[a].apart_from, b);
        place_in(&mut self.detainees[b].apart_from, a);
    }

    fn place(&self, detainee: DetaineeId) -> Option<usize> {
        self.detainee_ids.iter().position(|known| *known == detainee)
    }

    fn centres(&self, wanted: &[Wanted]) -> Vec<Centre> {
        let centre = |(id, rooms): &(CentreId, Vec<RoomId>)| {
            let here = wanted.iter().flat_map(Wanted::sites).filter(|one| one.centre == *id);
            let escorts = here.filter_map(|one| one.site.request.rules.escorts.as_ref());
            let escorts: Vec<&Escorts> = escorts.collect();
            let teams = escorts.iter().map(|escorts| usize::from(escorts.teams.get())).min();
            Centre {
                id: id.to_string(),
                escort_teams: teams.unwrap_or(usize::MAX),
                counts: Vec::new(),
                out: out(&escorts),
                rooms: rooms.iter().map(room).collect(),
            }
        };
        self.centres.iter().map(centre).collect()
    }

    fn asked(&self, place: usize, one: &Wanted, days: &Days, end: Instant) -> Asked {
        let request = &one.first.site.request;
        let places = |people: &[PersonId]| -> Vec<usize> {
            people.iter().filter_map(|one| self.people.iter().position(|known| known == one)).collect()
        };
        // The longest of any site, for all of them: where centres differ it may find less than there is, and proposes
        // nothing that a booking would refuse.
        let longest = |of: fn(&Rules) -> u16| {
            one.sites().map(|site| i64::from(of(&site.site.request.rules))).max().unwrap_or_default()
        };
        Asked {
            id: place.to_string(),
            weight: one.weight,
            duration_minutes: i64::from(request.duration.get()),
            pre_minutes: request.meetings.lead(),
            post_minutes: request.meetings.trail(),
            sites: one.sites().map(|site| self.site(place, site)).collect(),
            people: places(&request.people),
            lawyers: places(&request.counsel),
            earliest: one.earliest.clamp(days.first, days.last),
            deadline: end,
            buffers: Buffers {
                turnover: longest(|rules| rules.turnover),
                before: longest(|rules| rules.movement.before),
                after: longest(|rules| rules.movement.after),
            },
        }
    }

    fn site(&self, place: usize, one: &WantedAt) -> Site {
        let centre = self.centre(one.centre).unwrap_or_default();
        let stand_ins = self.stand_ins.iter().filter(|(of, _)| *of == (place, one.centre)).map(|(_, place)| *place);
        Site {
            centre,
            detainees: one.site.request.detainees.iter().filter_map(|one| self.place(*one)).chain(stand_ins).collect(),
            starts: Some(self.centres[centre].1.iter().map(|room| starts(&one.site, *room)).collect()),
        }
    }
}

fn room(id: &RoomId) -> Room {
    Room { id: id.to_string(), hours: Vec::new(), blocks: Vec::new() }
}

/// The starts that `site` could have in `room` if it were alone.
fn starts(site: &finder::Site, room: RoomId) -> Vec<Instant> {
    let mut there = site.request.clone();
    there.rooms.retain(|option| option.room == room);
    if there.rooms.is_empty() {
        return Vec::new();
    }
    Finder::new(&there, &site.busy).slots().map(|slot| slot.start).collect()
}

/// When escorts are out for others. Each request knows those around its own days, so of equal periods there are as many as
/// the request that knows of most.
fn out(escorts: &[&Escorts]) -> Vec<Period> {
    let mut most: BTreeMap<Period, usize> = BTreeMap::new();
    for one in escorts {
        let mut here: BTreeMap<Period, usize> = BTreeMap::new();
        for period in one.needed() {
            *here.entry(period).or_default() += 1;
        }
        for (period, count) in here {
            let known = most.entry(period).or_default();
            *known = count.max(*known);
        }
    }
    most.into_iter().flat_map(|(period, count)| std::iter::repeat_n(period, count)).collect()
}

/// The day after `date`.
pub fn day_after(date: Date) -> Date {
    date.checked_add(1.day()).unwrap_or(date)
}
