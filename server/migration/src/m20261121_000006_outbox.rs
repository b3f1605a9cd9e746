//! What goes out: personal links, messages, live events.

use sea_orm_migration::prelude::*;

use crate::{
    backend::{each, is_sqlite},
    columns::{
        Then, code, drop_all, flag, id, index, json, moment, moment_or_none, number, refers, table, text, text_or_none,
    },
};

/// What goes out: personal links, messages, live events.
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
                table("links")
                    .col(code("secret_hash").unique_key())
                    .col(id("participant_id"))
                    .col(id("appointment_id"))
                    .col(moment("expires_at"))
                    .col(flag("replaced"))
                    .foreign_key(&mut refers("links", "participant_id", "participants", Then::Go))
                    .foreign_key(&mut refers("links", "appointment_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "links", &["participant_id"]).await?;
        index(manager, "links", &["appointment_id"]).await?;
        manager
            .create_table(
                table("messages")
                    .col(id("appointment_id"))
                    .col(id("participant_id"))
                    .col(code("kind"))
                    .col(text("to_name"))
                    .col(code("to_email"))
                    .col(code("language"))
                    .col(text("subject"))
                    .col(text("body"))
                    .col(text("calendar"))
                    .col(text("calendar_method"))
                    .col(code("delivery"))
                    .col(number("attempts"))
                    .col(moment("next_attempt_at"))
                    .col(text_or_none("last_error"))
                    .col(moment("written_at"))
                    .col(moment_or_none("sent_at"))
                    .foreign_key(&mut refers("messages", "appointment_id", "appointments", Then::Go))
                    .foreign_key(&mut refers("messages", "participant_id", "participants", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "messages", &["delivery", "next_attempt_at"]).await?;
        index(manager, "messages", &["appointment_id"]).await?;
        index(manager, "messages", &["participant_id"]).await?;
        let mut sequence = ColumnDef::new("id").big_integer().not_null().primary_key().take();
        if is_sqlite(manager) {
            sequence.auto_increment();
        }
        manager
            .create_table(
                Table::create()
                    .table("live_events")
                    .col(sequence)
                    .col(id("appointment_id"))
                    .col(id("agency_id"))
                    .col(json("centres"))
                    .col(json("people"))
                    .col(moment("at"))
                    .foreign_key(&mut refers("live_events", "appointment_id", "appointments", Then::Go))
                    .take(),
            )
            .await?;
        index(manager, "live_events", &["appointment_id"]).await?;
        index(manager, "live_events", &["at"]).await?;
        each(manager, &[], &[SEQUENCE, NUMBER, NUMBER_TRIGGER]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["live_events", "messages", "links"]).await?;
        each(manager, &[], &["DROP FUNCTION number_live_event()", "DROP SEQUENCE live_event_numbers"]).await
    }
}

// Readers resume after the newest number they saw, so a number must never become visible after a greater one. SQLite has
// one writer; on PostgreSQL the number is drawn under a lock that lasts until the commit.
const SEQUENCE: &str = "CREATE SEQUENCE live_event_numbers";

const NUMBER: &str = "CREATE FUNCTION number_live_event() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN PERFORM pg_advisory_xact_lock(hashtext('live_events')); \
     NEW.id := nextval('live_event_numbers'); RETURN NEW; END $$";

const NUMBER_TRIGGER: &str = "CREATE TRIGGER live_events_number BEFORE INSERT ON live_events \
     FOR EACH ROW EXECUTE FUNCTION number_live_event()";
