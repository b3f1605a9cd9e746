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
mod plan;
mod tokens;

pub use accounts::AccountCommand;
pub use migrate::MigrateCommand;
pub use plan::PlanOptions;
pub use tokens::TokenCommand;

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
    /// Plan a whole docket: which of the hearings asked for are held, where and when (docs/PLAN.md)
    Plan(PlanOptions),
    /// Make and change accounts; there is no page for it
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Make, list and revoke the tokens with which programs of courts and clinics use the interface (docs/API.md)
    Token {
        #[command(subcommand)]
        command: TokenCommand,
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

/// Rendering a page can wait for another task; with a single worker that would be for ever.
const LEAST_WORKERS: usize = 4;

/// Does what the command line asks for. Here and not in the binary, so that what runs is compiled beside the pages instead
/// of after them.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let workers = std::thread::available_parallelism().map_or(LEAST_WORKERS, |cores| cores.get().max(LEAST_WORKERS));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("telesala: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line asks.
///
/// # Errors
/// One line that says what stands in the way.
async fn run(cli: Cli) -> Result<ExitCode, StartError> {
    // Planning reads a file and writes another: no setting can stand in its way.
    if let Command::Plan(options) = &cli.command {
        return Ok(plan::run(options));
    }
    let config = Config::gather(&cli.options, |name| std::env::var(name).ok())?;
    telemetry::begin(&config)?;
    match cli.command {
        Command::Serve(how) => crate::serving::serve(config, how).await.map(|()| ExitCode::SUCCESS),
        Command::Migrate { command } => migrate::run(&config, command.unwrap_or(MigrateCommand::Up)).await,
        Command::Demo => demo::run(&config).await,
        Command::Import { dry_run, language, files } => import::run(&config, &files, dry_run, &language).await,
        Command::Plan(options) => Ok(plan::run(&options)),
        Command::Account { command } => accounts::run(&config, command).await,
        Command::Token { command } => tokens::run(&config, command).await,
    }
}

/// Says something to whoever started the program. That they have stopped listening (`telesala demo | head -1`) is no
/// reason to fail.
pub(crate) fn say(words: impl Display) {
    let _ = writeln!(io::stdout(), "{words}");
}
