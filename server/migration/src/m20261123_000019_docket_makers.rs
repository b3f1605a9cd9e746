//! A list of hearings may come from a program, which has no account: the record says whose token it was.

use sea_orm_migration::prelude::*;

use crate::{
    backend::{each, is_sqlite},
    columns::index,
};

/// A list of hearings need not come from an account.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite = rebuilt("");
        let sqlite: Vec<&str> = sqlite.iter().map(String::as_str).collect();
        each(manager, &sqlite, &["ALTER TABLE dockets ALTER account_id DROP NOT NULL"]).await?;
        indexes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Before, there were no such lists. What they became stays booked.
        let sqlite = rebuilt(" NOT NULL");
        let mut statements = vec![GO_FIRST];
        statements.extend(sqlite.iter().map(String::as_str));
        let postgres = [GO_FIRST, "ALTER TABLE dockets ALTER account_id SET NOT NULL"];
        each(manager, &statements, &postgres).await?;
        indexes(manager).await
    }
}

const GO_FIRST: &str = "DELETE FROM dockets WHERE account_id IS NULL";

/// SQLite does not change a column: the table is made anew and filled from the old one.
fn rebuilt(not_null: &str) -> Vec<String> {
    const COLUMNS: &str = "id, agency_id, account_id, name, stage, version, body, created_at, updated_at";
    vec![
        format!(
            "CREATE TABLE dockets_new (id uuid_text NOT NULL PRIMARY KEY, agency_id uuid_text NOT NULL, \
             account_id uuid_text{not_null}, name text NOT NULL CHECK (name <> ''), \
             stage text NOT NULL CHECK (stage <> ''), version integer NOT NULL, body jsonb_text NOT NULL, \
             created_at integer NOT NULL, updated_at integer NOT NULL, \
             FOREIGN KEY (agency_id) REFERENCES agencies (id) ON DELETE RESTRICT, \
             FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE RESTRICT)"
        ),
        format!("INSERT INTO dockets_new ({COLUMNS}) SELECT {COLUMNS} FROM dockets"),
        "DROP TABLE dockets".to_owned(),
        "ALTER TABLE dockets_new RENAME TO dockets".to_owned(),
    ]
}

/// The index went with SQLite's old table.
async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if !is_sqlite(manager) {
        return Ok(());
    }
    index(manager, "dockets", &["agency_id", "created_at"]).await
}
