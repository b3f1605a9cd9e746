//! Reservations are found by what is reserved alone.

use sea_orm_migration::prelude::*;

/// Reservations are found by what is reserved alone.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_KIND: &str = "reservations_live_resource_idx";
const BY_RESOURCE: &str = "reservations_live_when_idx";

/// An index over the live reservations, beginning with `first`.
fn by(name: &str, first: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table("reservations").and_where(Expr::col("live")).take();
    for column in first {
        index.col(*column);
    }
    index.col("starts_at").take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // No identifier is of two kinds, so the kind narrows nothing down. Asked for a list of both, PostgreSQL goes through
    // everything of that time until it has counted how many resources there are, which it first does after a minute.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(by(BY_RESOURCE, &["resource_id"])).await?;
        manager.drop_index(Index::drop().name(BY_KIND).table("reservations").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(by(BY_KIND, &["resource_kind", "resource_id"])).await?;
        manager.drop_index(Index::drop().name(BY_RESOURCE).table("reservations").to_owned()).await
    }
}
