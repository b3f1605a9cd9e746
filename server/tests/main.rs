//! The server's tests: through the real router, on both databases. One binary, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod attendances;
mod bookings;
mod checks;
mod configuration;
mod demo;
mod harness;
mod http;
mod import;
mod outbox;
mod serving;
