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
}
