//! A database for one test, and its end.
//!
//! Making the schema and sowing takes longer than most tests: the first test of a program does it, in a template that the
//! others copy.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};

use super::seeds::{self, Seeds};
use crate::{
    clock::{IdSource, RandomIds},
    db::Durability,
};

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
/// What the names of templates begin with.
const TEMPLATE: &str = "telesala_template_";

/// A database with [`Seeds`], and who and what they are.
pub(super) async fn make(store: Store) -> (Ground, Seeds) {
    let id = RandomIds.next().simple().to_string();
    match store {
        Store::Sqlite => {
            let directory = std::env::temp_dir().join(format!("telesala-test-{id}"));
            fs::create_dir(&directory).expect("the test's directory is made");
            let file = directory.join("telesala.db");
            let seeds = copy_file(&file).await;
            (Ground::Sqlite { url: url_of(&file), directory }, seeds)
        }
        Store::Postgres => {
            let cluster = std::env::var("TELESALA_TEST_POSTGRES").expect(
                "TELESALA_TEST_POSTGRES names a PostgreSQL cluster, such as postgres://postgres@127.0.0.1:5432/postgres",
            );
            let admin = single(&cluster).await;
            let name = format!("telesala_test_{id}");
            run(&admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
            let (template, seeds) = template(&admin, &cluster).await;
            run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            run(&admin, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
            (Ground::Postgres { url: beside(&cluster, &name), admin, name }, seeds)
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

/// Copies the template, which lies beside this test program, to `file`; the first test makes it and takes those of older programs away.
async fn copy_file(file: &Path) -> Seeds {
    let beside = std::env::current_exe().expect("the program has a path");
    let beside = beside.parent().expect("the program lies in a directory");
    let lock = fs::File::create(beside.join(format!("{TEMPLATE}lock"))).expect("the lock's file is made");
    lock.lock().expect("the lock is had");
    let name = format!("{TEMPLATE}{:016x}", program());
    let template = beside.join(&name);
    if !template.exists() {
        for entry in fs::read_dir(beside).expect("it is read").flatten() {
            if entry.file_name().to_string_lossy().starts_with(TEMPLATE) && entry.path().is_dir() {
                fs::remove_dir_all(entry.path()).expect("an older template is taken away");
            }
        }
        let raw = beside.join(format!("{TEMPLATE}raw"));
        fs::create_dir(&raw).expect("the template's directory is made");
        let seeds = sow(&url_of(&raw.join("telesala.db"))).await;
        fs::write(raw.join("seeds.json"), seeds).expect("the seeds are written");
        fs::rename(&raw, &template).expect("the template is whole");
    }
    fs::copy(template.join("telesala.db"), file).expect("the template is copied");
    let seeds = fs::read_to_string(template.join("seeds.json")).expect("the seeds are read");
    serde_json::from_str(&seeds).expect("the seeds are whole")
}

/// The template of this test program on `PostgreSQL`; the first test makes it and drops those of older programs.
async fn template(admin: &DatabaseConnection, cluster: &str) -> (String, Seeds) {
    let name = format!("{TEMPLATE}{:016x}", program());
    let found = templates(admin).await;
    if let Some((_, seeds)) = found.iter().find(|(known, _)| *known == name) {
        return (name, serde_json::from_str(seeds).expect("the seeds are whole"));
    }
    for (old, _) in found {
        run(admin, &format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)")).await;
    }
    let raw = format!("{TEMPLATE}raw");
    run(admin, &format!("CREATE DATABASE {raw}")).await;
    let seeds = sow(&beside(cluster, &raw)).await;
    run(admin, &format!("COMMENT ON DATABASE {raw} IS '{}'", seeds.replace('\'', "''"))).await;
    run(admin, &format!("ALTER DATABASE {raw} RENAME TO {name}")).await;
    (name, serde_json::from_str(&seeds).expect("the seeds are whole"))
}

/// Makes the schema at `url`, sows, and answers the seeds as JSON.
async fn sow(url: &str) -> String {
    let db = crate::db::connect(url, Durability::Later, super::PATIENCE).await.expect("the database opens");
    crate::db::migrate(&db).await.expect("the schema is made");
    let seeds = seeds::sow(&db).await;
    db.close().await.expect("the connections close");
    serde_json::to_string(&seeds).expect("seeds are plain")
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
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

/// All templates of the cluster, and their comments.
async fn templates(admin: &DatabaseConnection) -> Vec<(String, String)> {
    let sql = "SELECT datname::text, COALESCE(shobj_description(oid, 'pg_database'), '') \
         FROM pg_database WHERE starts_with(datname, $1)";
    let statement = Statement::from_sql_and_values(admin.get_database_backend(), sql, [TEMPLATE.into()]);
    let rows = admin.query_all_raw(statement).await.expect("the cluster answers");
    let text = |row: &QueryResult, place| row.try_get_by_index(place).expect("a text");
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
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
