//! What a plan says of itself: whom it places, whom not, and the sums.

use std::collections::HashMap;

use super::Violation;
use crate::plan::{
    answer::{Placed, Plan},
    docket::{Docket, Placement, days_between},
    rule::Rule,
};

/// The place of a room that cannot be understood; no centre has one there, and the other rules hold all the same.
const NO_ROOM: usize = usize::MAX;

/// The places of the requests by their ids.
fn places(docket: &Docket) -> HashMap<&str, usize> {
    docket.requests.iter().enumerate().map(|(place, request)| (request.id.as_str(), place)).collect()
}

/// The placements of `plan` whose starts can be understood, and what cannot or is not as it should be.
pub(super) fn read(docket: &Docket, plan: &Plan) -> (Vec<Placement>, Vec<Violation>) {
    let mut found = Vec::new();
    let mut add = |rule: Rule, what: String| found.push(Violation { rule, what });
    let known = places(docket);
    let mut named = vec![0_usize; docket.requests.len()];
    let mut placements = Vec::new();
    for placed in &plan.placed {
        let Some(request) = known.get(placed.request.as_str()).copied() else {
            add(Rule::UnknownRequest, format!("{} is placed but not asked for", placed.request));
            continue;
        };
        named[request] += 1;
        let Some(start) = docket.zone.only_instant(placed.start) else {
            let start = placed.start.strftime("%Y-%m-%dT%H:%M");
            add(Rule::Start, format!("{} starts at {start}, which the clock shows twice or never", placed.request));
            continue;
        };
        let (rooms, wrong) = rooms(docket, request, placed);
        for what in wrong {
            add(Rule::Rooms, what);
        }
        placements.push(Placement { request, start, rooms });
    }
    for unplaced in &plan.unplaced {
        match known.get(unplaced.request.as_str()) {
            Some(request) => named[*request] += 1,
            None => add(Rule::UnknownRequest, format!("{} is unplaced but not asked for", unplaced.request)),
        }
    }
    for (request, times) in docket.requests.iter().zip(named).filter(|(_, times)| *times != 1) {
        add(Rule::Once, format!("{} is in `placed` and `unplaced` {times} times together, not once", request.id));
    }
    for fixed in &docket.fixed {
        if !placements.contains(fixed) {
            let start = docket.zone.local(fixed.start).civil.strftime("%Y-%m-%dT%H:%M");
            let id = &docket.requests[fixed.request].id;
            add(Rule::Fixed, format!("{id} is fixed at {start} and is not there, or not in its rooms"));
        }
    }
    (placements, found)
}

/// The rooms of `placed` in the order of the request's sites, and what is wrong with them.
fn rooms(docket: &Docket, request: usize, placed: &Placed) -> (Vec<usize>, Vec<String>) {
    let sites = &docket.requests[request].sites;
    let id = &placed.request;
    let mut wrong = Vec::new();
    let mut rooms = Vec::with_capacity(sites.len());
    for centre in sites.iter().map(|site| &docket.centres[site.centre]) {
        let name = placed.rooms.get(&centre.id);
        let room = name.and_then(|name| centre.rooms.iter().position(|room| room.id == *name));
        match (name, room) {
            (None, _) => wrong.push(format!("{id} has no room at {}", centre.id)),
            (Some(name), None) => wrong.push(format!("{id} is in {name}, which {} does not have", centre.id)),
            (Some(_), Some(_)) => {}
        }
        rooms.push(room.unwrap_or(NO_ROOM));
    }
    for centre in placed.rooms.keys().filter(|id| !sites.iter().any(|site| docket.centres[site.centre].id == **id)) {
        wrong.push(format!("{id} has a room at {centre}, which is no site of it"));
    }
    (rooms, wrong)
}

/// Whether the sums are those of the requests that `plan` names as placed.
pub(super) fn sums(docket: &Docket, plan: &Plan) -> Vec<Violation> {
    let known = places(docket);
    let mut found = Vec::new();
    let (mut weight, mut waiting) = (0, 0);
    for placed in &plan.placed {
        if let Some(request) = known.get(placed.request.as_str()).map(|place| &docket.requests[*place]) {
            weight += request.weight;
            waiting += request.weight * days_between(request.earliest, placed.start.date());
        }
    }
    if weight != plan.weight {
        found.push(Violation { rule: Rule::Weight, what: format!("it says {}, and it is {weight}", plan.weight) });
    }
    if waiting != plan.waiting_days {
        let what = format!("it says {}, and they are {waiting}", plan.waiting_days);
        found.push(Violation { rule: Rule::WaitingDays, what });
    }
    found
}
