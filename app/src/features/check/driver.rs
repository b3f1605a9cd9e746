//! What a wish sets in motion. Only a browser has devices; on the server nothing moves.

#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod devices;

use leptos::prelude::*;

#[cfg(target_arch = "wasm32")]
pub use devices::{Devices, drive};

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
pub const fn drive(_session: super::session::Session, _wish: super::session::Wish) {}
