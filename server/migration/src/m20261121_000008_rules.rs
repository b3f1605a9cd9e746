//! The rules of scheduling as data: blocks, what centres keep to, who must not meet whom, who has left, notice periods;
//! and the slots that people are choosing.

use sea_orm_migration::prelude::*;

use crate::{
    backend::each,
    columns::{
        Then, code, drop_all, id, id_or_none, index, moment, number, refers, small, table, text, text_or_none, unique,
    },
};

/// The rules of scheduling as data.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        blocks(manager).await?;
        centres(manager).await?;
        people(manager).await?;
        manager
            .create_table(
                table("notice_periods")
                    .col(code("country"))
                    .col(code("hearing_type"))
                    .col(number("hours"))
                    .check(Expr::col("hours").gte(0))
                    .take(),
            )
            .await?;
        unique(manager, "notice_periods", &["country", "hearing_type"]).await?;
        for column in ADDED {
            let added = Table::alter().table("appointments").add_column(text_or_none(column)).take();
            manager.alter_table(added).await?;
        }
        holds(manager).await?;
        // Escorts are counted over everybody who is out of a centre at a time, not by person.
        let when = Index::create()
            .name("reservations_live_starts_idx")
            .table("reservations")
            .col("resource_kind")
            .col("starts_at")
            .and_where(Expr::col("live"))
            .take();
        manager.create_index(when).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::drop();
        manager.drop_index(index.name("reservations_live_starts_idx").table("reservations").to_owned()).await?;
        for column in ADDED {
            let dropped = Table::alter().table("appointments").drop_column(column).take();
            manager.alter_table(dropped).await?;
        }
        drop_all(
            manager,
            &[
                "holds",
                "notice_periods",
                "working_hours",
                "departures",
                "incompatibilities",
                "group_members",
                "separation_groups",
                "holidays",
                "counts",
                "centre_rules",
                "blocks",
            ],
        )
        .await
    }
}

/// The last day on which the law lets it be held, and why it was booked at shorter notice than is due.
const ADDED: [&str; 2] = ["deadline", "notice_reason"];

async fn blocks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            // What is blocked is a room, a centre or a person: no foreign key serves for all three.
            table("blocks")
                .col(code("over_kind"))
                .col(id("over_id"))
                .col(id_or_none("centre_id"))
                .col(moment("starts_at"))
                .col(moment("ends_at"))
                .col(code("cause"))
                .col(text_or_none("note"))
                .col(id_or_none("created_by"))
                .col(moment("created_at"))
                .check(Expr::col("starts_at").lt(Expr::col("ends_at")))
                .foreign_key(&mut refers("blocks", "centre_id", "centres", Then::Go))
                .foreign_key(&mut refers("blocks", "created_by", "accounts", Then::Forget))
                .take(),
        )
        .await?;
    index(manager, "blocks", &["over_id", "ends_at"]).await?;
    index(manager, "blocks", &["centre_id", "ends_at"]).await
}

