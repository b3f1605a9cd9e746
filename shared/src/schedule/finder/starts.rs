//! The possible starts as ranges of the grid: what opening hours allow, less what reservations take away.

use super::held::Held;
use crate::{
    ids::RoomId,
    schedule::{Over, Request, Resource, Slot},
    time::{Instant, Period},
};

/// Places on the grid from the first to the last, both included.
type Range = (i64, i64);

/// The grid of starts and the lengths that count on it, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    origin: i64,
    step: i64,
    duration: i64,
    /// From the beginning of the meeting before to the start.
    lead: i64,
    /// From the start to the end of the meeting after.
    trail: i64,
    before: i64,
    after: i64,
    turnover: i64,
}

/// How long before and after a start something is needed, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    lead: i64,
    trail: i64,
}

impl Grid {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            origin: request.origin.0,
            step: 60 * i64::from(request.grid.get()),
            duration: 60 * i64::from(request.duration.get()),
            lead: 60 * request.meetings.lead(),
            trail: 60 * (i64::from(request.duration.get()) + request.meetings.trail()),
            before: 60 * i64::from(request.rules.movement.before),
            after: 60 * i64::from(request.rules.movement.after),
            turnover: 60 * i64::from(request.rules.turnover),
        }
    }

    /// The appointment alone.
    pub(super) const fn appointment(self) -> Reach {
        Reach { lead: 0, trail: self.duration }
    }

    /// From the private meeting before to the end of the one after.
    pub(super) const fn whole(self) -> Reach {
        Reach { lead: self.lead, trail: self.trail }
    }

    /// From the cell and back.
    pub(super) const fn occupied(self) -> Reach {
        Reach { lead: self.lead + self.before, trail: self.trail + self.after }
    }

    /// The same, until the room is ready again.
    pub(super) const fn in_room(self) -> Reach {
        Reach { lead: self.lead, trail: self.trail + self.turnover }
    }

    /// The moment at `place`.
    pub(super) const fn at(self, place: i64) -> Instant {
        Instant(self.origin.saturating_add(place.saturating_mul(self.step)))
    }

    /// The last place that is not after `moment`.
    pub(super) const fn floor(self, moment: i64) -> i64 {
        moment.saturating_sub(self.origin).div_euclid(self.step)
    }

    /// The first place that is not before `moment`.
    pub(super) const fn ceiling(self, moment: i64) -> i64 {
        moment.saturating_sub(self.origin).saturating_add(self.step - 1).div_euclid(self.step)
    }

    /// The first moment at which the horizon and the notice allow a start.
    pub(super) fn lower_bound(self, request: &Request) -> Instant {
        request.horizon.start().max(Instant(request.not_before.0.saturating_add(self.occupied().lead)))
    }

    /// The first place that the horizon allows.
    pub(super) fn earliest(self, request: &Request) -> i64 {
        self.ceiling(self.lower_bound(request).0)
    }

    /// The first and the last place that horizon, notice and deadline allow.
    fn bounds(self, request: &Request) -> Range {
        let earliest = self.earliest(request);
        let earliest = request.rules.notice.map_or(earliest, |notice| earliest.max(self.ceiling(notice.0)));
        let end = request.rules.deadline.map_or(request.horizon.end(), |last| last.min(request.horizon.end()));
        (earliest, self.floor(end.0.saturating_sub(self.duration)))
    }

    /// What is needed for a start; `None` only at the ends of time, where a period would be empty.
    pub(super) fn span(start: Instant, reach: Reach) -> Option<Period> {
        Period::new(Instant(start.0.saturating_sub(reach.lead)), Instant(start.0.saturating_add(reach.trail)))
    }

    /// The starts whose whole lies in the window `open`.
    const fn within(self, open: Period) -> Range {
        (self.ceiling(open.start().0.saturating_add(self.lead)), self.floor(open.end().0.saturating_sub(self.trail)))
    }

    /// The starts for which `reach` would collide with `held`.
    const fn taken(self, held: Period, reach: Reach) -> Range {
        (
            self.ceiling(held.start().0.saturating_sub(reach.trail).saturating_add(1)),
            self.floor(held.end().0.saturating_add(reach.lead).saturating_sub(1)),
        )
    }
}

/// The starts that hold, per room.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    grid: Grid,
    /// In order of preference.
    rooms: Vec<(RoomId, Vec<Range>)>,
}

impl Starts {
    pub(super) fn new(request: &Request, grid: Grid, held: &Held) -> Self {
        let brought = request.detainees.iter().copied().map(Resource::Detainee);
        let counsel = request.counsel.iter().copied().map(Resource::Person);
        let people = request.people.iter().copied().map(Resource::Person);
        let taken = brought
            .map(|resource| (resource, grid.occupied()))
            .chain(counsel.map(|resource| (resource, grid.whole())))
            .chain(people.map(|resource| (resource, grid.appointment())))
            .flat_map(|(resource, reach)| {
                let periods = held.all(resource).chain(held.barred(Over::Resource(resource)));
                periods.map(move |period| grid.taken(period, reach))
            });
        let nobody = held.barred(Over::Centre).chain(held.no_escort().iter().copied());
        let nobody = nobody.map(|period| grid.taken(period, grid.occupied()));
        let everybody = subtract(&[grid.bounds(request)], &united(taken.chain(nobody)));

        let rooms = request.rooms.iter().map(|option| {
            let open = united(option.open.iter().map(|window| grid.within(*window)));
            let room = Resource::Room(option.room);
            let reserved = held.all(room).map(|period| grid.taken(period, grid.in_room()));
            let barred = held.barred(Over::Resource(room)).map(|period| grid.taken(period, grid.whole()));
            (option.room, subtract(&intersect(&everybody, &open), &united(reserved.chain(barred))))
        });
        Self { grid, rooms: rooms.collect() }
    }

