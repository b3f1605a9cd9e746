//! The pages, one folder an area.

pub mod absences;
pub mod appointment;
pub mod booking;
pub mod centres;
pub mod check;
pub mod confirm;
pub mod day;
pub mod detainees;
pub mod docket;
pub mod home;
pub mod not_found;
pub mod outbox;
pub mod repair;
pub mod requests;
pub mod rooms;
pub mod separations;
pub mod series;
pub mod settings;
pub mod sign_in;
