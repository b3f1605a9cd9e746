//! The server's tests: through the real router, on both databases. One binary, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod api;
mod attendances;
mod bookings;
mod checks;
mod commands;
mod configuration;
mod demo;
mod dockets;
mod facts;
mod harness;
mod http;
mod import;
mod killed;
mod logged;
mod outbox;
mod plan;
mod repair;
mod rules;
mod series;
mod serving;
