//! The outings of a centre are counted from an index alone.

use sea_orm_migration::prelude::*;

/// The outings of a centre are counted from an index alone.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_CENTRE: &str = "reservations_live_centre_idx";

/// The index over those who are out, by centre and start, with `others`.
fn by_centre(others: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create()
        .name(BY_CENTRE)
        .table("reservations")
        .col("centre_id")
        .col("starts_at")
        .and_where(Expr::col("live"))
        .and_where(Expr::col("centre_id").is_not_null())
        .take();
    for column in others {
        index.col(*column);
    }
    index
}

async fn replace(manager: &SchemaManager<'_>, others: &[&'static str]) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(BY_CENTRE).table("reservations").to_owned()).await?;
    manager.create_index(by_centre(others)).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // A search in a centre with escorts counts all outings of the weeks that it looks at. To fetch each row from the table for
    // it took several times as long as all the rest.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &["ends_at", "appointment_id", "resource_kind"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &[]).await
    }
}
