//! Everybody and everything that a list needs, in the planner's words.

use std::collections::BTreeMap;

use super::{Days, Wanted, WantedAt};
use crate::{
    ids::{CentreId, DetaineeId, PersonId, RoomId},
    plan::docket::{Buffers, Centre, Detainee, Person, Request as Asked, Room, Site},
    schedule::{
        Escorts, Rules,
        finder::{self, Finder},
    },
    time::{Instant, Period},
};

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

/// Everybody and everything of the list, each once.
#[derive(Default)]
pub(super) struct Parties {
    /// Centres, with their rooms.
    pub(super) centres: Vec<(CentreId, Vec<RoomId>)>,
    pub(super) people: Vec<PersonId>,
    pub(super) detainees: Vec<Detainee>,
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

pub(super) fn person(id: &PersonId) -> Person {
    Person { id: id.to_string(), unavailable: Vec::new() }
}

impl Parties {
    pub(super) fn meet(&mut self, one: &WantedAt) {
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
    pub(super) fn hold_apart(&mut self, wanted: &[Wanted]) {
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

    pub(super) fn centres(&self, wanted: &[Wanted]) -> Vec<Centre> {
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

    pub(super) fn asked(&self, place: usize, one: &Wanted, days: &Days, end: Instant) -> Asked {
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
