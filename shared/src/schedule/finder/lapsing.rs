//! Starts that nothing stands against but somebody who is choosing: they are free again when the hold lapses, unless what
//! is held is booked.

use std::collections::BTreeSet;

use super::joint::{Joint, Site};
use crate::{
    schedule::{Busy, Resource},
    time::{Instant, Period},
};

/// A start that would be free if others were not choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldStart {
    /// The start.
    pub start: Instant,
    /// From when on it is free, unless what is held is booked; a whole minute.
    pub until: Instant,
}

/// The starts in `within` that only holds stand against, earliest first.
///
/// Who would be met, or be waited beside, because of a hold counts as with an appointment: such a start is not held for
/// anybody, and who reads this learns nothing of those rules.
pub fn held_starts(first: &Site, beside: &[Site], within: Period) -> Vec<HeldStart> {
    // Each moment is a search of its own: holds last minutes, so of whole minutes there are few, however many hold.
    let lapses = std::iter::once(first).chain(beside).flat_map(Site::lapses);
    let lapses: BTreeSet<Instant> = lapses.map(whole_minute).collect();
    if lapses.is_empty() {
        return Vec::new();
    }
    let mut known: BTreeSet<Instant> = Joint::new(first, beside).during(within).map(|slot| slot.start).collect();
    let mut held = Vec::new();
    // What is free once the holds up to `until` have lapsed, and was not before, is free from then on.
    for until in lapses {
        let first = first.once_lapsed(until);
        let beside: Vec<Site> = beside.iter().map(|site| site.once_lapsed(until)).collect();
        let joint = Joint::new(&first, &beside);
        let fresh = joint.during(within).map(|slot| slot.start).filter(|start| known.insert(*start));
        held.extend(fresh.map(|start| HeldStart { start, until }));
    }
    held.sort_unstable();
    held
}

/// The minute that begins at `moment`, or the next.
const fn whole_minute(moment: Instant) -> Instant {
    Instant(moment.0.saturating_add(59).div_euclid(60) * 60)
}

impl Site {
    /// When holds of what is sought, and of escorts, lapse.
    fn lapses(&self) -> impl Iterator<Item = Instant> {
        let sought = self.busy.iter().filter(|busy| self.seeks(busy.resource)).filter_map(|busy| busy.until);
        let escorts = self.request.rules.escorts.iter().flat_map(|escorts| &escorts.choosing);
        sought.chain(escorts.map(|(_, until)| *until))
    }

    /// Whether it may need `resource`.
    fn seeks(&self, resource: Resource) -> bool {
        let request = &self.request;
        match resource {
            Resource::Room(room) => request.rooms.iter().any(|option| option.room == room),
            Resource::Detainee(detainee) => request.detainees.contains(&detainee),
            Resource::Person(person) => request.people.contains(&person) || request.counsel.contains(&person),
        }
    }

    /// The same at `moment`, without the holds that have lapsed by then.
    fn once_lapsed(&self, moment: Instant) -> Self {
        let mut request = self.request.clone();
        if let Some(escorts) = &mut request.rules.escorts {
            escorts.choosing.retain(|(_, until)| *until > moment);
        }
        let stands = |busy: &Busy| busy.until.is_none_or(|until| until > moment);
        Self { request, busy: self.busy.iter().copied().filter(stands).collect() }
    }
}
