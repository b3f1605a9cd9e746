//! By what people are held apart, and which rooms share a waiting area.

use sea_orm_migration::prelude::*;

use crate::columns::text_or_none;

/// By what people are held apart, and which rooms share a waiting area.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Of a detainee: whether sentenced, with whom held, whether of age.
const CATEGORY: [&str; 3] = ["legal_status", "sex", "age_group"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in CATEGORY {
            manager.alter_table(Table::alter().table("detainees").add_column(text_or_none(column)).take()).await?;
        }
        manager.alter_table(Table::alter().table("rooms").add_column(text_or_none("waiting_area")).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in CATEGORY {
            manager.alter_table(Table::alter().table("detainees").drop_column(column).take()).await?;
        }
        manager.alter_table(Table::alter().table("rooms").drop_column("waiting_area").take()).await
    }
}
