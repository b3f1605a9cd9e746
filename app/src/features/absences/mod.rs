//! When professionals cannot be had, for themselves and for those who keep it for them.

mod api;
mod calendar;
mod page;
mod people;
mod state;
mod work;

pub use page::AbsencesPage;
pub use work::WorkPage;
