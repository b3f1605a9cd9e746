//! Reservations, and the refusal of two live ones of the same resource that overlap.

use sea_orm_migration::prelude::*;

use crate::{
    backend::each,
    columns::{Then, code, drop_all, flag, id, index, moment, refers, table},
};

/// Reservations, and the refusal of two live ones of the same resource that overlap.
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
                table("reservations")
                    .col(id("appointment_id"))
                    .col(code("resource_kind"))
                    .col(id("resource_id"))
                    .col(moment("starts_at"))
                    .col(moment("ends_at"))
                    .col(flag("live"))
                    .check(Expr::col("starts_at").lt(Expr::col("ends_at")))
                    // A day at most: whoever looks for overlaps need not look further back.
                    .check(Expr::col("ends_at").sub(Expr::col("starts_at")).lte(86_400))
                    .foreign_key(&mut refers("reservations", "appointment_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "reservations", &["appointment_id"]).await?;
        let resource = Index::create()
            .name("reservations_live_resource_idx")
            .table("reservations")
            .col("resource_kind")
            .col("resource_id")
            .col("starts_at")
            .and_where(Expr::col("live"))
            .take();
        manager.create_index(resource).await?;
        each(manager, &[REFUSE_INSERT, REFUSE_UPDATE], &[EXTENSION, EXCLUDE]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Triggers, constraint and indexes go with the table; the extension stays, others may use it.
        drop_all(manager, &["reservations"]).await
    }
}

const EXTENSION: &str = "CREATE EXTENSION IF NOT EXISTS btree_gist";

const EXCLUDE: &str = "ALTER TABLE reservations ADD CONSTRAINT reservation_overlap EXCLUDE USING gist \
     (resource_kind WITH =, resource_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE (live)";

// Live reservations of a resource never overlap, so of those that begin before the new one ends, the one that begins
// last also ends last: looking at that one is enough, however many there are.
const REFUSE_INSERT: &str = "CREATE TRIGGER reservations_refuse_insert BEFORE INSERT ON reservations WHEN NEW.live \
     AND (SELECT r.ends_at FROM reservations r WHERE r.live AND r.resource_kind = NEW.resource_kind \
          AND r.resource_id = NEW.resource_id AND r.starts_at < NEW.ends_at \
          ORDER BY r.starts_at DESC LIMIT 1) > NEW.starts_at \
     BEGIN SELECT RAISE(ABORT, 'reservation_overlap'); END";

const REFUSE_UPDATE: &str = "CREATE TRIGGER reservations_refuse_update \
     BEFORE UPDATE OF resource_kind, resource_id, starts_at, ends_at, live ON reservations WHEN NEW.live \
     AND (SELECT r.ends_at FROM reservations r WHERE r.live AND r.resource_kind = NEW.resource_kind \
          AND r.resource_id = NEW.resource_id AND r.starts_at < NEW.ends_at AND r.id <> OLD.id \
          ORDER BY r.starts_at DESC LIMIT 1) > NEW.starts_at \
     BEGIN SELECT RAISE(ABORT, 'reservation_overlap'); END";
