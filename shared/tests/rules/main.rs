//! The rules of the domain, each against its definition: tables written out twice, known answers, and properties over
//! thousands of generated worlds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alone;
mod civil;
mod codes;
mod collisions;
#[cfg(feature = "zones")]
mod docket;
mod draft;
mod finder;
mod held;
mod hours;
mod keeper;
mod minute;
mod mos;
mod notice;
mod pace;
mod permission;
#[cfg(feature = "zones")]
mod plan;
mod readiness;
#[cfg(feature = "zones")]
mod repair;
mod request;
#[cfg(feature = "zones")]
mod series;
mod signal;
mod statistics;
mod text;
mod time;
mod transitions;
mod verdicts;
mod waiting;
#[cfg(feature = "zones")]
mod zone;
