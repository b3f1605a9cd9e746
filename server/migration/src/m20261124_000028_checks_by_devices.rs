//! At which of the devices that stay in a room a check of it was made: they do not clear each other's failures.

use sea_orm_migration::prelude::*;

use crate::{backend::each, columns::index};

/// At which device a check was made.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        each(manager, &[COLUMN_SQLITE, ALONE], &[COLUMN_POSTGRES, ALONE]).await?;
        index(manager, "device_checks", &["device_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite reads the schema anew only for what it executes, not for what it takes apart.
        manager.has_column("device_checks", "device_id").await?;
        each(manager, &[NO_INDEX, NO_COLUMN], &[NO_INDEX, NO_COLUMN]).await
    }
}

// The reference stands with the column, not with the table: so SQLite can add it, and drop it again.
const COLUMN_SQLITE: &str =
    "ALTER TABLE device_checks ADD COLUMN device_id uuid_text REFERENCES room_devices (id) ON DELETE SET NULL";

const COLUMN_POSTGRES: &str = "ALTER TABLE device_checks ADD COLUMN device_id uuid \
     CONSTRAINT device_checks_device_id_fk REFERENCES room_devices (id) ON DELETE SET NULL";

/// What nobody signed in for was made by a device that stays there. Where there is one, it was that one; else nobody knows.
const ALONE: &str = "UPDATE device_checks SET device_id = \
     (SELECT room_devices.id FROM room_devices WHERE room_devices.room_id = device_checks.room_id) \
     WHERE room_id IS NOT NULL AND account_id IS NULL AND \
     (SELECT COUNT(*) FROM room_devices WHERE room_devices.room_id = device_checks.room_id) = 1";

const NO_INDEX: &str = "DROP INDEX device_checks_device_id_idx";

const NO_COLUMN: &str = "ALTER TABLE device_checks DROP COLUMN device_id";
