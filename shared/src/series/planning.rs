//! A slot a day: at the usual start and in the usual room if that can be, else at the start of the day that is nearest.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Time},
};

use crate::{
    schedule::{
        Reason, Slot,
        finder::{Joint, Site},
    },
    time::{Instant, Weekday},
    zone::Zone,
};

/// After so many days on which nothing is possible it is no use to go on.
pub const MOST_REFUSED: usize = 40;

/// What is sought.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// How many days.
    pub count: usize,
    /// On which days of the week.
    pub weekdays: &'a BTreeSet<Weekday>,
    /// The first day that may be one.
    pub from: Date,
    /// Days on which there is one already.
    pub except: &'a BTreeSet<Date>,
    /// The start, by the clock of the place.
    pub usual: Time,
    /// Starts that were chosen; a day has that one if it is possible.
    pub picks: &'a [Slot],
}

/// What a day came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which day.
    pub date: Date,
    /// The slot, if there is one.
    pub slot: Option<Slot>,
    /// What is against it, with the place of the site: of a day without a slot what leaves none, of another what refuses the
    /// start that was chosen.
    pub against: Vec<(usize, Reason)>,
}

/// The days, by date: as many with a slot as are wanted, if there are so many, and those between them that have none. Rooms
/// are preferred in the order of the first site's request; what is sought at the sites `beside` it must be free as well.
pub fn plan(first: &Site, beside: &[Site], zone: &Zone, wanted: &Wanted<'_>) -> Vec<Found> {
    let (request, finder) = (&first.request, Joint::new(first, beside));
    // The end is the first moment after.
    let last = zone.date(request.horizon.end().plus_minutes(-1));
    let (mut days, mut refused, mut date) = (Vec::new(), 0, wanted.from);
    while days.len() - refused < wanted.count && refused < MOST_REFUSED && date <= last {
        if wanted.weekdays.contains(&Weekday::of(date)) && !wanted.except.contains(&date) {
            // No later day can be before the deadline.
            let over = request.rules.deadline.filter(|last| zone.day(date).is_some_and(|day| *last <= day.start()));
            if let Some(deadline) = over {
                days.push(Found { date, slot: None, against: vec![(0, Reason::AfterDeadline { deadline })] });
                break;
            }
            let Some(found) = Day { first, beside, finder: &finder, zone }.on(wanted, date) else {
                break;
            };
            refused += usize::from(found.slot.is_none());
            days.push(found);
        }
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    days
}

/// What a day is chosen from.
struct Day<'a> {
    first: &'a Site,
    beside: &'a [Site],
    finder: &'a Joint<'a>,
    zone: &'a Zone,
}

impl Day<'_> {
    fn on(&self, wanted: &Wanted<'_>, date: Date) -> Option<Found> {
        let whole = self.zone.day(date)?;
        let usual = self.zone.instant(date.to_datetime(wanted.usual))?;
        let mut against = Vec::new();
        if let Some(pick) = wanted.picks.iter().find(|pick| whole.contains(pick.start)) {
            let mut there = self.first.clone();
            there.request.rooms.retain(|option| option.room == pick.room);
            match Joint::new(&there, self.beside).judge(pick.start) {
                Ok(sitting) => return Some(Found { date, slot: Some(sitting.slot), against }),
                Err(reasons) => against = reasons,
            }
        }
        let slot = nearest(self.finder.during(whole), usual);
        if slot.is_none() {
            against = self.finder.why_none(whole).into_iter().collect();
        }
        Some(Found { date, slot, against })
    }
}

/// The slot nearest to `usual`; of two equally near the earlier.
fn nearest(slots: impl Iterator<Item = Slot>, usual: Instant) -> Option<Slot> {
    slots.min_by_key(|slot| (slot.start.0.abs_diff(usual.0), slot.start))
}
