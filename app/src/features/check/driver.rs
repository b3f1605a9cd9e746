//! What a wish sets in motion. Only a browser has devices; on the server nothing moves.

#[cfg(target_arch = "wasm32")]
mod aging;
#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod course;
#[cfg(target_arch = "wasm32")]
mod devices;
#[cfg(target_arch = "wasm32")]
mod kiosk;
#[cfg(target_arch = "wasm32")]
mod known;
#[cfg(target_arch = "wasm32")]
mod line;
#[cfg(target_arch = "wasm32")]
mod lost;
#[cfg(target_arch = "wasm32")]
mod loudspeaker;
#[cfg(target_arch = "wasm32")]
mod measuring;
#[cfg(target_arch = "wasm32")]
mod network;
#[cfg(target_arch = "wasm32")]
mod telling;
#[cfg(target_arch = "wasm32")]
mod wishes;

use leptos::prelude::*;

#[cfg(target_arch = "wasm32")]
pub use self::{devices::Devices, wishes::drive};

/// Where a page keeps its devices: they belong to the browser's one thread.
#[cfg(target_arch = "wasm32")]
pub type Kept = StoredValue<Devices, LocalStorage>;
/// Where a page keeps its devices. The server has none, and what it keeps must be free to move between threads.
#[cfg(not(target_arch = "wasm32"))]
pub type Kept = StoredValue<()>;

/// No devices yet.
pub fn no_devices() -> Kept {
    #[cfg(target_arch = "wasm32")]
    return StoredValue::new_local(Devices::default());
    #[cfg(not(target_arch = "wasm32"))]
    StoredValue::new(())
}

/// Does what the person wishes; on the server, nothing.
#[cfg(not(target_arch = "wasm32"))]
pub fn drive(_session: super::session::Session, _wish: super::session::Wish) {}
