//! What the hearings of a list need in the world as it is: for each the same that a single booking asks for.

use shared::{
    docket::{
        Hindrance, Line, Rule, Standing, Why,
        planning::{Days, Wanted},
    },
    draft::Booking,
    schedule::Sitting,
    time::Period,
    zone::Zone,
};
use uuid::Uuid;

use super::{
    super::{
        drafts::without_slot,
        needs::{Needs, Rooms, horizon, needs_of},
    },
    store::{Kept, Shelf},
    work::Shift,
};
use crate::{db::StoreError, house::House};

/// The list in the world.
pub(super) struct World {
    pub(super) days: Days,
    /// The lines that can be planned: their places in the content.
    pub(super) places: Vec<usize>,
    /// What each of them needs.
    pub(super) wanted: Vec<Wanted>,
    /// The same with its names.
    pub(super) needs: Vec<Needs>,
    /// Lines that cannot be planned at all, and why.
    pub(super) hopeless: Vec<(usize, Why)>,
}

impl World {
    /// The world of `kept`, told of to whoever waits for it.
    pub(super) async fn of(shelf: &Shelf<'_>, kept: &Kept, shift: Option<&Shift>) -> Result<Self, StoreError> {
        let (first, last) = (kept.content.first, kept.content.last);
        let mut world = Self {
            days: Days { zone: shelf.zone().await?, first, last },
            places: Vec::new(),
            wanted: Vec::new(),
            needs: Vec::new(),
            hopeless: Vec::new(),
        };
        let count = kept.content.lines.len();
        for (place, line) in kept.content.lines.iter().enumerate() {
            if let Some(shift) = shift {
                shift.reach((0, 30), place, count);
            }
            if !line.is_planned() {
                continue;
            }
            match world.want(shelf.house, line).await? {
                Some((wanted, needs)) => {
                    world.places.push(place);
                    world.wanted.push(wanted);
                    world.needs.push(needs);
                }
                None => world.hopeless.push((place, outside())),
            }
        }
        Ok(world)
    }

    /// What a line needs; `None` if none of its days is left.
    async fn want(&self, house: &House, line: &Line) -> Result<Option<(Wanted, Needs)>, StoreError> {
        let now = house.clock.now();
        let Ok(booking) = without_slot(&line.draft) else { return Ok(None) };
        let facts = house.facts.seen(&house.db).await?;
        let needs = needs_of(&house.db, &facts, (now, Uuid::nil()), &booking).await?;
        let Some(period) = self.period(line, &booking, &needs.zone, horizon(now)?) else { return Ok(None) };
        let (first, beside) = needs.wanted(&house.db, (period, now), Rooms::ANY, &[]).await?;
        let fixed = line.draft.slot.filter(|_| line.standing == Standing::Fixed);
        let wanted = Wanted {
            first,
            beside,
            weight: i64::from(line.urgency),
            earliest: line.earliest.unwrap_or(self.days.first).max(self.days.first),
            fixed: fixed.map(|slot| Sitting { slot, beside: line.draft.beside.clone() }),
        };
        Ok(Some((wanted, needs)))
    }

    /// The days of a line, as far as they can still be booked.
    fn period(&self, line: &Line, booking: &Booking, zone: &Zone, bookable: Period) -> Option<Period> {
        let first = line.earliest.unwrap_or(self.days.first).max(self.days.first);
        let last = booking.deadline.unwrap_or(self.days.last).min(self.days.last);
        let (first, last) = (zone.day(first)?.start(), zone.day(last)?.end());
        Period::new(first.max(bookable.start()), last.min(bookable.end()))
    }

    /// The place among the wanted of the line at `place` of the content.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        self.places.iter().position(|known| *known == place)
    }

    /// The proposals of the lines that are wanted.
    pub(super) fn sittings(&self, kept: &Kept) -> Vec<Option<Sitting>> {
        let lines = self.places.iter().map(|place| &kept.content.lines[*place].draft);
        lines.map(|draft| Some(Sitting { slot: draft.slot?, beside: draft.beside.clone() })).collect()
    }
}

fn outside() -> Why {
    let hindrance = Hindrance { rule: Rule::OutsideDays, who: None, starts: 0 };
    Why { starts: 0, alone: 0, hindrances: vec![hindrance] }
}
