//! Calendar files that were read and not taken yet.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, drop_all, id, index, json, moment, refers, table};

/// Calendar files that were read and not taken yet.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // What is taken becomes blocks; this holds only what somebody looks at before they say so.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("calendars")
                    .col(id("person_id"))
                    .col(id("account_id"))
                    .col(json("body"))
                    .col(moment("created_at"))
                    .foreign_key(&mut refers("calendars", "person_id", "people", Then::Go))
                    .foreign_key(&mut refers("calendars", "account_id", "accounts", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "calendars", &["account_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["calendars"]).await
    }
}