    /// The same rooms at the starts at which `other` has a room too, whichever it is. The grids may begin at different
    /// moments.
    pub(super) fn together_with(mut self, other: &Self) -> Self {
        let (here, there) = (self.grid, other.grid);
        let apart = there.origin.saturating_sub(here.origin);
        let all = other.rooms.iter().flat_map(|(_, ranges)| ranges);
        let there = if here.step == there.step && apart.rem_euclid(here.step) == 0 {
            let shift = apart.div_euclid(here.step);
            united(all.map(|(first, last)| (first.saturating_add(shift), last.saturating_add(shift))))
        } else {
            // Place by place: which of them lie on both grids follows no simple rule.
            let places = all.flat_map(|(first, last)| *first..=*last).map(|place| there.at(place).0);
            let common =
                places.map(|at| (here.floor(at), here.ceiling(at))).filter(|(floor, ceiling)| floor == ceiling);
            united(common)
        };
        for (_, ranges) in &mut self.rooms {
            *ranges = intersect(ranges, &there);
        }
        self
    }

    /// All slots, earliest first; at one start only the most preferred free room.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        let mut from = i64::MIN;
        std::iter::from_fn(move || {
            let (place, slot) = self.from(from)?;
            from = place.checked_add(1)?;
            Some(slot)
        })
    }

    /// The slots that start in `within`, earliest first.
    pub(super) fn during(&self, within: Period) -> impl Iterator<Item = Slot> {
        let mut from = self.grid.ceiling(within.start().0);
        let end = self.grid.ceiling(within.end().0);
        std::iter::from_fn(move || {
            let (place, slot) = self.from(from).filter(|(place, _)| *place < end)?;
            from = place.checked_add(1)?;
            Some(slot)
        })
    }

    /// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
    pub(super) fn nearest(&self, wished: Instant, most: usize) -> Vec<Slot> {
        let middle = self.grid.floor(wished.0);
        let mut before = self.until(middle);
        let mut after = self.from(middle.saturating_add(1));
        let away = |slot: Slot| slot.start.0.abs_diff(wished.0);
        let mut slots = Vec::new();
        while slots.len() < most {
            match (before, after) {
                (Some((place, earlier)), later) if later.is_none_or(|(_, later)| away(earlier) <= away(later)) => {
                    slots.push(earlier);
                    before = place.checked_sub(1).and_then(|place| self.until(place));
                }
                (_, Some((place, later))) => {
                    slots.push(later);
                    after = place.checked_add(1).and_then(|place| self.from(place));
                }
                (_, None) => break,
            }
        }
        slots
    }

    /// The first place from `place` on at which a slot holds.
    fn from(&self, place: i64) -> Option<(i64, Slot)> {
        self.best(
            |ranges| {
                let range = ranges.get(ranges.partition_point(|(_, last)| *last < place))?;
                Some(range.0.max(place))
            },
            |place, best| place < best,
        )
    }

    /// The last place up to `place` at which a slot holds.
    fn until(&self, place: i64) -> Option<(i64, Slot)> {
        self.best(
            |ranges| {
                let range = ranges.get(ranges.partition_point(|(first, _)| *first <= place).checked_sub(1)?)?;
                Some(range.1.min(place))
            },
            |place, best| place > best,
        )
    }

    /// The best place over all rooms; of rooms with the same place the preferred one.
    fn best(
        &self,
        place_in: impl Fn(&[Range]) -> Option<i64>,
        better: impl Fn(i64, i64) -> bool,
    ) -> Option<(i64, Slot)> {
        let mut found: Option<(i64, Slot)> = None;
        for (room, ranges) in &self.rooms {
            if let Some(place) = place_in(ranges)
                && found.is_none_or(|(best, _)| better(place, best))
            {
                found = Some((place, Slot { start: self.grid.at(place), room: *room }));
            }
        }
        found
    }
}

/// The ranges sorted, joined where they overlap or touch, without the empty ones.
fn united(ranges: impl Iterator<Item = Range>) -> Vec<Range> {
    let mut ranges: Vec<Range> = ranges.filter(|(first, last)| first <= last).collect();
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1.saturating_add(1);
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
    ranges
}

/// What lies in both. Both are sorted and disjoint, and so is the result.
fn intersect(left: &[Range], right: &[Range]) -> Vec<Range> {
    let (mut both, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        let (first, last) = (a.0.max(b.0), a.1.min(b.1));
        if first <= last {
            both.push((first, last));
        }
        if a.1 < b.1 { i += 1 } else { j += 1 }
    }
    both
}

/// What of `ranges` is not in `taken`. Both are sorted and disjoint, and so is the result.
fn subtract(ranges: &[Range], taken: &[Range]) -> Vec<Range> {
    let mut rest = Vec::new();
    let mut from = 0;
    for &(mut first, last) in ranges {
        while taken.get(from).is_some_and(|(_, end)| *end < first) {
            from += 1;
        }
        for &(start, end) in taken[from..].iter().take_while(|(start, _)| *start <= last) {
            if first < start {
                rest.push((first, start - 1));
            }
            first = first.max(end.saturating_add(1));
        }
        if first <= last {
            rest.push((first, last));
        }
    }
    rest
}
