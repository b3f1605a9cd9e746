//! The definition of a slot, tried on every start. Slow, and easy to see right.

use std::collections::{BTreeSet, HashSet};

use shared::{
    schedule::{Busy, Reason, Request, Resource, RoomOption, Slot},
    time::{Instant, Period},
};

/// The starts of the grid within `period`.
pub fn grid(request: &Request, period: Period) -> Vec<Instant> {
    let step = i64::from(request.grid.get()) * 60;
    let first = period.start().0 + (request.origin.0 - period.start().0).rem_euclid(step);
    (first..period.end().0).step_by(usize::try_from(step).unwrap()).map(Instant).collect()
}

pub fn slots(request: &Request, busy: &[Busy]) -> Vec<Slot> {
    grid(request, request.horizon).into_iter().filter_map(|start| judge(request, busy, start).ok()).collect()
}

pub fn starts(slots: &[Slot]) -> BTreeSet<Instant> {
    slots.iter().map(|slot| slot.start).collect()
}

pub fn judge(request: &Request, busy: &[Busy], start: Instant) -> Result<Slot, HashSet<Reason>> {
    let meeting = request.meeting.map_or(0, |meeting| i64::from(meeting.get()));
    let whole = (start.plus_minutes(-meeting), start.plus_minutes(i64::from(request.duration.get())));
    let appointment = (start, whole.1);
    let mut reasons = HashSet::new();

    if start < request.horizon.start() || whole.0 < request.not_before {
        let mut earliest = request.horizon.start().max(request.not_before.plus_minutes(meeting));
        while (earliest.0 - request.origin.0) % (i64::from(request.grid.get()) * 60) != 0 {
            earliest.0 += 1;
        }
        reasons.insert(Reason::TooEarly { earliest });
    }
    if whole.1 > request.horizon.end() {
        reasons.insert(Reason::OutsideHorizon);
    }
    if (start.0 - request.origin.0) % (i64::from(request.grid.get()) * 60) != 0 {
        reasons.insert(Reason::OffGrid { grid: request.grid });
    }
    for detainee in &request.detainees {
        reasons.extend(taken(busy, Resource::Detainee(*detainee), whole));
    }
    for person in &request.counsel {
        reasons.extend(taken(busy, Resource::Person(*person), whole));
    }
    for person in &request.people {
        reasons.extend(taken(busy, Resource::Person(*person), appointment));
    }
    let against = |option: &RoomOption| {
        let open = option.open.iter().any(|window| window.start() <= whole.0 && whole.1 <= window.end());
        let mut against: HashSet<Reason> = taken(busy, Resource::Room(option.room), whole).collect();
        if !open {
            against.insert(Reason::Closed { room: option.room });
        }
        against
    };
    let free = request.rooms.iter().find(|option| against(option).is_empty());
    if free.is_none() {
        reasons.extend(request.rooms.iter().flat_map(against));
        if request.rooms.is_empty() {
            reasons.insert(Reason::NoRoom);
        }
    }
    match free {
        Some(option) if reasons.is_empty() => Ok(Slot { start, room: option.room }),
        _ => Err(reasons),
    }
}

fn taken(busy: &[Busy], resource: Resource, span: (Instant, Instant)) -> impl Iterator<Item = Reason> {
    busy.iter()
        .filter(move |held| held.resource == resource)
        .filter(move |held| held.period.start() < span.1 && span.0 < held.period.end())
        .map(move |held| Reason::Taken { resource, period: held.period })
}
