//! Booking an appointment in four steps over a draft that the server keeps: what, who, when, check.

mod api;
mod check;
mod leaving;
mod page;
mod people;
mod state;
mod summary;
mod unsent;
mod what;
mod when;
mod who;
mod wished;

pub use api::{find_detainees, find_people};
pub use page::{BookingPage, NewBooking};
pub use state::slot_code;
#[cfg(any(feature = "ssr", test))]
pub use state::slot_from;
pub use wished::Impossible;
