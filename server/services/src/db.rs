//! The way to the store. What SQLite and PostgreSQL do differently is known here and in the migrations, nowhere else.
//!
//! Everything that writes goes through `transaction!`: one block, one transaction, run again when the database asks
//! for it. What the database refuses becomes a [`StoreError`], and what leaves the services is never more than
//! [`shared::error::Error`] says.

mod batch;
mod connecting;
mod failures;
pub mod reading;
mod transactions;

pub(crate) use batch::Batch;
pub use connecting::{ConnectError, Durability, PATIENCE, connect, migrate};
pub use failures::StoreError;
/// For the composition root, which holds a connection without speaking to it.
pub use sea_orm::{DatabaseConnection as Connection, DbErr};
pub use transactions::Runs;
pub(crate) use transactions::transaction;
