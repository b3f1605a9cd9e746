//! The days of a trial, and the messages that tell of several days at once.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, drop_all, id, index, refers, table};

/// The days of a trial, and the messages that tell of several days at once.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // Tables, not columns: few appointments are days of a series, and SQLite cannot drop a column that refers.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("series_days")
                    .col(id("series_id"))
                    .foreign_key(&mut refers("series_days", "id", "appointments", Then::Go))
                    .foreign_key(&mut refers("series_days", "series_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "series_days", &["series_id"]).await?;
        manager
            .create_table(
                table("message_days")
                    .col(id("message_id"))
                    .col(id("appointment_id"))
                    .foreign_key(&mut refers("message_days", "message_id", "messages", Then::Go))
                    .foreign_key(&mut refers("message_days", "appointment_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "message_days", &["message_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["message_days", "series_days"]).await
    }
}
