use std::net::IpAddr;

use async_trait::async_trait;

use super::Answer;
use crate::{
    check::{Answered, Offer, Ways},
    principal::Principal,
};

/// Calling the server's media peer, to see how sound and picture get there. Anybody may: whoever is about to be heard has
/// no account. So it is counted, by person and by address.
#[async_trait]
pub trait Lines: Send + Sync {
    /// The ways that this installation offers, with fresh credentials for its relays.
    async fn ways(&self, who: &Principal, from: Option<IpAddr>) -> Answer<Ways>;

    /// Answers an offer. The call ends by itself after half a minute at most.
    async fn call(&self, who: &Principal, from: Option<IpAddr>, offer: Offer) -> Answer<Answered>;

    /// Ends a call; one that is not known is over.
    async fn hang_up(&self, call: &str) -> Answer<()>;
}
