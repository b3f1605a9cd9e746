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
