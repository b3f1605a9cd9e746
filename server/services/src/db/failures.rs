//! What the databases' error codes mean to the services.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};
use shared::error::Error;

/// Why a transaction did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The use case itself refused; everything is rolled back and the refusal answered as it is.
    #[error(transparent)]
    Refused(#[from] Error),
    /// A live reservation of the same resource overlaps.
    #[error("a live reservation overlaps")]
    Overlap,
    /// The same unique key is already there.
    #[error("a unique key is taken")]
    Unique,
    /// Another transaction came between; running the whole again can succeed.
    #[error("another transaction came between")]
    Again,
    /// The database cannot be reached, or cannot write now.
    #[error("the store cannot be reached")]
    Unavailable,
    /// A row holds what it should not.
    #[error("a stored value is not acceptable: {0}")]
    Unreadable(&'static str),
    /// Anything else is a fault of ours.
    #[error("{0}")]
    Fault(String),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) => return Self::Unavailable,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                if let Some(known) = of_driver(cause) {
                    return known;
                }
            }
            _ => {}
        }
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Unique,
            // `Display` leaves out PostgreSQL's DETAIL, which would quote the row.
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(_: serde_json::Error) -> Self {
        Self::Unreadable("json")
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal,
            StoreError::Unavailable | StoreError::Again => {
                tracing::warn!(%error, "the store did not serve");
                Self::Unavailable
            }
            StoreError::Overlap => Self::Conflict(Vec::new()),
            StoreError::Unique | StoreError::Unreadable(_) | StoreError::Fault(_) => {
                tracing::error!(%error, "the store refused what it should have taken");
                Self::Internal
            }
        }
    }
}

/// What a driver's error means, where its code says it.
fn of_driver(error: &SqlxError) -> Option<StoreError> {
    match error {
        // Triggers all have one code; the word is the migration's.
        SqlxError::Database(refusal) if refusal.code()? == "1811" => {
            refusal.message().contains("reservation_overlap").then_some(StoreError::Overlap)
        }
        SqlxError::Database(refusal) => of_code(&refusal.code()?),
        SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => {
            Some(StoreError::Unavailable)
        }
        _ => None,
    }
}

/// PostgreSQL's codes are five characters (SQLSTATE), SQLite's extended result codes are numbers: they cannot be mixed up.
fn of_code(code: &str) -> Option<StoreError> {
    match code {
        // exclusion_violation
        "23P01" => Some(StoreError::Overlap),
        // serialization_failure, deadlock_detected, lock_not_available; SQLITE_BUSY, _BUSY_RECOVERY, _BUSY_SNAPSHOT, SQLITE_LOCKED
        "40001" | "40P01" | "55P03" | "5" | "261" | "517" | "6" => Some(StoreError::Again),
        // too_many_connections, query_canceled (by our timeout); SQLITE_READONLY, _IOERR, _FULL, _CANTOPEN
        "53300" | "57014" | "8" | "10" | "13" | "14" => Some(StoreError::Unavailable),
        // connection_exception; operator_intervention: shutting down, starting up, crashed
        _ if code.len() == 5 && (code.starts_with("08") || code.starts_with("57P")) => Some(StoreError::Unavailable),
        _ => None,
    }
}
