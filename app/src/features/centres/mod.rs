//! Centres and what they keep to, for those who keep it.

mod api;
mod block;
mod blocking;
mod blocks;
mod centre;
mod counts;
mod hours;
mod list;
mod rules;
mod state;

pub use block::BlockPage;
pub use centre::CentrePage;
pub use counts::CountsPage;
pub use hours::HoursPage;
pub use list::CentresPage;
pub use rules::RulesPage;

pub(crate) use block::{asked_extent, same_extent};
pub(crate) use blocking::{Extent, Why};
pub(crate) use blocks::BlockTable;
#[cfg(feature = "ssr")]
pub(crate) use state::asks;
pub(crate) use state::{day_of, extent_of};
