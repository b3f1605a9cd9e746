//! Which equipment stood in a room when the room was checked: its history goes with it to another room.

use sea_orm_migration::prelude::*;

use crate::{
    backend::each,
    columns::{Then, drop_all, id, index, refers},
};

/// Which equipment stood in a room when the room was checked.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Until now nobody noted it: what stands in a room today has stood there.
const SO_FAR: &str = "INSERT INTO checked_kits (check_id, kit_id) SELECT device_checks.id, kits.id FROM device_checks \
    JOIN kits ON kits.room_id = device_checks.room_id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("checked_kits")
                    .col(id("check_id"))
                    .col(id("kit_id"))
                    .primary_key(Index::create().col("check_id").col("kit_id"))
                    .foreign_key(&mut refers("checked_kits", "check_id", "device_checks", Then::Go))
                    .foreign_key(&mut refers("checked_kits", "kit_id", "kits", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "checked_kits", &["kit_id"]).await?;
        each(manager, &[SO_FAR], &[SO_FAR]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["checked_kits"]).await
    }
}
