//! What the rules say of one placement, whatever the others are.

use super::{Part, period, when};
use crate::{
    plan::{
        answer::shown,
        docket::{Docket, Placement, Request, Site},
        rule::Rule,
    },
    time::Period,
};

/// A rule, what of the placement breaks it, and in words who, where and when.
type Found = (Rule, Part, String);

pub(super) fn violations(docket: &Docket, placement: &Placement) -> Vec<Found> {
    let request = &docket.requests[placement.request];
    let spans = docket.spans(request);
    let periods = [&spans.all, &spans.main, &spans.whole, &spans.movement].map(|span| period(placement, span));
    let [Some(all), Some(main), Some(whole), Some(movement)] = periods else {
        return vec![(Rule::Horizon, Part::Start, format!("{} lies at the end of time", request.id))];
    };
    let mut found = Vec::new();
    of_the_start(docket, placement, request, &mut found);
    if main.end() > request.deadline {
        let deadline = docket.zone.local(request.deadline).civil.strftime("%Y-%m-%dT%H:%M");
        let what = format!("{} is at {}, after {deadline}", request.id, when(docket, main));
        found.push((Rule::Deadline, Part::Start, what));
    }
    if !docket.horizon.covers(all) {
        let what = format!("{} takes {}, outside of the horizon", request.id, when(docket, all));
        found.push((Rule::Horizon, Part::Start, what));
    }
    of_the_sites(docket, placement, request, (whole, movement), &mut found);
    for (people, needed) in [(&request.people, main), (&request.lawyers, whole)] {
        for person in people.iter().map(|person| &docket.people[*person]) {
            for away in person.unavailable.iter().filter(|away| away.overlaps(needed)) {
                let what = format!(
                    "{} needs {} at {}, who is unavailable {}",
                    request.id,
                    person.id,
                    when(docket, needed),
                    when(docket, *away)
                );
                found.push((Rule::Unavailable, Part::Start, what));
            }
        }
    }
    found
}

fn of_the_start(docket: &Docket, placement: &Placement, request: &Request, found: &mut Vec<Found>) {
    let civil = docket.zone.local(placement.start).civil;
    let shown = shown(civil);
    let minutes = i64::from(civil.hour()) * 60 + i64::from(civil.minute());
    if minutes % docket.grid_minutes != 0 || civil.second() != 0 {
        let what = format!("{} starts at {shown}, off the grid of {} minutes", request.id, docket.grid_minutes);
        found.push((Rule::Grid, Part::Start, what));
    }
    if civil.date() < request.earliest {
        let what = format!("{} starts at {shown}, before {}", request.id, request.earliest);
        found.push((Rule::Earliest, Part::Start, what));
    }
}

fn of_the_sites(
    docket: &Docket,
    placement: &Placement,
    request: &Request,
    (whole, movement): (Period, Period),
    found: &mut Vec<Found>,
) {
    for (site, room) in request.sites.iter().zip(placement.rooms.iter().copied()) {
        of_the_room(docket, placement, (site, room), whole, found);
        let centre = &docket.centres[site.centre];
        // Who is counted is the detainee: a site that brings nobody has nobody to miss. Starts that are given know the counts.
        if let Some(detainee) = site.detainees.first().filter(|_| site.starts.is_none()) {
            for count in centre.counts.iter().filter(|count| count.overlaps(movement)) {
                let what = format!(
                    "{} has {} of {} out of the cell at {}, which touches the count {}",
                    request.id,
                    docket.detainees[*detainee].id,
                    centre.id,
                    when(docket, movement),
                    when(docket, *count)
                );
                found.push((Rule::Count, Part::Start, what));
            }
        }
    }
}

fn of_the_room(
    docket: &Docket,
    placement: &Placement,
    (site, place_of_room): (&Site, usize),
    whole: Period,
    found: &mut Vec<Found>,
) {
    let centre = &docket.centres[site.centre];
    // That there is no such room is said where the plan is read.
    let Some(room) = centre.rooms.get(place_of_room) else { return };
    let (request, part) = (&docket.requests[placement.request], Part::Room(site.centre));
    let place = format!("{} in {} of {} at {}", request.id, room.id, centre.id, when(docket, whole));
    if let Some(starts) = &site.starts {
        if !starts.get(place_of_room).is_some_and(|starts| starts.contains(&placement.start)) {
            found.push((Rule::RoomHours, part, format!("{place} is none of the starts that it may have there")));
        }
        return;
    }
    if !room.hours.iter().any(|hours| hours.covers(whole)) {
        found.push((Rule::RoomHours, part, format!("{place} lies in none of its hours")));
    }
    for block in room.blocks.iter().filter(|block| block.overlaps(whole)) {
        found.push((Rule::RoomBlock, part, format!("{place} touches its block {}", when(docket, *block))));
    }
}
