//! Who must not meet whom, for those who keep it in their centre and nobody else.

mod api;
mod forms;
mod page;
mod state;

pub use page::SeparationsPage;
