//! Being told and answering.

mod answers;
mod asked;
mod reach;
mod refusals;
