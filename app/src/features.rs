//! The pages, one folder an area.

pub mod appointment;
pub mod booking;
pub mod check;
pub mod confirm;
pub mod day;
pub mod home;
pub mod not_found;
pub mod outbox;
pub mod sign_in;
