//! The definition of a slot, tried on every start. Slow, and easy to see right.

use std::collections::{BTreeSet, HashSet};

use shared::{
    schedule::{Busy, Escorts, Over, Reason, Request, Resource, RoomOption, Slot},
    time::{Instant, Minutes, Period},
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
    let length = |meeting: Option<Minutes>| meeting.map_or(0, |meeting| i64::from(meeting.get()));
    let (meeting, meeting_after) = (length(request.meetings.before), length(request.meetings.after));
    let appointment = (start, start.plus_minutes(i64::from(request.duration.get())));
    let whole = (start.plus_minutes(-meeting), appointment.1.plus_minutes(meeting_after));
    let rules = &request.rules;
    let before = i64::from(rules.movement.before);
    let occupied = (whole.0.plus_minutes(-before), whole.1.plus_minutes(i64::from(rules.movement.after)));
    let in_room = (whole.0, whole.1.plus_minutes(i64::from(rules.turnover)));
    let mut reasons = HashSet::new();
    let on_grid = |mut at: Instant| {
        while (at.0 - request.origin.0) % (i64::from(request.grid.get()) * 60) != 0 {
            at.0 += 1;
        }
        at
    };

    if start < request.horizon.start() || occupied.0 < request.not_before {
        let earliest = on_grid(request.horizon.start().max(request.not_before.plus_minutes(meeting + before)));
        reasons.insert(Reason::TooEarly { earliest });
    }
    if let Some(notice) = rules.notice
        && start < notice
    {
        reasons.insert(Reason::ShortNotice { earliest: on_grid(notice) });
    }
    if let Some(deadline) = rules.deadline
        && appointment.1 > deadline
    {
        reasons.insert(Reason::AfterDeadline { deadline });
    }
    reasons.extend(barred(request, Over::Centre, occupied));
    let none_free = rules.escorts.as_ref().map(none_free).unwrap_or_default();
    for period in none_free.into_iter().filter(|period| period.start() < occupied.1 && occupied.0 < period.end()) {
        reasons.insert(Reason::NoEscort { period });
    }
    if appointment.1 > request.horizon.end() {
        reasons.insert(Reason::OutsideHorizon);
    }
    if (start.0 - request.origin.0) % (i64::from(request.grid.get()) * 60) != 0 {
        reasons.insert(Reason::OffGrid { grid: request.grid });
    }
    let brought = request.detainees.iter().map(|id| (Resource::Detainee(*id), occupied));
    let counsel = request.counsel.iter().map(|id| (Resource::Person(*id), whole));
    let people = request.people.iter().map(|id| (Resource::Person(*id), appointment));
    for (resource, span) in brought.chain(counsel).chain(people) {
        reasons.extend(taken(busy, resource, span));
        reasons.extend(barred(request, Over::Resource(resource), span));
    }
    let against = |option: &RoomOption| {
        let open = option.open.iter().any(|window| window.start() <= whole.0 && whole.1 <= window.end());
        let mut against: HashSet<Reason> = taken(busy, Resource::Room(option.room), in_room).collect();
        against.extend(barred(request, Over::Resource(Resource::Room(option.room)), whole));
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
        .map(move |held| match held.until {
            Some(until) => Reason::Held { resource, period: held.period, until },
            None => Reason::Taken { resource, period: held.period },
        })
}

fn barred(request: &Request, over: Over, span: (Instant, Instant)) -> impl Iterator<Item = Reason> {
    let bars = request.rules.bars.iter().filter(move |bar| bar.over == over);
    bars.filter(move |bar| bar.period.start() < span.1 && span.0 < bar.period.end()).map(move |bar| Reason::Barred {
        over,
        period: bar.period,
        why: bar.why,
    })
}

/// Between two neighbouring turns the number of teams that are out does not change.
pub fn none_free(escorts: &Escorts) -> Vec<Period> {
    let choosing = escorts.choosing.iter().map(|(period, _)| *period);
    let needed: Vec<Period> = escorts.out.iter().copied().chain(choosing).collect();
    let turns: BTreeSet<Instant> = needed.iter().flat_map(|period| [period.start(), period.end()]).collect();
    let turns: Vec<Instant> = turns.into_iter().collect();
    let mut full: Vec<Period> = Vec::new();
    for pair in turns.windows(2) {
        let between = Period::new(pair[0], pair[1]).unwrap();
        let out = needed.iter().filter(|period| period.contains(between.start())).count();
        if out >= usize::from(escorts.teams.get()) {
            match full.pop() {
                Some(last) if last.end() == between.start() => {
                    full.push(Period::new(last.start(), between.end()).unwrap());
                }
                last => full.extend(last.into_iter().chain([between])),
            }
        }
    }
    full
}
