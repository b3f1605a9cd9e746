//! Accounts and their sessions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    Then, code, drop_all, flag, id, id_or_none, index, moment, moment_or_none, number, refers, table, text,
};

/// Accounts and their sessions.
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
                table("accounts")
                    .col(code("login").unique_key())
                    .col(text("name"))
                    .col(text("password_hash"))
                    .col(code("role"))
                    .col(id_or_none("agency_id"))
                    .col(id_or_none("centre_id"))
                    .col(id_or_none("person_id"))
                    .col(code("language"))
                    .col(flag("active"))
                    .col(number("failures"))
                    .col(moment_or_none("last_failure_at"))
                    .foreign_key(&mut refers("accounts", "agency_id", "agencies", Then::Refuse))
                    .foreign_key(&mut refers("accounts", "centre_id", "centres", Then::Refuse))
                    .foreign_key(&mut refers("accounts", "person_id", "people", Then::Refuse))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                table("sessions")
                    .col(code("secret_hash").unique_key())
                    .col(id("account_id"))
                    .col(moment("created_at"))
                    .col(moment("seen_at"))
                    .col(moment("expires_at"))
                    .foreign_key(&mut refers("sessions", "account_id", "accounts", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "sessions", &["account_id"]).await?;
        index(manager, "sessions", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["sessions", "accounts"]).await
    }
}
