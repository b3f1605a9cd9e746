//! Rows of several tables, written in one go.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryTrait,
    sea_query::{CommonTableExpression, DeleteStatement, InsertStatement, OnConflict, WithClause},
};

use super::StoreError;

/// Changes whose outcome nobody waits for before the next. PostgreSQL gets all of them as one statement, because most of
/// the time of a small one is the way there and back; it makes the last first and then the others in their order, and checks foreign
/// keys when all are done. SQLite has no such statement and no such way, and does one after the other, in their order.
#[derive(Debug, Default)]
pub(crate) struct Batch(Vec<Change>);

#[derive(Debug)]
enum Change {
    Insert(InsertStatement),
    Delete(DeleteStatement),
}

impl Batch {
    /// Adds rows of one table; none are no change.
    pub(crate) fn insert<A: ActiveModelTrait>(&mut self, rows: Vec<A>) {
        if !rows.is_empty() {
            self.0.push(Change::Insert(<A::Entity as EntityTrait>::insert_many(rows).into_query()));
        }
    }

    /// The same; a row that a constraint refuses is left out, and so is not among those that are counted.
    pub(crate) fn insert_or_leave_out<A: ActiveModelTrait>(&mut self, rows: Vec<A>) {
        if !rows.is_empty() {
            let insert =
                <A::Entity as EntityTrait>::insert_many(rows).on_conflict(OnConflict::new().do_nothing().to_owned());
            self.0.push(Change::Insert(insert.into_query()));
        }
    }

    /// Adds a deletion.
    pub(crate) fn delete(&mut self, rows: DeleteStatement) {
        self.0.push(Change::Delete(rows));
    }

    /// Makes all changes; answers how many rows the last of them made or deleted.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn write(mut self, txn: &DatabaseTransaction) -> Result<u64, StoreError> {
        if txn.get_database_backend() != DbBackend::Postgres {
            let mut rows = 0;
            for change in &self.0 {
                rows = change.write(txn).await?;
            }
            return Ok(rows);
        }
        let Some(last) = self.0.pop() else { return Ok(0) };
        if self.0.is_empty() {
            return last.write(txn).await;
        }
        let mut first = WithClause::new();
        // What nothing reads from, PostgreSQL makes after the statement itself, beginning with what was named last.
        for (number, change) in self.0.into_iter().enumerate().rev() {
            let mut named = CommonTableExpression::new();
            named.table_name(format!("change_{number}"));
            match change {
                Change::Insert(rows) => named.query(rows),
                Change::Delete(rows) => named.query(rows),
            };
            first.cte(named);
        }
        let all = match last {
            Change::Insert(rows) => rows.with(first),
            Change::Delete(rows) => rows.with(first),
        };
        Ok(txn.execute(&all).await?.rows_affected())
    }
}

impl Change {
    async fn write(&self, txn: &DatabaseTransaction) -> Result<u64, StoreError> {
        let done = match self {
            Self::Insert(rows) => txn.execute(rows).await?,
            Self::Delete(rows) => txn.execute(rows).await?,
        };
        Ok(done.rows_affected())
    }
}
