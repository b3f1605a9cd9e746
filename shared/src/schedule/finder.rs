//! The finder: exact, pure, and able to say why.
//!
//! A slot at a start `s` with a room holds when
//! - `s` lies on the grid and in the horizon, and the appointment `[s, s + duration)` ends in the horizon;
//! - its private meeting, if any, occupies `[s - meeting, s)` in the same room and begins no earlier than `not_before`;
//! - the room is open, inside one window, and free over the whole `[s - meeting, s + duration)`;
//! - detainees and counsel are free over the whole, and the other people over the appointment.
//!
//! Everything is computed on ranges of the grid: reservations are sorted once, turned into the starts they forbid and
//! taken away from the starts that opening hours allow. The cost is that sort; no start is tried one by one.

use self::{
    held::Held,
    starts::{Grid, Starts},
};
use super::{Busy, Reason, Request, Resource, RoomOption, Slot};
use crate::time::{Instant, Period};

mod held;
mod starts;

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
        let mut from = i64::MIN;
        std::iter::from_fn(move || {
            let (place, slot) = self.starts.from(from)?;
            from = place.checked_add(1)?;
            Some(slot)
        })
    }

    /// The first `most` slots.
    pub fn first(&self, most: usize) -> Vec<Slot> {
        self.slots().take(most).collect()
    }

    /// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
    pub fn nearest(&self, wished: Instant, most: usize) -> Vec<Slot> {
        let middle = self.grid.floor(wished.0);
        let mut before = self.starts.until(middle);
        let mut after = self.starts.from(middle.saturating_add(1));
        let away = |slot: Slot| slot.start.0.abs_diff(wished.0);
        let mut slots = Vec::new();
        while slots.len() < most {
            match (before, after) {
                (Some((place, earlier)), later) if later.is_none_or(|(_, later)| away(earlier) <= away(later)) => {
                    slots.push(earlier);
                    before = place.checked_sub(1).and_then(|place| self.starts.until(place));
                }
                (_, Some((place, later))) => {
                    slots.push(later);
                    after = place.checked_add(1).and_then(|place| self.starts.from(place));
                }
                (_, None) => break,
            }
        }
        slots
    }

    /// The slot at `start`, in the most preferred room that is free, or every reason against it: first what the rules
    /// say, then who is taken, then, only if no room serves, why each of them does not.
    pub fn judge(&self, start: Instant) -> Result<Slot, Vec<Reason>> {
        let (Some(whole), Some(appointment)) = (self.grid.whole(start), self.grid.appointment(start)) else {
            // Only at the very end of time, where a period would be empty.
            return Err(vec![Reason::OutsideHorizon]);
        };
        let mut reasons = self.against_the_rules(start, appointment);
        let detainees = self.request.detainees.iter().copied().map(Resource::Detainee);
        let counsel = self.request.counsel.iter().copied().map(Resource::Person);
        let people = self.request.people.iter().copied().map(Resource::Person);
        for resource in detainees.chain(counsel) {
            self.add_taken(&mut reasons, resource, whole);
        }
        for resource in people {
            self.add_taken(&mut reasons, resource, appointment);
        }
        let room = match self.free_room(whole) {
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
        if self.starts.from(places.start).is_some_and(|(place, _)| place < places.end) {
            return None;
        }
        let mut counts: Vec<(Reason, usize)> = Vec::new();
        for start in places.map(|place| self.grid.at(place)) {
            let open = |option: &RoomOption| self.grid.whole(start).is_some_and(|whole| is_open(option, whole));
            if !self.request.rooms.iter().any(open) {
                continue;
            }
            let mut against = self.judge(start).err().unwrap_or_default();
            against.retain(|reason| !matches!(reason, Reason::Closed { .. }));
            for reason in against {
                match counts.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((reason, 1)),
                }
            }
        }
        // `max_by_key` would take the last of equals; the first is the one that people meet first.
        let most = counts.iter().map(|(_, count)| *count).max();
        let commonest = counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(reason, _)| reason);
        commonest.or_else(|| self.request.rooms.first().map(|option| Reason::Closed { room: option.room }))
    }

    fn against_the_rules(&self, start: Instant, appointment: Period) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if start < self.grid.lower_bound(self.request) {
            reasons.push(Reason::TooEarly { earliest: self.grid.at(self.grid.earliest(self.request)) });
        }
        if appointment.end() > self.request.horizon.end() {
            reasons.push(Reason::OutsideHorizon);
        }
        if self.grid.floor(start.0) != self.grid.ceiling(start.0) {
            reasons.push(Reason::OffGrid { grid: self.request.grid });
        }
        reasons
    }

    fn add_taken(&self, reasons: &mut Vec<Reason>, resource: Resource, span: Period) {
        for period in self.held.during(resource, span) {
            add(reasons, Reason::Taken { resource, period });
        }
    }

    /// The most preferred room that is open and free over `whole`, or why none is.
    fn free_room(&self, whole: Period) -> Result<&RoomOption, Vec<Reason>> {
        let mut against = Vec::new();
        for option in &self.request.rooms {
            let before = against.len();
            if !is_open(option, whole) {
                against.push(Reason::Closed { room: option.room });
            }
            let resource = Resource::Room(option.room);
            against.extend(self.held.during(resource, whole).map(|period| Reason::Taken { resource, period }));
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

fn is_open(option: &RoomOption, whole: Period) -> bool {
    option.open.iter().any(|window| window.covers(whole))
}

fn add(reasons: &mut Vec<Reason>, reason: Reason) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}
