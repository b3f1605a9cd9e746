//! The engine with callers on real sockets of this machine. Every wait is bounded, and generously: the machine may be busy.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod caller;
mod ends;
mod offers;
mod path;
#[cfg(target_os = "linux")]
mod precedence;
mod quality;
mod strangers;
