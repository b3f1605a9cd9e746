//! Asking for appointments, and answering: what waits for whoever books, and what became of what one asked for.

mod api;
mod ask;
mod lines;
mod page;
mod state;

pub use api::at_home;
pub use ask::AskPage;
pub use lines::OwnLines;
pub use page::RequestsPage;
pub use state::AtHome;
