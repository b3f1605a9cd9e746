//! What a person sees. Rendered by the server (`ssr`), taken over by the browser (`hydrate`).
//!
//! # Recipes
//! - *A page*: a folder in [`features`] with `mod.rs` (wiring), `api.rs` (server functions), `page.rs` (components) and,
//!   where a page thinks, `state.rs` (plain types, tested natively); its address goes into [`routes`].
//! - *A server function*: `#[server(prefix = "/do", endpoint = "area/verb", output = crate::wire::Compact)]`, ten lines at most, `use` inside the body:
//!   fetch the port and the principal from [`context`], one call, [`context::answer`].
//! - *A text*: in `locales/es/<area>.toml` and `locales/en/<area>.toml`, read with [`language::t`].
//! - *Anything of the browser* (media, storage, events): in [`browser`], which compiles for wasm only.

#![recursion_limit = "256"]

pub mod address;
pub mod back;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod components;
#[cfg(feature = "ssr")]
pub mod context;
pub mod devices;
pub mod error;
pub mod features;
#[cfg(feature = "ssr")]
pub mod forms;
pub mod language;
pub mod live;
pub mod meanwhile;
pub mod pages;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod session;
pub mod shell;
mod sought;
pub mod typed;
pub mod who;
pub mod wire;
pub mod words;

pub use routes::App;
pub use shell::shell;
