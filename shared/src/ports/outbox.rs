use async_trait::async_trait;

use super::Answer;
use crate::{ids::MessageId, notice::Message, principal::Principal};

/// Reading what went out.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The newest messages, at most 100, before `before` if given.
    async fn messages(&self, who: &Principal, before: Option<MessageId>) -> Answer<Vec<Message>>;
}
