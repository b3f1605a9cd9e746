//! A trial over several days: planning the further ones, and how the page of each shows the others.

mod api;
mod days;
mod form;
mod page;
mod proposal;
mod state;

pub use days::{CancelChoice, SeriesDays};
pub use page::FurtherDaysPage;
