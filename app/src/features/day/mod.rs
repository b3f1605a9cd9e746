//! A day: the docket of a court, the board of a centre, the own day of whoever takes part.

mod api;
mod cards;
mod counts;
#[cfg(any(feature = "ssr", test))]
mod csv;
mod heading;
mod live;
mod page;
mod people;
mod remedies;
mod state;
mod table;
mod taking;
mod timeline;
mod zoom;

pub use cards::{StandingTag, UpcomingCard};
#[cfg(any(feature = "ssr", test))]
pub use csv::csv;
pub use live::{Clockwork, listen};
pub use page::DayPage;
pub use remedies::concerns;
pub use state::{Which, centre, room as rooms_of, what_is_read};
pub use timeline::{Drawn, RoomTimeline, ShutKey, Timeline};
pub use zoom::{Zoom, ZoomLinks};

#[cfg(test)]
pub(crate) use state::tests;
