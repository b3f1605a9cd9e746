//! The device check: environment, permission, camera, microphone, speaker; then the result.
//!
//! # A new step
//! A variant in `shared::check::Step` and its rules there; what it measures in [`crate::browser`]; a line in
//! [`state`] (what it brings, when it applies) and in [`driver`] (how it begins); what it shows in `stage`.

pub mod access;
pub mod api;
pub mod driver;
pub mod family;
mod listening;
mod outcome;
mod page;
mod remedies;
mod run;
pub mod session;
mod speaker;
mod stage;
pub mod state;

pub use page::CheckPage;
