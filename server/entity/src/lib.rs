//! The rows of the database, one module a table; only the services see them.
//!
//! Identifiers are made by the services (`UUIDv7`), moments are whole seconds of UTC since 1970, and codes are those of
//! `shared`. What may not overlap and what must exist is said in the migrations.

pub mod accounts;
pub mod agencies;
pub mod appointments;
pub mod audit_entries;
pub mod centres;
pub mod detainees;
pub mod device_checks;
pub mod drafts;
pub mod kits;
pub mod links;
pub mod live_events;
pub mod messages;
pub mod participants;
pub mod people;
pub mod reservations;
pub mod room_hours;
pub mod rooms;
pub mod sessions;
pub mod site_detainees;
pub mod sites;
