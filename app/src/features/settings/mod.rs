//! What holds for the whole installation: notice periods, and the tokens of programs.

mod api;
mod notices;
mod page;
mod state;
mod tokens;

pub use page::SettingsPage;
