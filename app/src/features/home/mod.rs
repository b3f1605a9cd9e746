//! One's own day: what needs one, what comes next, what one may want to do.

mod page;
mod state;

pub use page::HomePage;
