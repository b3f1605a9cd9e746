//! The audit record, which only grows, and the device checks.

use sea_orm_migration::prelude::*;

use crate::{
    backend::each,
    columns::{Then, code, drop_all, id_or_none, index, json, moment, refers, small, table, text_or_none},
};

/// The audit record, which only grows, and the device checks.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version = ColumnDef::new("version").integer().take();
        manager
            .create_table(
                // No foreign keys: the record outlives what it tells of.
                table("audit_entries")
                    .col(moment("at"))
                    .col(code("actor_kind"))
                    .col(id_or_none("actor_id"))
                    .col(text_or_none("actor_name"))
                    .col(code("subject_kind"))
                    .col(id_or_none("subject_id"))
                    .col(version)
                    .col(code("event"))
                    .col(json("changes"))
                    .take(),
            )
            .await?;
        index(manager, "audit_entries", &["subject_id", "at"]).await?;
        index(manager, "audit_entries", &["at"]).await?;
        each(
            manager,
            &[
                "CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries \
                 BEGIN SELECT RAISE(ABORT, 'audit_entries_only_grow'); END",
                "CREATE TRIGGER audit_entries_refuse_delete BEFORE DELETE ON audit_entries \
                 BEGIN SELECT RAISE(ABORT, 'audit_entries_only_grow'); END",
            ],
            &[
                "CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 BEGIN RAISE EXCEPTION 'audit_entries_only_grow' USING ERRCODE = 'restrict_violation'; END $$",
                "CREATE TRIGGER audit_entries_refuse_change BEFORE UPDATE OR DELETE ON audit_entries \
                 FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()",
                "CREATE TRIGGER audit_entries_refuse_truncate BEFORE TRUNCATE ON audit_entries \
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()",
            ],
        )
        .await?;
        manager
            .create_table(
                table("device_checks")
                    .col(id_or_none("appointment_id"))
                    .col(id_or_none("participant_id"))
                    .col(id_or_none("room_id"))
                    .col(id_or_none("account_id"))
                    .col(moment("made_at"))
                    .col(moment("expires_at"))
                    .col(small("version"))
                    .col(code("browser"))
                    .col(code("verdict"))
                    .col(json("result"))
                    .col(json("measured"))
                    .foreign_key(&mut refers("device_checks", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("device_checks", "participant_id", "participants", Then::Go))
                    .foreign_key(&mut refers("device_checks", "room_id", "rooms", Then::Go))
                    .foreign_key(&mut refers("device_checks", "account_id", "accounts", Then::Forget))
                    .take(),
            )
            .await?;
        index(manager, "device_checks", &["appointment_id"]).await?;
        index(manager, "device_checks", &["participant_id", "made_at"]).await?;
        index(manager, "device_checks", &["room_id", "made_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["device_checks", "audit_entries"]).await?;
        each(manager, &[], &["DROP FUNCTION refuse_change_of_record()"]).await
    }
}
