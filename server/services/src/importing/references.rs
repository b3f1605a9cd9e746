//! What the rows refer to: whether it is in the files or in the store.

use std::collections::HashSet;

use super::{Fault, Why, rows::Rows};

/// The codes that the store holds already.
#[derive(Default)]
pub(super) struct Known {
    pub(super) centres: HashSet<String>,
    pub(super) agencies: HashSet<String>,
    /// Centre and room.
    pub(super) rooms: HashSet<(String, String)>,
    pub(super) people: HashSet<String>,
    pub(super) detainees: HashSet<String>,
    pub(super) groups: HashSet<String>,
}

/// Names every reference that leads nowhere.
pub(super) fn check(rows: &Rows, mut known: Known, faults: &mut Vec<Fault>) {
    known.centres.extend(rows.centres.iter().map(|row| row.value.code.to_string()));
    known.agencies.extend(rows.agencies.iter().map(|row| row.value.code.to_string()));
    known.rooms.extend(rows.rooms.iter().map(|row| (row.value.centre.to_string(), row.value.code.to_string())));
    for row in &rows.rooms {
        if !known.centres.contains(row.value.centre.as_str()) {
            faults.push(row.fault("centre", Why::NoCentre(row.value.centre.to_string())));
        }
    }
    for row in &rows.kits {
        let (centre, room) = (row.value.centre.to_string(), row.value.room.to_string());
        if !known.centres.contains(&centre) {
            faults.push(row.fault("centre", Why::NoCentre(centre)));
        } else if !known.rooms.contains(&(centre.clone(), room.clone())) {
            faults.push(row.fault("room", Why::NoRoom(centre, room)));
        }
    }
    for row in &rows.people {
        if let Some(agency) = &row.value.agency
            && !known.agencies.contains(agency.as_str())
        {
            faults.push(row.fault("agency", Why::NoAgency(agency.to_string())));
        }
    }
    for row in &rows.detainees {
        if !known.centres.contains(row.value.centre.as_str()) {
            faults.push(row.fault("centre", Why::NoCentre(row.value.centre.to_string())));
        }
    }
    known.people.extend(rows.people.iter().map(|row| row.value.email.to_string()));
    known.detainees.extend(rows.detainees.iter().map(|row| row.value.code.to_string()));
    known.groups.extend(rows.members.iter().map(|row| row.value.group.to_string()));
    check_rules(rows, &known, faults);
}

/// The same of the rules of scheduling.
fn check_rules(rows: &Rows, known: &Known, faults: &mut Vec<Fault>) {
    let mut unless = |found: bool, fault: Fault| {
        if !found {
            faults.push(fault);
        }
    };
    macro_rules! centres_of {
        ($rows:expr) => {
            for row in $rows {
                let code = row.value.centre.as_str();
                unless(known.centres.contains(code), row.fault("centre", Why::NoCentre(code.to_owned())));
            }
        };
    }
    centres_of!(&rows.centre_rules);
    centres_of!(&rows.counts);
    centres_of!(&rows.holidays);
    centres_of!(&rows.blocks);
    centres_of!(&rows.leaving);
    for row in &rows.blocks {
        if let Some(room) = &row.value.room {
            let key = (row.value.centre.to_string(), room.to_string());
            let known = known.rooms.contains(&key);
            unless(known, row.fault("room", Why::NoRoom(key.0, key.1)));
        }
        if let Some(email) = &row.value.person {
            unless(known.people.contains(email.as_str()), row.fault("person", Why::NoPerson(email.to_string())));
        }
    }
    for row in &rows.work {
        let email = row.value.email.as_str();
        unless(known.people.contains(email), row.fault("email", Why::NoPerson(email.to_owned())));
    }
    let members = rows.members.iter().map(|row| (row.value.detainee.as_str(), row.fault("detainee", Why::Missing)));
    let leaving = rows.leaving.iter().map(|row| (row.value.detainee.as_str(), row.fault("detainee", Why::Missing)));
    for (code, fault) in members.chain(leaving) {
        unless(known.detainees.contains(code), Fault { why: Why::NoDetainee(code.to_owned()), ..fault });
    }
    for row in &rows.apart {
        for (column, side) in [("one", &row.value.one), ("other", &row.value.other)] {
            let there = known.detainees.contains(side.as_str()) || known.groups.contains(side.as_str());
            unless(there, row.fault(column, Why::NoSide(side.to_string())));
        }
    }
}
