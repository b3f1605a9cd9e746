//! How many people a room holds.

use sea_orm_migration::prelude::*;

use crate::columns::small_or_none;

/// How many people a room holds.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("rooms").add_column(small_or_none("capacity")).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("rooms").drop_column("capacity").take()).await
    }
}
