//! The use cases, as traits. Services implement them; server functions and routes call them and nothing else.
//!
//! Every method takes the [`Principal`] first and decides by [`crate::permission::permit`] before it does anything,
//! because every server function is a public endpoint.
//!
//! [`Principal`]: crate::principal::Principal

mod accounts;
mod attendance;
mod bookings;
mod checks;
mod days;
mod outbox;

pub use accounts::{Accounts, NewSession, SignIn};
pub use attendance::Attendances;
pub use bookings::Bookings;
pub use checks::Checks;
pub use days::{Days, LiveEvents};
pub use outbox::Outbox;

/// What every use case answers.
pub type Answer<T> = Result<T, crate::error::Error>;
