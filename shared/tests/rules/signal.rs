//! Sound and picture with known answers.

mod chirp;
mod picture;
mod sound;
