//! The arithmetic of sound and picture, free of any browser: samples and pixels in, the numbers of
//! [`super::Measurements`] out. The browser feeds it while a step runs; it keeps block levels and two pictures, and never
//! the recording itself.

pub mod picture;
pub mod sound;