async fn centres(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let teams = ColumnDef::new("teams").small_integer().take();
    let most = |column: &'static str| Expr::col(column).between(0, 240);
    manager
        .create_table(
            // One row a centre, with the centre's own id; a centre without one keeps to nothing.
            table("centre_rules")
                .col(small("move_before"))
                .col(small("move_after"))
                .col(small("turnover"))
                .col(teams)
                // With the longest appointment, reservations stay under the day that they may last at most.
                .check(most("move_before"))
                .check(most("move_after"))
                .check(most("turnover"))
                .check(Expr::col("teams").gte(1))
                .foreign_key(&mut refers("centre_rules", "id", "centres", Then::Go))
                .take(),
        )
        .await?;
    manager
        .create_table(
            table("counts")
                .col(id("centre_id"))
                .col(code("kind"))
                .col(small("weekday"))
                .col(small("from_minute"))
                .col(small("to_minute"))
                .check(Expr::col("weekday").between(0, 6))
                .check(Expr::col("from_minute").lt(Expr::col("to_minute")))
                .foreign_key(&mut refers("counts", "centre_id", "centres", Then::Go))
                .take(),
        )
        .await?;
    index(manager, "counts", &["centre_id"]).await?;
    manager
        .create_table(
            table("holidays")
                .col(id("centre_id"))
                .col(code("date"))
                .col(text("name"))
                .foreign_key(&mut refers("holidays", "centre_id", "centres", Then::Go))
                .take(),
        )
        .await?;
    unique(manager, "holidays", &["centre_id", "date"]).await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(table("separation_groups").col(code("code").unique_key()).col(text("name")).take()).await?;
    manager
        .create_table(
            table("group_members")
                .col(id("group_id"))
                .col(id("detainee_id"))
                .foreign_key(&mut refers("group_members", "group_id", "separation_groups", Then::Go))
                .foreign_key(&mut refers("group_members", "detainee_id", "detainees", Then::Go))
                .take(),
        )
        .await?;
    unique(manager, "group_members", &["group_id", "detainee_id"]).await?;
    index(manager, "group_members", &["detainee_id"]).await?;
    manager
        .create_table(
            // Either side is a detainee or a group; the smaller id stands first, so that a pair stands once.
            table("incompatibilities")
                .col(code("one_kind"))
                .col(id("one_id"))
                .col(code("other_kind"))
                .col(id("other_id"))
                .take(),
        )
        .await?;
    unique(manager, "incompatibilities", &["one_id", "other_id"]).await?;
    index(manager, "incompatibilities", &["other_id"]).await?;
    manager
        .create_table(
            table("departures")
                .col(id("detainee_id"))
                .col(id("centre_id"))
                .col(code("why"))
                .col(moment("from_at"))
                .foreign_key(&mut refers("departures", "detainee_id", "detainees", Then::Go))
                .foreign_key(&mut refers("departures", "centre_id", "centres", Then::Go))
                .take(),
        )
        .await?;
    unique(manager, "departures", &["detainee_id", "centre_id"]).await?;
    manager
        .create_table(
            table("working_hours")
                .col(id("person_id"))
                .col(small("weekday"))
                .col(small("from_minute"))
                .col(small("to_minute"))
                .check(Expr::col("weekday").between(0, 6))
                .check(Expr::col("from_minute").lt(Expr::col("to_minute")))
                .foreign_key(&mut refers("working_hours", "person_id", "people", Then::Go))
                .take(),
        )
        .await?;
    index(manager, "working_hours", &["person_id"]).await
}

async fn holds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            // The holder is a draft, or an appointment while it moves: no foreign key serves for both. What has lapsed
            // goes when it is next in the way, at the latest with the hourly tidying.
            table("holds")
                .col(id("holder_id"))
                .col(id("centre_id"))
                .col(code("resource_kind"))
                .col(id("resource_id"))
                .col(moment("starts_at"))
                .col(moment("ends_at"))
                .col(moment("expires_at"))
                .check(Expr::col("starts_at").lt(Expr::col("ends_at")))
                .check(Expr::col("ends_at").sub(Expr::col("starts_at")).lte(86_400))
                .foreign_key(&mut refers("holds", "centre_id", "centres", Then::Go))
                .take(),
        )
        .await?;
    index(manager, "holds", &["holder_id"]).await?;
    index(manager, "holds", &["expires_at"]).await?;
    index(manager, "holds", &["resource_kind", "resource_id", "starts_at"]).await?;
    each(manager, &[REFUSE_HOLD], &[EXCLUDE_HOLD]).await
}

// Two drafts never hold the same thing at the same time: one of two who choose a slot at once is told at once.
const EXCLUDE_HOLD: &str = "ALTER TABLE holds ADD CONSTRAINT hold_overlap EXCLUDE USING gist \
     (resource_kind WITH =, resource_id WITH =, int8range(starts_at, ends_at) WITH &&)";

const REFUSE_HOLD: &str = "CREATE TRIGGER holds_refuse_insert BEFORE INSERT ON holds WHEN \
     (SELECT h.ends_at FROM holds h WHERE h.resource_kind = NEW.resource_kind \
          AND h.resource_id = NEW.resource_id AND h.starts_at < NEW.ends_at \
          ORDER BY h.starts_at DESC LIMIT 1) > NEW.starts_at \
     BEGIN SELECT RAISE(ABORT, 'reservation_overlap'); END";
