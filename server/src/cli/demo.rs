//! `telesala demo`.

use std::process::ExitCode;

use crate::{
    config::Config,
    demo,
    startup::{self, StartError},
};

pub(super) async fn run(config: &Config) -> Result<ExitCode, StartError> {
    let house = startup::house(config, startup::public_url(config, config.addr)).await?;
    startup::migrate(&house, true, config).await?;
    let loaded = demo::load(&house).await?;
    println!("Fictional demo data is loaded: {loaded} appointments.");
    println!("{}", demo::accounts::table());
    Ok(ExitCode::SUCCESS)
}
