//! Opening the store and bringing its schema up to date.

use std::{fs, path::Path, time::Duration};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// How long a request waits for its turn or a connection before it is told that the store cannot be reached, where
/// people wait for the answer: on a disk as slow as those of small machines, others that write first take seconds.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long SQLite waits for the one writer.
const BUSY: Duration = Duration::from_secs(2);
/// The longest a statement may run on PostgreSQL.
const STATEMENT: Duration = Duration::from_secs(15);
/// A connection that rested longer than this is tried before it is used: after a restart of the database only those
/// in use fail.
const RESTED: Duration = Duration::from_millis(500);

/// When what was acknowledged is safe from a power cut. A crash of the program alone never loses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// At once: power cuts are frequent where this runs.
    AtOnce,
    /// Moments later, and with the next change that is safe at once: for what can be made again, such as demo data.
    /// Waiting for the disk after each of thousands of small changes takes minutes where disks are slow.
    Later,
}

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Neither `sqlite://…` nor `postgres://…`.
    #[error("the database's address begins with sqlite:// or postgres://")]
    UnknownScheme,
    /// The directory of the SQLite file cannot be made.
    #[error("the directory of the database cannot be made: {0}")]
    Directory(std::io::Error),
    /// The database refused.
    #[error("the database does not answer: {0}")]
    Database(#[from] DbErr),
}

/// Opens the store at `url`: `sqlite://path?mode=rwc` or `postgres://user:password@host/database`. Whoever finds all
/// connections taken waits for one as long as `patience`.
///
/// # Errors
/// If the address is neither, the file's directory cannot be made, or the database does not answer.
pub async fn connect(
    url: &str,
    durability: Durability,
    patience: Duration,
) -> Result<DatabaseConnection, ConnectError> {
    let mut options = ConnectOptions::new(url);
    options
        .acquire_timeout(patience)
        .connect_timeout(patience)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(RESTED);
    if url.starts_with("sqlite:") {
        make_directory(url).map_err(ConnectError::Directory)?;
        make_file(url);
        options.max_connections(8).min_connections(1).map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(match durability {
                    Durability::AtOnce => SqliteSynchronous::Full,
                    Durability::Later => SqliteSynchronous::Normal,
                })
                .busy_timeout(BUSY)
                .foreign_keys(true)
        });
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        options.max_connections(24).min_connections(1).statement_timeout(STATEMENT).set_application_name("telesala");
        if durability == Durability::Later {
            options.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "off")]));
        }
    } else {
        return Err(ConnectError::UnknownScheme);
    }
    Ok(Database::connect(options).await?)
}

/// Brings the schema up to date.
///
/// # Errors
/// If the database refuses a step; on both databases the steps before it stay and the refused one leaves no trace.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await
}

fn make_directory(url: &str) -> std::io::Result<()> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or_default();
    match Path::new(path).parent() {
        Some(directory) if !path.starts_with(':') && !directory.as_os_str().is_empty() => fs::create_dir_all(directory),
        _ => Ok(()),
    }
}

/// Makes the file of a new database, for its owner alone: SQLite would let everybody on the machine read it. The files
/// that SQLite puts beside it get the same permissions. What cannot be made is for SQLite to refuse.
fn make_file(url: &str) {
    let Ok(sqlite) = url.parse::<SqliteConnectOptions>() else { return };
    if !url.contains("mode=rwc") || url.contains(":memory:") {
        return;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // One that is there already keeps the permissions that its owner gave it.
    let _ = options.open(sqlite.get_filename());
}
