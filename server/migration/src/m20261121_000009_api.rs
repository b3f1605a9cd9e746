//! What programs of agencies come with, and the answers that are kept for them.

use sea_orm_migration::prelude::*;

use crate::columns::{
    Then, code, drop_all, id, id_or_none, index, moment, moment_or_none, refers, table, text, text_or_none, unique,
};

/// What programs of agencies come with, and the answers that are kept for them.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("tokens")
                    .col(code("secret_hash").unique_key())
                    .col(id("agency_id"))
                    .col(code("name"))
                    .col(text("grants"))
                    .col(moment("created_at"))
                    .col(moment_or_none("expires_at"))
                    .col(moment_or_none("revoked_at"))
                    .col(moment_or_none("used_at"))
                    .foreign_key(&mut refers("tokens", "agency_id", "agencies", Then::Refuse))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                table("claims")
                    .col(id("token_id"))
                    .col(code("request_key"))
                    .col(code("fingerprint"))
                    .col(moment("created_at"))
                    .col(moment("taken_at"))
                    .col(id_or_none("appointment_id"))
                    .col(text_or_none("answer"))
                    .foreign_key(&mut refers("claims", "token_id", "tokens", Then::Go))
                    .foreign_key(&mut refers("claims", "appointment_id", "appointments", Then::Forget))
                    .take(),
            )
            .await?;
        unique(manager, "claims", &["token_id", "request_key"]).await?;
        index(manager, "claims", &["created_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["claims", "tokens"]).await
    }
}
