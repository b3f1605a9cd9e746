//! Appointments with their sites and participants, and the drafts they come from.

use sea_orm_migration::prelude::*;

use crate::columns::{
    Then, code, drop_all, flag, id, id_or_none, index, json, moment, moment_or_none, number, refers, table,
    text_or_none, unique,
};

/// Appointments with their sites and participants, and the drafts they come from.
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
                table("appointments")
                    .col(number("version"))
                    .col(code("kind"))
                    .col(text_or_none("hearing_type"))
                    .col(text_or_none("case_number"))
                    .col(id("agency_id"))
                    .col(code("state"))
                    .col(moment("starts_at"))
                    .col(moment("ends_at"))
                    .col(code("zone"))
                    .col(id_or_none("main_id"))
                    .col(text_or_none("interpreter_language"))
                    .col(text_or_none("resolution"))
                    .col(text_or_none("resolution_date"))
                    .col(text_or_none("resolution_judge"))
                    .col(text_or_none("ground"))
                    .col(text_or_none("accused"))
                    .col(text_or_none("cause"))
                    .col(text_or_none("cause_note"))
                    .col(id_or_none("draft_id").unique_key())
                    .col(id_or_none("created_by"))
                    .col(moment("created_at"))
                    .check(Expr::col("starts_at").lt(Expr::col("ends_at")))
                    .foreign_key(&mut refers("appointments", "agency_id", "agencies", Then::Refuse))
                    .foreign_key(&mut refers("appointments", "main_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("appointments", "created_by", "accounts", Then::Forget))
                    .take(),
            )
            .await?;
        index(manager, "appointments", &["starts_at"]).await?;
        index(manager, "appointments", &["agency_id", "starts_at"]).await?;
        index(manager, "appointments", &["main_id"]).await?;
        manager
            .create_table(
                table("sites")
                    .col(id("appointment_id"))
                    .col(id("centre_id"))
                    .col(id("room_id"))
                    .foreign_key(&mut refers("sites", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("sites", "centre_id", "centres", Then::Refuse))
                    .foreign_key(&mut refers("sites", "room_id", "rooms", Then::Refuse))
                    .take(),
            )
            .await?;
        index(manager, "sites", &["appointment_id"]).await?;
        index(manager, "sites", &["centre_id", "appointment_id"]).await?;
        index(manager, "sites", &["room_id"]).await?;
        manager
            .create_table(
                table("site_detainees")
                    .col(id("site_id"))
                    .col(id("appointment_id"))
                    .col(id("detainee_id"))
                    .foreign_key(&mut refers("site_detainees", "site_id", "sites", Then::Go))
                    .foreign_key(&mut refers("site_detainees", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("site_detainees", "detainee_id", "detainees", Then::Refuse))
                    .take(),
            )
            .await?;
        index(manager, "site_detainees", &["site_id"]).await?;
        index(manager, "site_detainees", &["appointment_id"]).await?;
        index(manager, "site_detainees", &["detainee_id"]).await?;
        manager
            .create_table(
                table("participants")
                    .col(id("appointment_id"))
                    .col(id("person_id"))
                    .col(code("role"))
                    .col(flag("required"))
                    .col(code("attendance"))
                    .col(text_or_none("cause"))
                    .col(text_or_none("note"))
                    .col(moment_or_none("proposed_at"))
                    .col(moment_or_none("answered_at"))
                    .foreign_key(&mut refers("participants", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("participants", "person_id", "people", Then::Refuse))
                    .take(),
            )
            .await?;
        unique(manager, "participants", &["appointment_id", "person_id"]).await?;
        index(manager, "participants", &["person_id", "appointment_id"]).await?;
        manager
            .create_table(
                table("drafts")
                    .col(id("account_id"))
                    .col(json("body"))
                    .col(moment("updated_at"))
                    .col(id_or_none("appointment_id"))
                    .foreign_key(&mut refers("drafts", "account_id", "accounts", Then::Go))
                    .foreign_key(&mut refers("drafts", "appointment_id", "appointments", Then::Forget))
                    .take(),
            )
            .await?;
        index(manager, "drafts", &["account_id", "updated_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["drafts", "participants", "site_detainees", "sites", "appointments"]).await
    }
}
