//! The devices that stay in rooms and check them without anybody signed in.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, code, drop_all, id, id_or_none, index, moment, moment_or_none, refers, table};

/// The devices that stay in rooms and check them without anybody signed in.
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
                table("room_devices")
                    .col(code("secret_hash").unique_key())
                    .col(id("room_id"))
                    .col(id_or_none("account_id"))
                    .col(moment("since"))
                    .col(moment_or_none("used_at"))
                    .col(moment("expires_at"))
                    .foreign_key(&mut refers("room_devices", "room_id", "rooms", Then::Go))
                    .foreign_key(&mut refers("room_devices", "account_id", "accounts", Then::Forget))
                    .take(),
            )
            .await?;
        index(manager, "room_devices", &["room_id"]).await?;
        index(manager, "room_devices", &["account_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["room_devices"]).await
    }
}
