//! One appointment: everything about it, what may be done with it, and changing it.

mod actions;
mod amend;
mod api;
mod live;
mod outcome;
mod page;
mod people;
mod state;
mod timeline;

pub use amend::AmendPage;
pub use page::AppointmentPage;
