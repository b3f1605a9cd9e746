//! Calls over TCP (passive ICE-TCP, RFC 6544), for networks that let no UDP through.

mod connection;
mod frames;
mod listener;

pub(crate) use connection::Connection;
pub(crate) use listener::{bind, listen};
