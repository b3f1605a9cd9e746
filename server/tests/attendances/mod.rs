//! Being told and answering.

mod answers;
mod reach;
mod refusals;
