//! Why two must not meet.

use sea_orm_migration::prelude::*;

use crate::columns::text_or_none;

/// Why two must not meet.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = Table::alter().table("incompatibilities").add_column(text_or_none("reason")).take();
        manager.alter_table(added).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dropped = Table::alter().table("incompatibilities").drop_column("reason").take();
        manager.alter_table(dropped).await
    }
}
