//! Booking an appointment in four steps over a draft that the server keeps: what, who, when, check.

mod api;
mod check;
mod page;
mod people;
mod state;
mod summary;
mod what;
mod when;
mod who;
mod wished;

pub use page::{BookingPage, NewBooking};
