//! The server functions of the outbox.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::{ids::MessageId, notice::Message};

use crate::error::ApiError;

#[cfg(feature = "ssr")]
const PAGE: &str = "/outbox";

/// The newest messages, or those before `before`.
#[server(prefix = "/do", endpoint = "outbox/messages", input = Json, output = crate::wire::Compact)]
pub async fn messages(before: Option<MessageId>) -> Result<Vec<Message>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Outbox;
    answer(port::<dyn Outbox>().messages(&principal(), before).await)
}

/// Sends a message again that was given up.
#[server(prefix = "/do", endpoint = "outbox/again", output = crate::wire::Compact)]
pub async fn send_again(message: MessageId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::answer_form,
    };
    use shared::ports::Outbox;
    let outcome = port::<dyn Outbox>().send_again(&principal(), Some(message)).await;
    lead_on(answer_form::<SendAgain, _>(PAGE, outcome)?);
    Ok(())
}

/// Sends all messages again that were given up.
#[server(prefix = "/do", endpoint = "outbox/all-again", output = crate::wire::Compact)]
pub async fn send_all_again() -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::answer_form,
    };
    use shared::ports::Outbox;
    let outcome = port::<dyn Outbox>().send_again(&principal(), None).await;
    lead_on(answer_form::<SendAllAgain, _>(PAGE, outcome)?);
    Ok(())
}

/// Leads to the page that says whether anything is sent.
#[cfg(feature = "ssr")]
fn lead_on(sent: usize) {
    let done = if sent > 0 { "again" } else { "none" };
    crate::forms::lead_to(&format!("{PAGE}?done={done}"));
}
