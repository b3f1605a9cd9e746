//! Answering an invitation: from the personal link in a notice, without an account and without JavaScript, or signed in.

mod answers;
mod api;
mod page;
mod state;

pub use page::{AnswerPage, ConfirmPage};
