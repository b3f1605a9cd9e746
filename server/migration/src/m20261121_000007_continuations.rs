//! Which appointment goes on with one that was adjourned.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, drop_all, id, index, refers, table};

/// Which appointment goes on with one that was adjourned.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // A table, not a column of appointments: few of them continue another, and SQLite cannot drop a column that refers.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("continuations")
                    .col(id("continues_id"))
                    .foreign_key(&mut refers("continuations", "id", "appointments", Then::Go))
                    .foreign_key(&mut refers("continuations", "continues_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "continuations", &["continues_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["continuations"]).await
    }
}
