//! What is booked in a centre and no longer fits together by the rules that it keeps to now: everything as long as they
//! ask for today, whatever was reserved when it was booked.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU16,
};

use super::Against;
use crate::{
    ids::{AppointmentId, DetaineeId, RoomId},
    schedule::{
        Movement, Why,
        fitting::{Fitting, Need},
        waiting::Category,
    },
    text::Code,
    time::{Instant, Period},
};

/// Somebody of the centre is brought to a room and back, for one appointment or for two that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outing {
    /// The appointment that is listed.
    pub appointment: AppointmentId,
    /// Its room.
    pub room: RoomId,
    /// Who is brought.
    pub detainees: Vec<DetaineeId>,
    /// Whether it cannot be held without equipment.
    pub kit: bool,
    /// From the first start to the last end.
    pub held: Period,
}

/// What the centre keeps to.
#[derive(Clone, Debug, Default)]
pub struct Ruling {
    /// How long detainees are under way.
    pub movement: Movement,
    /// Minutes that a room needs between two appointments.
    pub turnover: u16,
    /// Escort teams; `None` if there are always enough.
    pub teams: Option<NonZeroU16>,
    /// Who must not meet whom, each pair in both orders.
    pub apart: BTreeSet<(DetaineeId, DetaineeId)>,
    /// From when on detainees are no longer there.
    pub left: BTreeMap<DetaineeId, Instant>,
    /// By what detainees are held apart, of those of whom anything is known.
    pub categories: BTreeMap<DetaineeId, Category>,
    /// The waiting areas of the rooms that have one.
    pub areas: BTreeMap<RoomId, Code>,
    /// What the rooms offer.
    pub fittings: BTreeMap<RoomId, Fitting>,
}

impl Ruling {
    /// When those who are brought are out of their cells.
    pub fn out(&self, outing: &Outing) -> Period {
        let Movement { before, after } = self.movement;
        let start = outing.held.start().plus_minutes(-i64::from(before));
        let end = outing.held.end().plus_minutes(i64::from(after));
        Period::new(start, end).unwrap_or(outing.held)
    }

    /// Until when the room serves nobody else.
    fn room_free(&self, outing: &Outing) -> Instant {
        outing.held.end().plus_minutes(i64::from(self.turnover))
    }

    fn must_not_meet(&self, one: &Outing, other: &Outing) -> bool {
        let mut pairs = one.detainees.iter().flat_map(|a| other.detainees.iter().map(move |b| (*a, *b)));
        pairs.any(|pair| self.apart.contains(&pair))
    }
}

/// The rules by which its room cannot serve for what is held there, whenever that is.
fn unfit(ruling: &Ruling, outing: &Outing) -> impl Iterator<Item = Against> {
    let fitting = ruling.fittings.get(&outing.room).copied().unwrap_or_default();
    let people = u16::try_from(outing.detainees.len()).unwrap_or(u16::MAX);
    let why = fitting.against(Need { people, kit: outing.kit });
    why.map(|why| if why == Why::Unequipped { Against::Unequipped } else { Against::TooSmall })
}

/// Whether any of `one` is held apart by law from any of `other` in the waiting area that their rooms share.
fn wait_mixed(ruling: &Ruling, one: &Outing, other: &Outing) -> bool {
    let area = |outing: &Outing| ruling.areas.get(&outing.room);
    if area(one).is_none() || area(one) != area(other) {
        return false;
    }
    let category = |detainee: &DetaineeId| ruling.categories.get(detainee).copied().unwrap_or_default();
    one.detainees.iter().any(|a| other.detainees.iter().any(|b| category(a).apart(category(b))))
}

/// Against which rules each of `outings` goes, in their order.
pub fn collisions(outings: &[Outing], ruling: &Ruling) -> Vec<BTreeSet<Against>> {
    let mut against = vec![BTreeSet::new(); outings.len()];
    let out: Vec<Period> = outings.iter().map(|outing| ruling.out(outing)).collect();
    for (place, outing) in outings.iter().enumerate() {
        let gone = |detainee| ruling.left.get(detainee).is_some_and(|from| *from < outing.held.end());
        if outing.detainees.iter().any(gone) {
            against[place].insert(Against::Left);
        }
        // They were brought together before they were kept apart.
        if ruling.must_not_meet(outing, outing) {
            against[place].insert(Against::Apart);
        }
        against[place].extend(unfit(ruling, outing));
    }
    // In the order in which they begin to hold anything, each meets those that still do.
    let mut order: Vec<usize> = (0..outings.len()).collect();
    order.sort_by_key(|place| (out[*place].start(), *place));
    let mut standing: Vec<usize> = Vec::new();
    for place in order {
        let (one, begin) = (&outings[place], out[place].start());
        standing.retain(|other| begin < out[*other].end().max(ruling.room_free(&outings[*other])));
        for earlier in &standing {
            let other = &outings[*earlier];
            let mut found = Vec::new();
            if out[*earlier].overlaps(out[place]) {
                if one.detainees.iter().any(|detainee| other.detainees.contains(detainee)) {
                    found.push(Against::Movement);
                }
                if ruling.must_not_meet(one, other) {
                    found.push(Against::Apart);
                }
                if wait_mixed(ruling, one, other) {
                    found.push(Against::Mixed);
                }
            }
            let (first, second) = if other.held.start() <= one.held.start() { (other, one) } else { (one, other) };
            if one.room == other.room && second.held.start() < ruling.room_free(first) {
                found.push(Against::Turnover);
            }
            against[place].extend(found.iter().copied());
            against[*earlier].extend(found);
        }
        standing.push(place);
        if let Some(teams) = ruling.teams {
            let together = standing.iter().filter(|other| begin < out[**other].end());
            // Those who are out when one more leaves: at no other moment are there more than before.
            let together: Vec<usize> = together.copied().collect();
            if together.len() > usize::from(teams.get()) {
                for one in together {
                    against[one].insert(Against::Escorts);
                }
            }
        }
    }
    against
}
