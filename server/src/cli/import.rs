//! `telesala import`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use locales::texts;
use services::importing::{Source, import};
use shared::{directory::Language, principal::Principal};

use crate::{
    cli::say,
    config::Config,
    startup::{self, StartError},
};

pub(super) async fn run(
    config: &Config,
    files: &[PathBuf],
    dry_run: bool,
    language: &str,
) -> Result<ExitCode, StartError> {
    let language =
        Language::from_code(language).ok_or_else(|| StartError::Refused("the report can be in es or en".to_owned()))?;
    let sources: Vec<Source> = files.iter().map(|file| read(file, language)).collect::<Result<_, _>>()?;
    let house = startup::house(config, startup::public_url(config, config.addr)).await?;
    startup::migrate(&house, false, config).await?;
    let report = import(&house, &Principal::System, &sources, dry_run).await?;
    say(report.text(language).trim_end());
    Ok(if report.sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &Path, language: Language) -> Result<Source, StartError> {
    let name = file.display().to_string();
    match std::fs::read(file) {
        Ok(bytes) => Ok(Source { name, bytes }),
        Err(error) => Err(StartError::Refused(texts(language).import.unreadable(name, error))),
    }
}
