//! The seam between the two databases: the few things that each says in its own words.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Runs the statements of the database at hand, one by one: drivers take one at a time.
pub(crate) async fn each(manager: &SchemaManager<'_>, sqlite: &[&str], postgres: &[&str]) -> Result<(), DbErr> {
    let statements = if is_sqlite(manager) { sqlite } else { postgres };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Whether the database at hand is SQLite.
pub(crate) fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}
