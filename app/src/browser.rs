//! Everything that talks to the browser itself; compiled for wasm only.
//!
//! Whatever is opened here is a value that closes it when dropped: a [`media::Track`] stops its device, a
//! [`sound::Sound`] closes its context, and closures live exactly as long as what calls them.

pub mod acoustics;
pub mod awake;
pub mod camera;
pub mod environment;
pub mod events;
pub mod line;
pub mod media;
pub mod microphone;
pub mod network;
pub mod output;
pub mod page;
pub mod replay;
pub mod sound;
pub mod speaker;
pub mod storage;
mod tap;
pub mod typed;
