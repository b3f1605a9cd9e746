//! What the rules say of placements together: nothing is in two places at once, and escorts suffice.

use std::collections::BTreeSet;

use super::{Breach, Part, period, when};
use crate::{
    plan::{
        docket::{Docket, Placement, Spans},
        rule::Rule,
    },
    time::Period,
};

pub(super) fn breaches(docket: &Docket, placements: &[Placement]) -> Vec<Breach> {
    let spans: Vec<Spans> = placements.iter().map(|held| docket.spans(&docket.requests[held.request])).collect();
    let mut found = Vec::new();
    for (second, (b, b_spans)) in placements.iter().zip(&spans).enumerate() {
        inside(docket, second, b, b_spans, &mut found);
        for (first, (a, a_spans)) in placements.iter().zip(&spans).enumerate().take(second) {
            if shared(a, &a_spans.all, b, &b_spans.all).is_some() {
                pair(docket, [(first, a, a_spans), (second, b, b_spans)], &mut found);
            }
        }
    }
    escorts(docket, placements, &spans, &mut found);
    found
}

/// What two periods around two placements have in common.
fn shared(
    a: &Placement,
    a_span: &std::ops::Range<i64>,
    b: &Placement,
    b_span: &std::ops::Range<i64>,
) -> Option<Period> {
    let (a, b) = (period(a, a_span)?, period(b, b_span)?);
    Period::new(a.start().max(b.start()), a.end().min(b.end()))
}

/// Detainees of one hearing who are kept apart.
fn inside(docket: &Docket, place: usize, held: &Placement, spans: &Spans, found: &mut Vec<Breach>) {
    let request = &docket.requests[held.request];
    for site in &request.sites {
        for (at, one) in site.detainees.iter().enumerate() {
            for other in site.detainees.iter().take(at) {
                if docket.detainees[*one].apart_from.contains(other)
                    && let Some(both) = period(held, &spans.movement)
                {
                    let (one, other) = (&docket.detainees[*one].id, &docket.detainees[*other].id);
                    let centre = &docket.centres[site.centre].id;
                    let what =
                        format!("{other} and {one} of {centre} are both in {} at {}", request.id, when(docket, both));
                    found.push(Breach::new(Rule::Incompatible, Part::Whole, vec![place], what));
                }
            }
        }
    }
}

type Held<'a> = (usize, &'a Placement, &'a Spans);

fn pair(docket: &Docket, [(first, a, a_spans), (second, b, b_spans)]: [Held<'_>; 2], found: &mut Vec<Breach>) {
    let (a_request, b_request) = (&docket.requests[a.request], &docket.requests[b.request]);
    let both =
        |what: String, at: Period| format!("{what} at {} by {} and {}", when(docket, at), a_request.id, b_request.id);
    let mut add = |rule: Rule, part: Part, what: String, at: Period| {
        found.push(Breach::new(rule, part, vec![first, second], both(what, at)));
    };
    for (a_site, a_room) in a_request.sites.iter().zip(&a.rooms) {
        for (b_site, b_room) in b_request.sites.iter().zip(&b.rooms).filter(|(site, _)| site.centre == a_site.centre) {
            let centre = &docket.centres[a_site.centre];
            if a_room == b_room
                && let Some(room) = centre.rooms.get(*a_room)
                && let Some(at) = shared(a, &a_spans.room, b, &b_spans.room)
            {
                let what = format!("{} of {} is held twice", room.id, centre.id);
                add(Rule::RoomTaken, Part::Room(a_site.centre), what, at);
            }
            let Some(at) = shared(a, &a_spans.movement, b, &b_spans.movement) else { continue };
            for one in &a_site.detainees {
                for other in &b_site.detainees {
                    let (one_id, other_id) = (&docket.detainees[*one].id, &docket.detainees[*other].id);
                    if one == other {
                        let what = format!("{one_id} of {} is held twice", centre.id);
                        add(Rule::DetaineeTaken, Part::Start, what, at);
                    } else if docket.detainees[*one].apart_from.contains(other) {
                        let what = format!("{one_id} and {other_id} of {} are both held", centre.id);
                        add(Rule::Incompatible, Part::Start, what, at);
                    }
                }
            }
        }
    }
    for (a_people, a_span) in [(&a_request.people, &a_spans.main), (&a_request.lawyers, &a_spans.whole)] {
        for (b_people, b_span) in [(&b_request.people, &b_spans.main), (&b_request.lawyers, &b_spans.whole)] {
            if let Some(at) = shared(a, a_span, b, b_span) {
                for person in a_people.iter().filter(|person| b_people.contains(person)) {
                    let what = format!("{} is held twice", docket.people[*person].id);
                    add(Rule::PersonTaken, Part::Start, what, at);
                }
            }
        }
    }
}

/// Moments at which more hearings are escorted than there are teams. A pool is fullest when an escort begins, so those
/// moments are enough.
fn escorts(docket: &Docket, placements: &[Placement], spans: &[Spans], found: &mut Vec<Breach>) {
    for (centre_place, centre) in docket.centres.iter().enumerate() {
        let out: Vec<(usize, Period)> = placements
            .iter()
            .zip(spans)
            .enumerate()
            .filter(|(_, (held, _))| docket.requests[held.request].sites.iter().any(|site| site.centre == centre_place))
            .filter_map(|(place, (held, spans))| Some((place, period(held, &spans.movement)?)))
            .collect();
        let begins = centre.out.iter().map(|other| other.start());
        let moments = out.iter().flat_map(|(_, escort)| {
            let joined = begins.clone().filter(|begin| escort.contains(*begin));
            std::iter::once(escort.start()).chain(joined)
        });
        // Where several begin at once, it is said once, of all of them.
        for moment in moments.collect::<BTreeSet<_>>() {
            let at_once = out.iter().filter(|(_, other)| other.contains(moment));
            let at_once: Vec<usize> = at_once.map(|(place, _)| *place).collect();
            let elsewhere = centre.out.iter().filter(|other| other.contains(moment)).count();
            if at_once.len() + elsewhere > centre.escort_teams {
                let ids: Vec<&str> =
                    at_once.iter().map(|place| docket.requests[placements[*place].request].id.as_str()).collect();
                let what = format!(
                    "{} escorts {} at once from {} on with {} teams: {}",
                    centre.id,
                    at_once.len() + elsewhere,
                    docket.zone.local(moment).civil.strftime("%Y-%m-%dT%H:%M"),
                    centre.escort_teams,
                    ids.join(", ")
                );
                found.push(Breach::new(Rule::EscortPool, Part::Start, at_once, what));
            }
        }
    }
}
