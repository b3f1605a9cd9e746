//! Where a hearing of the list could be beside the others.

use super::{Wanted, WantedAt};
use crate::{
    ids::{DetaineeId, RoomId},
    schedule::{
        Bar, Busy, Over, Request, Resource, Sitting, Slot, Why, finder,
        waiting::{Category, Waiting, kept_apart},
    },
    time::Period,
};

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
