//! Lists of hearings that are planned and booked as a whole.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, code, drop_all, id, index, json, moment, number, refers, table};

/// Lists of hearings that are planned and booked as a whole.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // The lines are one document: they are read, planned and written together, and what they become are appointments.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("dockets")
                    .col(id("agency_id"))
                    .col(id("account_id"))
                    .col(code("name"))
                    .col(code("stage"))
                    .col(number("version"))
                    .col(json("body"))
                    .col(moment("created_at"))
                    .col(moment("updated_at"))
                    .foreign_key(&mut refers("dockets", "agency_id", "agencies", Then::Refuse))
                    .foreign_key(&mut refers("dockets", "account_id", "accounts", Then::Refuse))
                    .take(),
            )
            .await?;
        index(manager, "dockets", &["agency_id", "created_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["dockets"]).await
    }
}
