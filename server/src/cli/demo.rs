//! `telesala demo`.

use std::process::ExitCode;

use crate::{
    cli::say,
    config::Config,
    demo,
    startup::{self, StartError},
};

pub(super) async fn run(config: &Config) -> Result<ExitCode, StartError> {
    let house = startup::house(config, startup::public_url(config, config.addr)).await?;
    startup::migrate(&house, true, config).await?;
    let loaded = startup::load_demo(&house, config).await?;
    // Only then everything is in the one file that somebody may copy.
    house.db.close().await?;
    say(format_args!("Fictional demo data is loaded: {loaded} appointments."));
    say(demo::accounts::table());
    Ok(ExitCode::SUCCESS)
}
