//! The server function of the outbox.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::{ids::MessageId, notice::Message};

use crate::error::ApiError;

/// The newest messages, or those before `before`.
#[server(prefix = "/do", endpoint = "outbox/messages", input = Json, output = crate::wire::Compact)]
pub async fn messages(before: Option<MessageId>) -> Result<Vec<Message>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Outbox;
    answer(port::<dyn Outbox>().messages(&principal(), before).await)
}
