//! People and detainees.

use super::{Calendar, Ids, at::Fields, civil_period};
use crate::plan::{
    docket::{Detainee, Person},
    mistake::Wrong,
};

pub(super) fn people<'n>(fields: &Fields<'n>, calendar: &Calendar<'_>) -> (Vec<Person>, Ids<'n>) {
    let mut ids = Ids::default();
    let items = fields.items("people");
    let people = items.iter().enumerate().map(|(place, at)| {
        let Some(fields) = at.object(&["id", "unavailable"]) else {
            return Person { id: String::new(), unavailable: Vec::new() };
        };
        let id = ids.register(&fields, place);
        let periods = fields.items("unavailable");
        let periods =
            periods.iter().filter_map(|at| civil_period(at).and_then(|(from, to)| calendar.refusing(from, to)));
        Person { id, unavailable: periods.collect() }
    });
    (people.collect(), ids)
}

pub(super) fn detainees<'n>(fields: &Fields<'n>, centres: &Ids<'_>) -> (Vec<Detainee>, Ids<'n>) {
    let mut ids = Ids::default();
    let items = fields.items("detainees");
    let entries: Vec<Option<Fields<'n>>> =
        items.iter().map(|at| at.object(&["id", "centre", "incompatible_with"])).collect();
    let mut detainees: Vec<Detainee> = Vec::with_capacity(entries.len());
    for (place, fields) in entries.iter().enumerate() {
        let id = fields.as_ref().map(|fields| ids.register(fields, place)).unwrap_or_default();
        let centre = fields.as_ref().and_then(|fields| fields.need("centre"));
        // A place that no centre has: such a detainee belongs to no site, and the docket is refused anyway.
        let centre = centre.and_then(|at| centres.find(&at, "centre")).unwrap_or(usize::MAX);
        detainees.push(Detainee { id, centre, apart_from: Vec::new() });
    }
    for (place, fields) in entries.iter().enumerate() {
        let others = fields.as_ref().map(|fields| fields.items("incompatible_with")).unwrap_or_default();
        for other in ids.find_all(&others, "detainee") {
            if other == place {
                if let Some(at) = others.iter().find(|at| at.written() == Some(&detainees[place].id)) {
                    at.wrong(Wrong::ApartFromSelf);
                }
            } else if detainees[other].centre == detainees[place].centre && detainees[place].centre != usize::MAX {
                // It holds both ways, whichever side says so.
                detainees[place].apart_from.push(other);
                detainees[other].apart_from.push(place);
            }
        }
    }
    for detainee in &mut detainees {
        detainee.apart_from.sort_unstable();
        detainee.apart_from.dedup();
    }
    (detainees, ids)
}
