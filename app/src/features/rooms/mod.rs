//! How the rooms of a centre are taken on a day: for those who book there, and for those who look after it.

mod api;
mod page;
mod state;
mod table;

pub use page::RoomsPage;
pub use state::address;
