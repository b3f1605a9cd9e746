//! A participant may leave an appointment: what they were sent stays in the outbox, for whoever asks later.

use sea_orm_migration::prelude::*;

use crate::{
    backend::{each, is_sqlite},
    columns::index,
};

/// Messages outlive their participant.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite = rebuilt("", "SET NULL");
        let sqlite: Vec<&str> = sqlite.iter().map(String::as_str).collect();
        each(manager, &sqlite, &[DROP_KEY, "ALTER TABLE messages ALTER participant_id DROP NOT NULL", FORGET]).await?;
        indexes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Who left cannot come back: their messages go as they would have gone before.
        let sqlite = rebuilt(" NOT NULL", "CASCADE");
        let mut statements = vec![GO_FIRST];
        statements.extend(sqlite.iter().map(String::as_str));
        let postgres = [GO_FIRST, DROP_KEY, "ALTER TABLE messages ALTER participant_id SET NOT NULL", GO];
        each(manager, &statements, &postgres).await?;
        indexes(manager).await
    }
}

const GO_FIRST: &str = "DELETE FROM messages WHERE participant_id IS NULL";
const DROP_KEY: &str = "ALTER TABLE messages DROP CONSTRAINT messages_participant_id_fk";
const FORGET: &str = "ALTER TABLE messages ADD CONSTRAINT messages_participant_id_fk \
     FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE SET NULL";
const GO: &str = "ALTER TABLE messages ADD CONSTRAINT messages_participant_id_fk \
     FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE CASCADE";

/// SQLite changes neither a column nor a reference: the table is made anew and filled from the old one.
fn rebuilt(not_null: &str, then: &str) -> Vec<String> {
    const COLUMNS: &str = "id, appointment_id, participant_id, kind, to_name, to_email, language, subject, body, calendar, \
         calendar_method, delivery, attempts, next_attempt_at, last_error, written_at, sent_at";
    vec![
        format!(
            "CREATE TABLE messages_new (id uuid_text NOT NULL PRIMARY KEY, appointment_id uuid_text NOT NULL, \
             participant_id uuid_text{not_null}, kind text NOT NULL CHECK (kind <> ''), to_name text NOT NULL, \
             to_email text NOT NULL CHECK (to_email <> ''), language text NOT NULL CHECK (language <> ''), \
             subject text NOT NULL, body text NOT NULL, calendar text NOT NULL, calendar_method text NOT NULL, \
             delivery text NOT NULL CHECK (delivery <> ''), attempts integer NOT NULL, next_attempt_at integer NOT NULL, \
             last_error text, written_at integer NOT NULL, sent_at integer, \
             FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE CASCADE, \
             FOREIGN KEY (participant_id) REFERENCES participants (id) ON DELETE {then})"
        ),
        format!("INSERT INTO messages_new ({COLUMNS}) SELECT {COLUMNS} FROM messages"),
        "DROP TABLE messages".to_owned(),
        "ALTER TABLE messages_new RENAME TO messages".to_owned(),
    ]
}

/// The indexes went with SQLite's old table.
async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if !is_sqlite(manager) {
        return Ok(());
    }
    index(manager, "messages", &["delivery", "next_attempt_at"]).await?;
    index(manager, "messages", &["appointment_id"]).await?;
    index(manager, "messages", &["participant_id"]).await
}
