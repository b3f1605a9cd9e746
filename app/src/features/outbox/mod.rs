//! The messages that went out or wait, for the administrator.

mod api;
mod page;
mod state;

pub use page::OutboxPage;
