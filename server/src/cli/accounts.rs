//! `telesala account`.

use std::{io::BufRead, process::ExitCode};

use clap::Subcommand;
use services::{
    accounts::{self, AccountLine},
    house::House,
};
use shared::{
    civil::written_date_time,
    directory::Language,
    error::{Error, Fault, Problem},
    principal::AccountRole,
    text::TextError,
    zone::Zone,
};

use crate::{
    cli::say,
    config::Config,
    startup::{self, StartError},
};

/// What to do with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account; the password is read from the first line of standard input
    Create {
        /// What to sign in with
        login: String,
        /// The person's name as shown
        #[arg(long)]
        name: String,
        /// scheduler, judge, lawyer, warden, nurse, clinician, administrator or auditor
        #[arg(long)]
        role: String,
        /// The code of the agency they work for (schedulers)
        #[arg(long, value_name = "CODE")]
        agency: Option<String>,
        /// The code of the centre they work in (wardens and nurses)
        #[arg(long, value_name = "CODE")]
        centre: Option<String>,
        /// Their e-mail address, by which they take part in appointments (judges, lawyers and clinicians)
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// The language of their pages: es or en [default: their browser's, until they choose]
        #[arg(long, value_name = "CODE")]
        language: Option<String>,
    },
    /// Give an account another password, read from the first line of standard input, and end its sessions
    Password {
        /// What it signs in with
        login: String,
    },
    /// Take an account out of use and end its sessions; accounts are never deleted, because the record names them
    Deactivate {
        /// What it signs in with
        login: String,
    },
    /// Put an account back into use that was taken out of it
    Activate {
        /// What it signs in with
        login: String,
    },
    /// List the accounts, with the wrong passwords typed in a row and when the last was
    List,
}

pub(super) async fn run(config: &Config, command: AccountCommand) -> Result<ExitCode, StartError> {
    let house = startup::house(config, startup::public_url(config, config.addr)).await?;
    startup::migrate(&house, false, config).await?;
    match command {
        AccountCommand::Create { login, name, role, agency, centre, email, language } => {
            let known = |code: String| Language::from_code(&code).ok_or_else(|| refused("the language is es or en"));
            let new = accounts::NewAccount {
                login,
                name,
                password: password()?,
                role: AccountRole::from_code(&role).ok_or_else(|| refused("no such role"))?,
                agency_code: agency,
                centre_code: centre,
                person_email: email,
                language: language.map(known).transpose()?,
            };
            accounts::create_account(&house, new).await.map_err(|error| said(&error))?;
            say("The account is made.");
        }
        AccountCommand::Password { login } => {
            accounts::set_password(&house, &login, &password()?).await.map_err(|error| said(&error))?;
            say("The password is set; open sessions have ended.");
        }
        AccountCommand::Deactivate { login } => {
            accounts::deactivate(&house, &login).await.map_err(|error| said(&error))?;
            say("The account is out of use; open sessions have ended.");
        }
        AccountCommand::Activate { login } => {
            accounts::set_active(&house, &login, true).await.map_err(|error| said(&error))?;
            say("The account is in use.");
        }
        AccountCommand::List => list(&house).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(house: &House) -> Result<(), StartError> {
    for account in accounts::list(house).await? {
        say(written(&account, &house.settings.zone));
    }
    Ok(())
}

/// An account in one line; its failures are told where there are any, at the time of `zone`.
fn written(account: &AccountLine, zone: &Zone) -> String {
    let AccountLine { login, name, role, active, failures, last_failure } = account;
    let state = if *active { "" } else { "  (out of use)" };
    let last = last_failure.map(|at| format!(", the last at {}", written_date_time(zone.local(at).civil)));
    let failed = if *failures > 0 {
        format!("  (wrong passwords in a row: {failures}{})", last.unwrap_or_default())
    } else {
        String::new()
    };
    format!("{login:20} {role:14} {name}{state}{failed}")
}

fn password() -> Result<String, StartError> {
    use std::io::IsTerminal;
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Password (it shows as you type; a pipe hides it):");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn refused(why: &str) -> StartError {
    StartError::Refused(why.to_owned())
}

/// What services say of a form, in one line.
fn said(error: &Error) -> StartError {
    match error {
        Error::NotFound => refused("there is no such account"),
        Error::Invalid(problems) => refused(&problems.iter().map(problem).collect::<Vec<_>>().join("; ")),
        other => StartError::Service(other.clone()),
    }
}

fn problem(Problem { field, fault }: &Problem) -> String {
    let why = match fault {
        Fault::Missing | Fault::Text(TextError::Empty) => "is needed".to_owned(),
        Fault::Text(error) => error.to_string(),
        Fault::NumberOutside { min, max } => format!("has {min} to {max} characters"),
        Fault::UnknownChoice => "is not known here".to_owned(),
        Fault::Duplicate => "is taken, or the same as the login".to_owned(),
        _ => "is not acceptable".to_owned(),
    };
    format!("{field}: {why}")
}

#[cfg(test)]
mod tests {
    use shared::time::Instant;

    use super::*;

    #[test]
    fn failures_are_told_where_there_are_any() {
        let zone = Zone::named("America/El_Salvador").expect("a known zone");
        let mut account = AccountLine {
            login: "jueza".to_owned(),
            name: "Elena Ceibo".to_owned(),
            role: "judge".to_owned(),
            active: true,
            failures: 0,
            last_failure: Some(Instant(1_795_183_205)),
        };
        assert_eq!(written(&account, &zone), "jueza                judge          Elena Ceibo");
        account.failures = 12;
        let told = "Elena Ceibo  (wrong passwords in a row: 12, the last at 2026-11-20T08:00:05)";
        assert!(written(&account, &zone).ends_with(told), "{}", written(&account, &zone));
        account.active = false;
        assert!(written(&account, &zone).contains("(out of use)  (wrong passwords"), "{}", written(&account, &zone));
    }
}
