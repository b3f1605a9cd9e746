//! The device check: environment, permission, camera, microphone, speaker, and behind them the line to the server; then the
//! result.
//!
//! # A new step
//! A variant in `shared::check::Step` and its rules there; what it measures in [`crate::browser`]; a line in
//! [`state`] (what it brings, when it applies) and in [`driver`] (how it begins); what it shows in `stage`.

pub mod access;
pub mod api;
pub mod checked;
mod choosing;
pub mod driver;
pub mod due;
pub mod family;
mod limits;
mod line;
mod listening;
mod outcome;
mod page;
pub mod question;
mod remedies;
mod rooms;
mod run;
pub mod session;
mod speaker;
mod stage;
pub mod state;
mod staying;
mod strip;
mod trend;
pub mod waits;

pub use limits::ThresholdsPage;
pub use page::CheckPage;
pub use remedies::{first_remedy, remedies};
pub use rooms::DevicesPage;
