//! The arithmetic of sound and picture, free of any browser: samples and pixels in, the numbers of
//! [`super::Measurements`] out. The browser feeds it while a step runs; it keeps block levels and two pictures, and for the
//! acoustic loop alone the newest six seconds of a narrow band, in memory, until that step is over.

pub mod chirp;
pub mod picture;
pub mod sound;
