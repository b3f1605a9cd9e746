//! Which list of hearings a program's request planned, so that the same request sent again plans it no second time.

use sea_orm_migration::prelude::*;

use crate::columns::id_or_none;

/// Which list a program's request planned.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // No reference to `dockets`: a request has had its effect whatever becomes of the list.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("claims").add_column(id_or_none("docket_id")).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Of a table that another connection has changed since, SQLite says that there is no such column, unless this one looks
        // before: it reads the schema anew only for what it executes, not for what it takes apart.
        manager.has_column("claims", "docket_id").await?;
        manager.alter_table(Table::alter().table("claims").drop_column("docket_id").take()).await
    }
}
