//! The use cases of Telesala. Every method of a port does the same, in this order:
//! `permit → validate → one transaction (change + audit entry + outbox rows) → commit → wake the outbox`.
//!
//! # Adding a use case
//! A variant in `shared::permission::UseCase`, a method on the port, its implementation here in the area's module, and
//! a service test that runs on both databases (`server/tests`).

pub mod accounts;
pub mod afterwards;
pub mod announce;
pub mod attendances;
pub mod audit;
pub mod bookings;
pub mod calendar;
pub mod checks;
pub mod clock;
pub mod days;
pub mod db;
pub mod exchange;
pub mod facts;
pub mod holds;
pub mod house;
pub mod importing;
pub mod installation;
pub mod lines;
mod meetings;
pub mod notices;
pub mod outbox;
pub mod reach;
pub mod reservations;
pub mod room_devices;
mod rules;
pub mod search;
pub mod secrets;
mod separated;
pub mod summaries;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tokens;
