//! Centres, rooms, kits, agencies, detainees and professionals.

use sea_orm_migration::prelude::*;

use crate::columns::{Then, code, drop_all, id, id_or_none, index, refers, small, table, text, text_or_none, unique};

/// Centres, rooms, kits, agencies, detainees and professionals.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let capacity = ColumnDef::new("capacity").integer().take();
        manager
            .create_table(
                table("centres")
                    .col(code("code").unique_key())
                    .col(text("name"))
                    .col(text("country"))
                    .col(code("zone"))
                    .col(capacity)
                    .take(),
            )
            .await?;
        manager
            .create_table(
                table("rooms")
                    .col(id("centre_id"))
                    .col(code("code"))
                    .col(text("name"))
                    .col(text("uses"))
                    .foreign_key(&mut refers("rooms", "centre_id", "centres", Then::Refuse))
                    .take(),
            )
            .await?;
        unique(manager, "rooms", &["centre_id", "code"]).await?;
        manager
            .create_table(
                table("room_hours")
                    .col(id("room_id"))
                    .col(small("weekday"))
                    .col(small("from_minute"))
                    .col(small("to_minute"))
                    .check(Expr::col("weekday").between(0, 6))
                    .check(Expr::col("from_minute").lt(Expr::col("to_minute")))
                    .foreign_key(&mut refers("room_hours", "room_id", "rooms", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "room_hours", &["room_id"]).await?;
        manager
            .create_table(
                table("kits")
                    .col(id("room_id"))
                    .col(code("code").unique_key())
                    .col(text("description"))
                    .foreign_key(&mut refers("kits", "room_id", "rooms", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "kits", &["room_id"]).await?;
        manager
            .create_table(
                table("agencies")
                    .col(code("code").unique_key())
                    .col(text("name"))
                    .col(code("kind"))
                    .col(text("country"))
                    .col(code("zone"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                table("detainees")
                    .col(code("code").unique_key())
                    .col(text("name"))
                    .col(text("search"))
                    .col(id("centre_id"))
                    .col(text_or_none("module"))
                    .foreign_key(&mut refers("detainees", "centre_id", "centres", Then::Refuse))
                    .take(),
            )
            .await?;
        index(manager, "detainees", &["centre_id"]).await?;
        manager
            .create_table(
                table("people")
                    .col(text("name"))
                    .col(text("search"))
                    .col(code("email").unique_key())
                    .col(code("role"))
                    .col(id_or_none("agency_id"))
                    .col(text_or_none("interprets"))
                    .col(code("language"))
                    .foreign_key(&mut refers("people", "agency_id", "agencies", Then::Forget))
                    .take(),
            )
            .await?;
        index(manager, "people", &["role"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["people", "detainees", "agencies", "kits", "room_hours", "rooms", "centres"]).await
    }
}
