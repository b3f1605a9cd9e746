//! Who is held in a centre, for those who keep it: when they leave, and by what they are held apart.

mod api;
mod list;
mod one;
mod state;

pub use list::DetaineesPage;
pub use one::DetaineePage;
