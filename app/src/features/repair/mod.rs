//! Mending days that broke, or would: what can no longer be held, side by side with where it could go.

mod api;
mod page;
mod rows;
mod state;

pub use api::broken;
pub use page::RepairPage;
pub use state::address;
