//! The finder: exact, pure, and able to say why.
//!
//! A slot at a start `s` with a room holds when
//! - `s` lies on the grid and in the horizon, and the appointment `[s, s + duration)` ends in the horizon;
//! - it starts after the notice and ends before the deadline, if there are any;
//! - its private meetings, if any, are `[s - lead, s)` and `[s + duration, s + duration + trail)` in the same room, and the
//!   movement of the detainees, which comes before all that, begins no earlier than `not_before`;
//! - the room is open, inside one window, and not barred over the whole `[s - lead, s + duration + trail)`, and free over
//!   the whole and its turnover;
//! - detainees are free, the centre is not barred and an escort is free over what the detainees are occupied for,
//!   `[s - lead - before, s + duration + trail + after)`;
//! - counsel are free over the whole, and the other people over the appointment.
//!
//! Everything is computed on ranges of the grid: reservations are sorted once, turned into the starts they forbid and
//! taken away from the starts that opening hours allow. The cost is that sort; no start is tried one by one.

use self::{
    held::Held,
    starts::{Grid, Starts},
};
use super::{Busy, Over, Reason, Request, Resource, RoomOption, Slot};
use crate::time::{Instant, Period};

mod held;
mod joint;
mod lapsing;
mod starts;

pub use self::{
    joint::{Joint, Site},
    lapsing::{HeldStart, held_starts},
};

/// The first `most` slots, earliest first; at one start only the most preferred free room.
pub fn find(request: &Request, busy: &[Busy], most: usize) -> Vec<Slot> {
    Finder::new(request, busy).first(most)
}

/// The slot at `start`, in the most preferred room that is free, or every reason against it.
pub fn judge(request: &Request, busy: &[Busy], start: Instant) -> Result<Slot, Vec<Reason>> {
    Finder::new(request, busy).judge(start)
}

/// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
pub fn nearest(request: &Request, busy: &[Busy], wished: Instant, most: usize) -> Vec<Slot> {
    Finder::new(request, busy).nearest(wished, most)
}

/// A request with its reservations sorted, for several questions in a row.
#[derive(Debug)]
pub struct Finder<'a> {
    request: &'a Request,
    grid: Grid,
    held: Held,
    starts: Starts,
}

impl<'a> Finder<'a> {
    /// Sorts what of `busy` matters to `request`; the rest may be in any order and concern anybody.
    pub fn new(request: &'a Request, busy: &[Busy]) -> Self {
        let grid = Grid::of(request);
        let held = Held::new(request, busy);
        let starts = Starts::new(request, grid, &held);
        Self { request, grid, held, starts }
    }

