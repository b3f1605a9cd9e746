//! The server of Telesala: from the command line to the routes.
//!
//! # Recipes
//! - *A setting*: a flag in [`config::Options`], a key in `config/file.rs`, a field in [`config::Config`].
//! - *A route that is no page*: a handler in [`http`], one file a concern, and a line in [`router()`].
//! - *An operation for programs*: see [`api`].
//! - *A port for pages*: a line in [`context::provider`].

// The whole application is one type, as deep as its pages are nested.
#![recursion_limit = "512"]

pub mod api;
pub mod assets;
pub mod cli;
pub mod config;
pub mod context;
pub mod demo;
pub mod http;
mod peer;
mod router;
pub mod serving;
pub mod startup;
pub mod state;
pub mod telemetry;
pub mod tls;

pub use router::router;
