//! One transaction around a whole use case, run again when the database asks for it.

use std::time::{Duration, Instant};

use sea_orm::{DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::StoreError;
use crate::house::House;

/// The most runs of one use case.
const RUNS: u32 = 8;
/// The pause before the second run; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(4);

/// SQLite has one writer. Those of this process queue here, first come, first served, without holding a connection:
/// SQLite's own waiting is by sleeping and trying again, which starves some when many write.
static WRITER: Semaphore = Semaphore::const_new(1);

/// Runs a block in one transaction and commits it: `transaction!(house, |txn| …)` is a
/// `Result<T, StoreError>`, and so is the block. If another transaction came between, the whole block runs again, a
/// bounded number of times, so it must have no effect but on the transaction.
///
/// It is a macro because an asynchronous closure that borrows is not known to be `Send`, as the ports need.
macro_rules! transaction {
    ($house:expr, |$txn:ident| $work:expr) => {{
        let mut runs = $crate::db::Runs::of($house);
        loop {
            let txn = match runs.begin().await {
                Ok(txn) => txn,
                Err(error) => break Err(error),
            };
            let outcome: Result<_, $crate::db::StoreError> = {
                let $txn = &txn;
                async { $work }.await
            };
            if let Some(done) = runs.end(txn, outcome).await {
                break done;
            }
        }
    }};
}
pub(crate) use transaction;

/// The runs of one use case; see [`transaction`].
///
/// SQLite begins `IMMEDIATE`: a deferred transaction that reads before it writes fails under load. PostgreSQL runs at
/// `READ COMMITTED`: double booking is refused by an exclusion constraint and changes to an appointment lock its row
/// first, so `SERIALIZABLE` would add aborted work and no safety.
pub struct Runs<'a> {
    house: &'a House,
    begun: Instant,
    run: u32,
    turn: Option<SemaphorePermit<'static>>,
}

impl<'a> Runs<'a> {
    /// None yet.
    pub fn of(house: &'a House) -> Self {
        Self { house, begun: Instant::now(), run: 1, turn: None }
    }

    /// Begins the next.
    ///
    /// # Errors
    /// If the store cannot be reached, or others hold it for too long.
    pub async fn begin(&mut self) -> Result<DatabaseTransaction, StoreError> {
        if self.turn.is_none() && self.house.db.get_database_backend() == DbBackend::Sqlite {
            let turn = tokio::time::timeout(self.house.patience, WRITER.acquire()).await;
            self.turn = Some(turn.map_err(|_| StoreError::Unavailable)?.map_err(|_| StoreError::Unavailable)?);
        }
        loop {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            match self.house.db.begin_with_options(options).await.map_err(StoreError::from) {
                Err(StoreError::Again) if self.may_run_again() => self.pause().await,
                begun => return begun,
            }
        }
    }

    /// Commits what succeeded and rolls back what did not; `None` if it should be run again.
    pub async fn end<T>(
        &mut self,
        txn: DatabaseTransaction,
        outcome: Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        let outcome = match outcome {
            Ok(done) => txn.commit().await.map(|()| done).map_err(StoreError::from),
            Err(refusal) => {
                // The refusal says more than a failure to roll back; a dropped connection rolls back too.
                if let Err(error) = txn.rollback().await {
                    tracing::debug!(%error, "could not roll back");
                }
                Err(refusal)
            }
        };
        // What took long by itself, as a list of hundreds of hearings does, may have been in somebody's way only once.
        if matches!(outcome, Err(StoreError::Again)) && (self.run == 1 || self.may_run_again()) {
            self.pause().await;
            return None;
        }
        Some(outcome)
    }

    fn may_run_again(&self) -> bool {
        self.run < RUNS && self.begun.elapsed() < self.house.patience
    }

    /// Waits between one and two times the doubled pause, so that those who collided do not meet again.
    async fn pause(&mut self) {
        let pause = FIRST_PAUSE * 2_u32.pow(self.run - 1);
        let [.., low] = self.house.ids.next().into_bytes();
        self.run += 1;
        tokio::time::sleep(pause + pause * u32::from(low) / 255).await;
    }
}
