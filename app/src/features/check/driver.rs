//! What a wish sets in motion. Only a browser has devices; on the server nothing moves.

#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod devices;

#[cfg(target_arch = "wasm32")]
pub use devices::{Devices, drive};

/// The devices in use: none on the server.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct Devices;

/// Does what the person wishes; on the server, nothing.
#[cfg(not(target_arch = "wasm32"))]
pub const fn drive(_session: super::session::Session, _wish: super::session::Wish) {}
