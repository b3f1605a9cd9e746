//! The domain of Telesala: the types that the server and the browser both use, and the pure rules over them.
//!
//! Nothing here reads a clock, opens a connection or draws a page. Every decision the product makes, such as whether
//! a slot is free, whether a device check passed or who may do what, is a function in this crate with property tests.
//!
//! # Recipes
//! - *A new kind of fact*: a checked newtype or an enum in the area's module; it is the wire type too.
//! - *A new rule*: a pure function beside the types it judges, with a property test.
//! - *A new use case*: a variant in [`permission::UseCase`], a cell for every role in [`permission::permit`], a method on
//!   a port in [`ports`] that takes the [`principal::Principal`] first.

pub mod absence;
pub mod appointment;
pub mod block;
pub mod cause;
pub mod centre;
pub mod check;
pub mod civil;
pub mod day;
pub mod directory;
pub mod docket;
pub mod draft;
pub mod error;
pub mod exchange;
pub mod held;
pub mod hours;
pub mod ids;
pub mod notice;
pub mod permission;
#[cfg(feature = "zones")]
pub mod plan;
#[cfg(feature = "ports")]
pub mod ports;
pub mod principal;
pub mod readiness;
pub mod repair;
pub mod request;
pub mod schedule;
pub mod separation;
pub mod series;
pub mod settings;
pub mod text;
pub mod time;
#[cfg(feature = "zones")]
pub mod zone;
