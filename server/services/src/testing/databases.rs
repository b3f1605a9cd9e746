//! A database for one test, and its end.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::clock::{IdSource, RandomIds};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// A file in the temporary directory.
    Sqlite,
    /// A database of the cluster at `TELESALA_TEST_POSTGRES`.
    Postgres,
}

/// Where a test's database lies.
pub(super) enum Ground {
    Sqlite { url: String, directory: PathBuf },
    Postgres { url: String, admin: DatabaseConnection, name: String },
}

/// One process at a time copies the template, and none while another makes or drops it.
const LOCK: i64 = 7_421_002;

/// An empty SQLite file, or a migrated PostgreSQL database.
pub(super) async fn make(store: Store) -> Ground {
    let id = RandomIds.next().simple().to_string();
    match store {
        Store::Sqlite => {
            let directory = std::env::temp_dir().join(format!("telesala-test-{id}"));
            let url = format!("sqlite://{}?mode=rwc", directory.join("telesala.db").display());
            Ground::Sqlite { url, directory }
        }
        Store::Postgres => {
            let cluster = std::env::var("TELESALA_TEST_POSTGRES").expect(
                "TELESALA_TEST_POSTGRES names a PostgreSQL cluster, such as postgres://postgres@127.0.0.1:5432/postgres",
            );
            let admin = single(&cluster).await;
            let name = format!("telesala_test_{id}");
            run(&admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
            let template = template(&admin, &cluster).await;
            run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            run(&admin, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
            Ground::Postgres { url: beside(&cluster, &name), admin, name }
        }
    }
}

impl Ground {
    pub(super) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url, .. } | Self::Postgres { url, .. } => url,
        }
    }

    /// Takes the database away.
    pub(super) async fn clear(self) {
        match self {
            Self::Sqlite { directory, .. } => {
                if let Err(error) = std::fs::remove_dir_all(&directory) {
                    eprintln!("{} stays: {error}", directory.display());
                }
            }
            Self::Postgres { admin, name, .. } => {
                run(&admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                admin.close().await.expect("the connection closes");
            }
        }
    }
}

/// The migrated template of this test program; it is made by the first test and those of older programs are dropped.
async fn template(admin: &DatabaseConnection, cluster: &str) -> String {
    let name = format!("telesala_template_{:016x}", program());
    let found = names(admin, "telesala\\_template\\_%").await;
    if found.contains(&name) {
        return name;
    }
    for old in found {
        run(admin, &format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)")).await;
    }
    let raw = format!("telesala_template_raw_{}", std::process::id());
    run(admin, &format!("CREATE DATABASE {raw}")).await;
    let db = single(&beside(cluster, &raw)).await;
    crate::db::migrate(&db).await.expect("the schema is made");
    db.close().await.expect("the connection closes");
    run(admin, &format!("ALTER DATABASE {raw} RENAME TO {name}")).await;
    name
}

/// Tells this build of the test program from others, whose schema may differ.
fn program() -> u64 {
    let mut hasher = DefaultHasher::new();
    let path = std::env::current_exe().expect("the program has a path");
    let about = std::fs::metadata(&path).expect("the program is a file");
    path.hash(&mut hasher);
    about.len().hash(&mut hasher);
    about.modified().expect("files have a time").hash(&mut hasher);
    hasher.finish()
}

async fn names(admin: &DatabaseConnection, like: &str) -> Vec<String> {
    let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE $1";
    let statement = Statement::from_sql_and_values(admin.get_database_backend(), sql, [like.into()]);
    let rows = admin.query_all_raw(statement).await.expect("the cluster answers");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// One connection, so that a lock of the session lasts.
async fn single(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the cluster answers")
}

/// The address of another database of the same cluster.
fn beside(cluster: &str, name: &str) -> String {
    let (address, query) = cluster.split_once('?').map_or((cluster, String::new()), |(a, q)| (a, format!("?{q}")));
    let (server, _) = address.rsplit_once('/').expect("the address names a database");
    format!("{server}/{name}{query}")
}
