//! A day: the docket of a court, the board of a centre, the own day of whoever takes part.

mod api;
mod cards;
mod counts;
mod heading;
mod live;
mod page;
mod remedies;
mod state;
mod table;
mod timeline;

pub use cards::{StandingTag, UpcomingCard};
pub use live::{Clockwork, listen};
pub use page::DayPage;
pub use remedies::concerns;
pub use state::{room as rooms_of, what_is_read};

#[cfg(test)]
pub(crate) use state::tests;
