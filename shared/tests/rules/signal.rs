//! Sound and picture with known answers.

mod picture;
mod sound;
