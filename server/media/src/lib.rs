//! The server's own end of a call.
//!
//! A browser offers, [`Engine::answer`] answers, and from then on one thread keeps the call: its [`Rtc`](str0m::Rtc), its
//! timers, its end. The crate knows nothing of courts and prisons; who may call, and what a call proves, is decided
//! outside.
//!
//! The way of a packet: `udp` and `tcp` read the sockets, the `switchboard` knows whose it is, a bounded queue carries it
//! to the `room`, and what the room has to say goes straight to the socket (UDP) or through the bounded queue of a
//! connection (TCP).
//!
//! The threads of calls give way to the rest of the program (`precedence`), and look at what came on a beat of their own, so
//! that fifty calls neither hold up those who book nor wake the processors for every packet. The threads that read stay
//! where they are: they note when a packet came, and what is measured depends on it.
//!
//! # A new kind of call
//! Add it to [`Purpose`], say in `offer` what such an offer must hold, and in `room` what is done in it.
//!
//! # What strangers can send
//! Anything: offers are bounded and stripped before str0m reads them, and what panics in there ends as
//! [`Refused::Malformed`] or as the end of that one call. A packet reaches a call only by a name (ICE ufrag) that an answer
//! gave away, and an address belongs to a call only once a packet from it was signed with that answer's password.

mod address;
mod answer;
mod call;
mod config;
mod counters;
mod end;
mod engine;
mod gone;
mod offer;
mod packet;
mod precedence;
mod quality;
mod room;
mod switchboard;
mod tcp;
mod udp;
mod way_up;

pub use call::{Answered, CallId, Missing, NoCallId, Purpose, Refused, Via, Wish};
pub use config::{Config, StartError};
pub use counters::Stats;
pub use end::{End, Ends};
pub use engine::Engine;
