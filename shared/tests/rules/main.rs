//! The rules of the domain, each against its definition: tables written out twice, known answers, and properties over
//! thousands of generated worlds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod codes;
mod draft;
mod finder;
mod permission;
mod readiness;
mod signal;
mod text;
mod time;
mod transitions;
mod verdicts;
#[cfg(feature = "zones")]
mod zone;
