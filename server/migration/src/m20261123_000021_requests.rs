//! What appointments were asked for with.

use sea_orm_migration::prelude::*;

use crate::columns::{
    Then, code, drop_all, flag, id, id_or_none, index, moment_or_none, number, refers, table, text_or_none,
};

/// What appointments were asked for with.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // A table, not columns of appointments: few of them were asked for, and SQLite cannot drop a column that refers.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("requests")
                    .col(id("account_id"))
                    .col(id_or_none("person_id"))
                    .col(id("detainee_id"))
                    .col(code("part"))
                    .col(number("minutes"))
                    .col(text_or_none("note"))
                    .col(flag("booked"))
                    .col(moment_or_none("answered_at"))
                    .foreign_key(&mut refers("requests", "id", "appointments", Then::Go))
                    .foreign_key(&mut refers("requests", "account_id", "accounts", Then::Refuse))
                    .foreign_key(&mut refers("requests", "person_id", "people", Then::Refuse))
                    .foreign_key(&mut refers("requests", "detainee_id", "detainees", Then::Refuse))
                    .take(),
            )
            .await?;
        index(manager, "requests", &["account_id"]).await?;
        index(manager, "requests", &["answered_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Without its request, what was only asked for would pass for an appointment that was booked.
        let asked = "DELETE FROM appointments WHERE id IN (SELECT id FROM requests WHERE NOT booked)";
        manager.get_connection().execute_unprepared(asked).await?;
        drop_all(manager, &["requests"]).await
    }
}
