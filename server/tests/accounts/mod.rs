//! Signing in and out, sessions, personal links, accounts.

mod links;
mod managing;
mod sessions;
mod sign_in;
