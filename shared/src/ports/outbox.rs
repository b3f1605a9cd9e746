use async_trait::async_trait;

use super::Answer;
use crate::{ids::MessageId, notice::Message, principal::Principal};

/// Reading what went out, and sending again what did not.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The newest messages, at most 100, before `before` if given.
    async fn messages(&self, who: &Principal, before: Option<MessageId>) -> Answer<Vec<Message>>;

    /// Sends again, with all its tries, one message that was given up, or all that were; answers how many are sent. If its case
    /// number or type was corrected since, another is written and sent in its place, or one for each day in it; also, with a
    /// link, if it has none and whom it is for never got theirs. What would mislead by now is not sent: its link has ended, its
    /// appointment has begun or was cancelled, or a newer message was written about it or about another day in it.
    async fn send_again(&self, who: &Principal, message: Option<MessageId>) -> Answer<usize>;
}
