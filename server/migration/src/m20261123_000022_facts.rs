//! A mark that becomes another with every change of what changes seldom: whoever remembers such facts knows by it whether
//! they still hold.

use sea_orm_migration::prelude::*;

use crate::{
    backend::{each, is_sqlite},
    columns::{drop_all, id},
};

/// A mark that becomes another with every change of what changes seldom.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The tables that hold what changes seldom. A later step that makes one of them anew makes its triggers anew, too.
const TABLES: [&str; 15] = [
    "agencies",
    "centre_rules",
    "centres",
    "counts",
    "departures",
    "detainees",
    "group_members",
    "holidays",
    "incompatibilities",
    "kits",
    "notice_periods",
    "people",
    "room_hours",
    "rooms",
    "working_hours",
];

/// What SQLite has a trigger for, of each kind one.
const EVENTS: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // The mark is random and not a number that grows: what a transaction that is rolled back has numbered, another would
    // number again, and mean something else by it.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("facts")
                    .col(ColumnDef::new("id").small_integer().not_null().primary_key().check(Expr::col("id").eq(1)))
                    .col(id("mark"))
                    .take(),
            )
            .await?;
        let mut postgres = vec![FIRST_POSTGRES.to_owned(), FUNCTION.to_owned()];
        // Once a statement: what an import writes is thousands of rows.
        postgres.extend(TABLES.iter().map(|table| {
            format!(
                "CREATE TRIGGER {table}_mark_facts AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} \
                 FOR EACH STATEMENT EXECUTE FUNCTION mark_facts()"
            )
        }));
        let mut sqlite = vec![FIRST_SQLITE.to_owned()];
        sqlite.extend(of_sqlite().map(|(name, table, event)| {
            format!("CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN UPDATE facts SET mark = randomblob(16); END")
        }));
        all(manager, &sqlite, &postgres).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite: Vec<_> = of_sqlite().map(|(name, ..)| format!("DROP TRIGGER {name}")).collect();
        let mut postgres: Vec<_> =
            TABLES.iter().map(|table| format!("DROP TRIGGER {table}_mark_facts ON {table}")).collect();
        postgres.push("DROP FUNCTION mark_facts()".to_owned());
        all(manager, &sqlite, &postgres).await?;
        drop_all(manager, &["facts"]).await
    }
}

/// The triggers of SQLite: name, table, event.
fn of_sqlite() -> impl Iterator<Item = (String, &'static str, &'static str)> {
    let of = |table: &'static str| {
        EVENTS.into_iter().map(move |event| (format!("{table}_mark_facts_{}", event.to_lowercase()), table, event))
    };
    TABLES.into_iter().flat_map(of)
}

async fn all(manager: &SchemaManager<'_>, sqlite: &[String], postgres: &[String]) -> Result<(), DbErr> {
    let statements = if is_sqlite(manager) { sqlite } else { postgres };
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    each(manager, &statements, &statements).await
}

const FIRST_SQLITE: &str = "INSERT INTO facts (id, mark) VALUES (1, randomblob(16))";
const FIRST_POSTGRES: &str = "INSERT INTO facts (id, mark) VALUES (1, gen_random_uuid())";

const FUNCTION: &str = "CREATE FUNCTION mark_facts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     UPDATE facts SET mark = gen_random_uuid(); RETURN NULL; END $$";
