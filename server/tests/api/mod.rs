//! The interface for programs, through the real router. Every answer that a test gets is held against the document.

mod availability;
mod blocks;
mod booking;
mod changing;
pub(crate) mod client;
mod document;
mod fuzz;
mod once;
mod plans;
mod reading;
mod tokens;
