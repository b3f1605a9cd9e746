//! The command line.

use std::{
    fmt::Display,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    config::{Config, Options},
    startup::StartError,
    telemetry,
};

mod accounts;
mod demo;
mod import;
mod migrate;

pub use accounts::AccountCommand;
pub use migrate::MigrateCommand;

/// Telesala books virtual hearings and teleconsultations for penal centres: courts find a slot at which everybody and a
/// room are free, lawyers confirm from a link, everyone's devices are checked in the browser, and the centre sees live what
/// is ready and what is not.
///
/// To look at it: `telesala serve --demo`, then open the address it prints.
#[derive(Debug, Parser)]
#[command(name = "telesala", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages until told to stop (SIGTERM or Ctrl-C; requests that were begun are finished)
    Serve(ServeOptions),
    /// Bring the database's schema up to date, take it back, or say where it stands
    Migrate {
        #[command(subcommand)]
        command: Option<MigrateCommand>,
    },
    /// Load the fictional demo data into an empty database
    Demo,
    /// Import centres, rooms, kits, agencies, people and detainees from CSV files (docs/IMPORT.md says how they look)
    Import {
        /// Only say what would be imported and what is wrong; keep nothing
        #[arg(long)]
        dry_run: bool,
        /// The language of the report: es or en
        #[arg(long, default_value = "es", value_name = "CODE")]
        language: String,
        /// The files, in any order
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Make and change accounts; there is no page for it
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
}

/// How to serve.
#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub struct ServeOptions {
    /// Load the fictional demo data first, if the database is empty
    #[arg(long)]
    pub demo: bool,
    /// Bring the schema up to date first; without this, a PostgreSQL database with an older schema is
    /// refused (SQLite is always brought up to date)
    #[arg(long)]
    pub migrate: bool,
}

/// Does what the command line asks.
///
/// # Errors
/// One line that says what stands in the way.
pub async fn run(cli: Cli) -> Result<ExitCode, StartError> {
    let config = Config::gather(&cli.options, |name| std::env::var(name).ok())?;
    telemetry::begin(&config)?;
    match cli.command {
        Command::Serve(how) => crate::serving::serve(config, how).await.map(|()| ExitCode::SUCCESS),
        Command::Migrate { command } => migrate::run(&config, command.unwrap_or(MigrateCommand::Up)).await,
        Command::Demo => demo::run(&config).await,
        Command::Import { dry_run, language, files } => import::run(&config, &files, dry_run, &language).await,
        Command::Account { command } => accounts::run(&config, command).await,
    }
}

/// Says something to whoever started the program. That they have stopped listening (`telesala demo | head -1`) is no
/// reason to fail.
pub(crate) fn say(words: impl Display) {
    let _ = writeln!(io::stdout(), "{words}");
}
