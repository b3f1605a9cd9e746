//! The line to the server: messages that come back, the ways by which a call gets there, how sound and picture go.

mod echoes;
mod peer;
mod scene;

pub use self::{
    echoes::echoes,
    peer::{Peer, call_name},
    scene::Scene,
};
