//! Whoever left an appointment learns that from the link that they were sent.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, code, drop_all, id, index, moment, refers, table};

/// The links of those who left.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // A table, not links without a participant: whoever looks for a link that serves finds none of these.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("released_links")
                    .col(code("secret_hash").unique_key())
                    .col(id("appointment_id"))
                    .col(id("person_id"))
                    .col(moment("released_at"))
                    .col(moment("expires_at"))
                    .foreign_key(&mut refers("released_links", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("released_links", "person_id", "people", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "released_links", &["appointment_id"]).await?;
        index(manager, "released_links", &["person_id"]).await?;
        index(manager, "released_links", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["released_links"]).await
    }
}
