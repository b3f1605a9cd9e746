//! Everything that talks to the browser itself; compiled for wasm only.