    /// All slots, earliest first; at one start only the most preferred free room.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.starts.slots()
    }

    /// The first `most` slots.
    pub fn first(&self, most: usize) -> Vec<Slot> {
        self.slots().take(most).collect()
    }

    /// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
    pub fn nearest(&self, wished: Instant, most: usize) -> Vec<Slot> {
        self.starts.nearest(wished, most)
    }

    /// The slot at `start`, in the most preferred room that is free, or every reason against it: first what the rules
    /// say, then who is taken, then, only if no room serves, why each of them does not.
    pub fn judge(&self, start: Instant) -> Result<Slot, Vec<Reason>> {
        let grid = self.grid;
        let spans = [grid.occupied(), grid.whole(), grid.appointment(), grid.in_room()];
        let [Some(occupied), Some(whole), Some(appointment), Some(in_room)] =
            spans.map(|reach| Grid::span(start, reach))
        else {
            // Only at the very end of time, where a period would be empty.
            return Err(vec![Reason::OutsideHorizon]);
        };
        let mut reasons = self.against_the_rules(start, appointment);
        self.add_barred(&mut reasons, Over::Centre, occupied);
        for period in self.held.no_escort().iter().copied().filter(|period| period.overlaps(occupied)) {
            reasons.push(Reason::NoEscort { period });
        }
        let detainees = self.request.detainees.iter().copied().map(|id| (Resource::Detainee(id), occupied));
        let counsel = self.request.counsel.iter().copied().map(|id| (Resource::Person(id), whole));
        let people = self.request.people.iter().copied().map(|id| (Resource::Person(id), appointment));
        for (resource, span) in detainees.chain(counsel).chain(people) {
            self.add_barred(&mut reasons, Over::Resource(resource), span);
            self.add_taken(&mut reasons, resource, span);
        }
        let room = match self.free_room(whole, in_room) {
            Ok(room) => Some(room),
            Err(against) => {
                for reason in against {
                    add(&mut reasons, reason);
                }
                None
            }
        };
        match room {
            Some(option) if reasons.is_empty() => Ok(Slot { start, room: option.room }),
            _ => Err(reasons),
        }
    }

    /// Why no appointment can start in `within`: what stands against the most of its starts. `None` if one can.
    ///
    /// Hours at which every room is closed are no news, so they count only if there are no others.
    pub fn why_none(&self, within: Period) -> Option<Reason> {
        if self.request.rooms.is_empty() {
            return Some(Reason::NoRoom);
        }
        let places = self.grid.ceiling(within.start().0)..self.grid.ceiling(within.end().0);
        if self.starts.during(within).next().is_some() {
            return None;
        }
        let mut against = Vec::new();
        for start in places.map(|place| self.grid.at(place)) {
            let open = |option: &RoomOption| self.whole(start).is_some_and(|whole| is_open(option, whole));
            if self.request.rooms.iter().any(open) {
                let reasons = self.judge(start).err().unwrap_or_default();
                against.extend(reasons.into_iter().filter(|reason| !matches!(reason, Reason::Closed { .. })));
            }
        }
        commonest(against).or_else(|| self.request.rooms.first().map(|option| Reason::Closed { room: option.room }))
    }

    fn whole(&self, start: Instant) -> Option<Period> {
        Grid::span(start, self.grid.whole())
    }

    fn against_the_rules(&self, start: Instant, appointment: Period) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if start < self.grid.lower_bound(self.request) {
            reasons.push(Reason::TooEarly { earliest: self.grid.at(self.grid.earliest(self.request)) });
        }
        if appointment.end() > self.request.horizon.end() {
            reasons.push(Reason::OutsideHorizon);
        }
        if let Some(notice) = self.request.rules.notice.filter(|notice| start < *notice) {
            reasons.push(Reason::ShortNotice { earliest: self.grid.at(self.grid.ceiling(notice.0)) });
        }
        if let Some(deadline) = self.request.rules.deadline.filter(|deadline| *deadline < appointment.end()) {
            reasons.push(Reason::AfterDeadline { deadline });
        }
        if self.grid.floor(start.0) != self.grid.ceiling(start.0) {
            reasons.push(Reason::OffGrid { grid: self.request.grid });
        }
        reasons
    }

    fn add_taken(&self, reasons: &mut Vec<Reason>, resource: Resource, span: Period) {
        for (period, until) in self.held.during(resource, span) {
            add(reasons, taken(resource, period, until));
        }
    }

    fn add_barred(&self, reasons: &mut Vec<Reason>, over: Over, span: Period) {
        for (period, why) in self.held.barred_during(over, span) {
            add(reasons, Reason::Barred { over, period, why });
        }
    }

    /// The most preferred room that is open and not barred over `whole` and free over `in_room`, or why none is.
    fn free_room(&self, whole: Period, in_room: Period) -> Result<&RoomOption, Vec<Reason>> {
        let mut against = Vec::new();
        for option in &self.request.rooms {
            let before = against.len();
            if !is_open(option, whole) {
                against.push(Reason::Closed { room: option.room });
            }
            let resource = Resource::Room(option.room);
            let over = Over::Resource(resource);
            let barred = self.held.barred_during(over, whole);
            against.extend(barred.map(|(period, why)| Reason::Barred { over, period, why }));
            against.extend(self.held.during(resource, in_room).map(|(period, until)| taken(resource, period, until)));
            if against.len() == before {
                return Ok(option);
            }
        }
        if against.is_empty() {
            against.push(Reason::NoRoom);
        }
        Err(against)
    }
}

/// What is there most often; of equals the first, which people meet first.
fn commonest<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for one in all {
        match counts.iter_mut().find(|(known, _)| *known == one) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(one, _)| one)
}

fn is_open(option: &RoomOption, whole: Period) -> bool {
    option.open.iter().any(|window| window.covers(whole))
}

fn add(reasons: &mut Vec<Reason>, reason: Reason) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}

/// What another appointment, or somebody's draft, holds.
fn taken(resource: Resource, period: Period, until: Option<Instant>) -> Reason {
    match until {
        Some(until) => Reason::Held { resource, period, until },
        None => Reason::Taken { resource, period },
    }
}
