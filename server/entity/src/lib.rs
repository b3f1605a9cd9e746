//! The rows of the database, one module a table; only the services see them.
//!
//! Identifiers are made by the services (`UUIDv7`), moments are whole seconds of UTC since 1970, and codes are those of
//! `shared`. What may not overlap and what must exist is said in the migrations.

pub mod accounts;
pub mod agencies;
pub mod appointments;
pub mod audit_entries;
pub mod blocks;
pub mod calendars;
pub mod centre_rules;
pub mod centres;
pub mod checked_kits;
pub mod claims;
pub mod continuations;
pub mod counts;
pub mod departures;
pub mod detainees;
pub mod device_checks;
pub mod dockets;
pub mod drafts;
pub mod facts;
pub mod group_members;
pub mod holds;
pub mod holidays;
pub mod incompatibilities;
pub mod kits;
pub mod links;
pub mod live_events;
pub mod message_days;
pub mod messages;
pub mod notice_periods;
pub mod participants;
pub mod people;
pub mod released_links;
pub mod requests;
pub mod reservations;
pub mod room_devices;
pub mod room_hours;
pub mod rooms;
pub mod separation_groups;
pub mod series_days;
pub mod sessions;
pub mod site_detainees;
pub mod sites;
pub mod tokens;
pub mod working_hours;
