//! One appointment: everything about it, what may be done with it, and changing it.

mod actions;
mod amend;
mod api;
mod live;
mod outcome;
mod page;
mod people;
mod sites;
mod state;
mod swap;
mod timeline;

pub use actions::Reason;
pub use amend::AmendPage;
pub use page::AppointmentPage;
pub use sites::BroughtPage;
pub use state::{ReasonForm, title};
pub use swap::SwapPage;
