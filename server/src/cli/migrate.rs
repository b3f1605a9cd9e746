//! `telesala migrate`.

use std::process::ExitCode;

use clap::Subcommand;
use migration::{Migrator, MigratorTrait};
use services::db::Durability;

use crate::{
    cli::say,
    config::Config,
    startup::{self, StartError},
};

/// What to do with the schema.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum MigrateCommand {
    /// Bring it up to date (this is what happens without a word)
    Up,
    /// Take back the last N steps; what they hold is lost
    Down {
        /// How many
        steps: u32,
    },
    /// Say which steps are done and which are pending
    Status,
}

pub(super) async fn run(config: &Config, command: MigrateCommand) -> Result<ExitCode, StartError> {
    let db = startup::connect(config, Durability::AtOnce).await?;
    match command {
        MigrateCommand::Up => {
            let pending = Migrator::get_pending_migrations(&db).await?.len();
            Migrator::up(&db, None).await?;
            say(format_args!("The schema is up to date; {pending} steps were pending."));
        }
        MigrateCommand::Down { steps } => {
            Migrator::down(&db, Some(steps)).await?;
            say(format_args!("Taken back: {steps}."));
        }
        MigrateCommand::Status => {
            let pending: Vec<String> =
                Migrator::get_pending_migrations(&db).await?.iter().map(|step| step.name().to_owned()).collect();
            for step in Migrator::migrations() {
                let state = if pending.iter().any(|name| name == step.name()) { "pending" } else { "done" };
                say(format_args!("{state:8} {}", step.name()));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
