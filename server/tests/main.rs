//! The server's tests: through the real router, on both databases. One binary, so that it is linked once.

mod configuration;
mod demo;
mod harness;
mod http;
mod import;
