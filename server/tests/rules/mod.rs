//! The rules of scheduling as people keep them, on both databases.

mod absences;
mod calendars;
mod centres;
mod contradictions;
mod detainees;
mod pages;
mod permissions;
mod separations;
mod settings;

use shared::{appointment::Field, error::Error};

/// Whether somebody is told that `field` is no longer what they saw, and what it is now.
fn is_outdated<T>(answer: &Result<T, Error>, field: Field) -> bool {
    let Err(Error::Outdated(changes)) = answer else { return false };
    matches!(&changes[..], [one] if one.field == field && one.from != one.to)
}
