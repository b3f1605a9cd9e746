//! `telesala token`.

use std::process::ExitCode;

use clap::Subcommand;
use services::house::{House, Services};
use shared::{
    civil::written_date_time,
    error::{Error, Fault, Problem},
    exchange::NewToken,
    principal::{Grant, Grants, Principal},
    time::Instant,
};

use crate::{
    cli::say,
    config::Config,
    startup::{self, StartError},
};

/// What to do with tokens.
#[derive(Clone, Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it: it is shown this once and never again
    Create {
        /// The code of the agency that the program acts for
        #[arg(long, value_name = "CODE")]
        agency: String,
        /// Which program it is, and where it runs; the record shows it
        #[arg(long)]
        name: String,
        /// What it may do: read, book, change, block, plan; may be given several times
        #[arg(long = "grant", value_name = "GRANT", required = true)]
        grants: Vec<String>,
        /// After how many days it ends; without this it serves until it is revoked
        #[arg(long)]
        days: Option<u16>,
    },
    /// List the tokens, the newest first
    List,
    /// Revoke a token at once; tokens are never deleted, because the record names them
    Revoke {
        /// Its identifier, as `telesala token list` shows it
        id: String,
    },
}

pub(super) async fn run(config: &Config, command: TokenCommand) -> Result<ExitCode, StartError> {
    let house = startup::house(config, startup::public_url(config, config.addr)).await?;
    startup::migrate(&house, false, config).await?;
    let tokens = Services::new(&house).tokens;
    // Whoever holds the server may do this, as with accounts.
    let who = Principal::System;
    match command {
        TokenCommand::Create { agency, name, grants, days } => {
            let grants = Grants::from_codes(&grants.join(" ")).ok_or_else(|| {
                let known: Vec<_> = Grant::ALL.iter().map(|grant| grant.code()).collect();
                StartError::Refused(format!("the grants are {}", known.join(", ")))
            })?;
            let new = NewToken { agency, name, grants, days };
            let (id, secret) = tokens.create(&who, new).await.map_err(|error| said(&error))?;
            eprintln!("Token {id}. Keep it where only the program reads it; it is not shown again:");
            say(secret);
        }
        TokenCommand::List => list(&house, tokens.list(&who).await?),
        TokenCommand::Revoke { id } => {
            let id = id.parse().map_err(|_| StartError::Refused("that is no identifier of a token".to_owned()))?;
            tokens.revoke(&who, id).await.map_err(|error| said(&error))?;
            say("The token is revoked.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(house: &House, lines: Vec<shared::exchange::TokenLine>) {
    let zone = &house.settings.zone;
    let written = |at: Option<Instant>| at.map_or_else(|| "-".to_owned(), |at| written_date_time(zone.local(at).civil));
    let now = house.clock.now();
    for line in lines {
        let state = match (line.revoked, line.expires) {
            (Some(_), _) => "revoked",
            (None, Some(end)) if end <= now => "ended",
            _ => "serves",
        };
        let (expires, used) = (written(line.expires), written(line.used));
        let grants = line.grants.codes();
        say(format_args!(
            "{}  {:10} {:18} {state:8} ends {expires:19}  used {used:19}  {}",
            line.id, line.agency, grants, line.name
        ));
    }
}

/// What the service says, in one line.
fn said(error: &Error) -> StartError {
    match error {
        Error::NotFound => StartError::Refused("there is no such token".to_owned()),
        Error::Invalid(problems) => {
            let problem = |Problem { field, fault }: &Problem| match fault {
                Fault::UnknownChoice => format!("{field}: is not known here"),
                Fault::NumberOutside { min, max } => format!("{field}: must be {min} to {max}"),
                Fault::Text(error) => format!("{field}: {error}"),
                _ => format!("{field}: is needed"),
            };
            StartError::Refused(problems.iter().map(problem).collect::<Vec<_>>().join("; "))
        }
        other => StartError::Service(other.clone()),
    }
}
