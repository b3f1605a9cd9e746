//! The possible starts as ranges of the grid: what opening hours allow, less what reservations take away.

use super::held::Held;
use crate::{
    ids::RoomId,
    schedule::{Request, Resource, Slot},
    time::{Instant, Period},
};

/// Places on the grid from the first to the last, both included.
type Range = (i64, i64);

/// The grid of starts and the lengths that count on it, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    origin: i64,
    step: i64,
    meeting: i64,
    duration: i64,
}

impl Grid {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            origin: request.origin.0,
            step: 60 * i64::from(request.grid.get()),
            meeting: request.meeting.map_or(0, |meeting| 60 * i64::from(meeting.get())),
            duration: 60 * i64::from(request.duration.get()),
        }
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
        request.horizon.start().max(Instant(request.not_before.0.saturating_add(self.meeting)))
    }

    /// The first place that the horizon and the notice allow.
    pub(super) fn earliest(self, request: &Request) -> i64 {
        self.ceiling(self.lower_bound(request).0)
    }

    /// The last place from which the appointment ends within the horizon.
    pub(super) const fn latest(self, request: &Request) -> i64 {
        self.floor(request.horizon.end().0.saturating_sub(self.duration))
    }

    /// From the private meeting to the end.
    pub(super) fn whole(self, start: Instant) -> Option<Period> {
        Period::new(Instant(start.0.saturating_sub(self.meeting)), Instant(start.0.saturating_add(self.duration)))
    }

    /// The appointment alone.
    pub(super) fn appointment(self, start: Instant) -> Option<Period> {
        Period::new(start, Instant(start.0.saturating_add(self.duration)))
    }

    /// The starts whose whole lies in the window `open`.
    const fn within(self, open: Period) -> Range {
        (
            self.ceiling(open.start().0.saturating_add(self.meeting)),
            self.floor(open.end().0.saturating_sub(self.duration)),
        )
    }

    /// The starts that collide with `held`, which must stay free from `lead` seconds before the start.
    const fn taken(self, held: Period, lead: i64) -> Range {
        (
            self.ceiling(held.start().0.saturating_sub(self.duration).saturating_add(1)),
            self.floor(held.end().0.saturating_add(lead).saturating_sub(1)),
        )
    }
}

/// The starts that hold, per room.
#[derive(Debug)]
pub(super) struct Starts {
    grid: Grid,
    /// In order of preference.
    rooms: Vec<(RoomId, Vec<Range>)>,
}

impl Starts {
    pub(super) fn new(request: &Request, grid: Grid, held: &Held) -> Self {
        let whole = request.detainees.iter().copied().map(Resource::Detainee);
        let whole = whole.chain(request.counsel.iter().copied().map(Resource::Person));
        let appointment = request.people.iter().copied().map(Resource::Person);
        let taken = whole
            .map(|resource| (resource, grid.meeting))
            .chain(appointment.map(|resource| (resource, 0)))
            .flat_map(|(resource, lead)| held.all(resource).iter().map(move |period| grid.taken(*period, lead)));
        let everybody = subtract(&[(grid.earliest(request), grid.latest(request))], &united(taken));

        let rooms = request.rooms.iter().map(|option| {
            let open = united(option.open.iter().map(|window| grid.within(*window)));
            let reserved = held.all(Resource::Room(option.room));
            let reserved = united(reserved.iter().map(|period| grid.taken(*period, grid.meeting)));
            (option.room, subtract(&intersect(&everybody, &open), &reserved))
        });
        Self { grid, rooms: rooms.collect() }
    }

    /// The first place from `place` on at which a slot holds.
    pub(super) fn from(&self, place: i64) -> Option<(i64, Slot)> {
        self.best(
            |ranges| {
                let range = ranges.get(ranges.partition_point(|(_, last)| *last < place))?;
                Some(range.0.max(place))
            },
            |place, best| place < best,
        )
    }

    /// The last place up to `place` at which a slot holds.
    pub(super) fn until(&self, place: i64) -> Option<(i64, Slot)> {
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
