//! From the configuration to a house that services can work in.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use migration::{Migrator, MigratorTrait};
use services::{
    clock::{RandomIds, SystemClock},
    db::{self, ConnectError, Durability},
    house::{House, Settings},
    outbox::Hub,
};
use shared::error::Error;

use crate::{
    config::{Config, ConfigError, Tls},
    demo,
    tls::TlsError,
};

/// What stands in the way of starting, in one line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be reached.
    #[error("{0}")]
    Connect(#[from] ConnectError),
    /// The schema could not be brought up to date, or taken back.
    #[error("the database refused: {0}")]
    Database(#[from] services::db::DbErr),
    /// The schema is older than the program.
    #[error("the database lacks {0} steps of the schema; run `telesala migrate`, or serve with --migrate")]
    Pending(usize),
    /// Somebody else listens there.
    #[error("another program listens on {0} already; stop it, or choose another address with --addr")]
    InUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The client's files are missing.
    #[error("the client's files are not in {0} ({1}); build them with `make build`, or name their folder with --site")]
    Site(String, io::Error),
    /// The media peer.
    #[error("{0}; choose another address with --media-addr, or off")]
    Peer(media::StartError),
    /// The certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A use case refused.
    #[error("{0}")]
    Service(#[from] Error),
    /// Something was asked for that cannot be.
    #[error("{0}")]
    Refused(String),
    /// The operating system.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Opens the database.
///
/// # Errors
/// If it does not answer.
pub async fn connect(config: &Config, durability: Durability) -> Result<services::db::Connection, StartError> {
    let url = config.database.reveal();
    let made = url.starts_with("sqlite:") && !url.contains("mode=") && !url.contains(":memory:");
    let url = match (made, url.contains('?')) {
        (false, _) => url.to_owned(),
        (true, false) => format!("{url}?mode=rwc"),
        (true, true) => format!("{url}&mode=rwc"),
    };
    Ok(db::connect(&url, durability, db::PATIENCE).await?)
}

/// A house on the configured database, with the machine's clock.
///
/// # Errors
/// If the database does not answer.
pub async fn house(config: &Config, public_url: String) -> Result<House, StartError> {
    let settings = Settings {
        public_url,
        zone: config.zone.clone(),
        mail_from: config.mail_from.clone(),
        smtp_url: config.smtp.as_ref().map(|url| url.reveal().to_owned()),
    };
    Ok(House {
        db: connect(config, Durability::AtOnce).await?,
        patience: db::PATIENCE,
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        settings: Arc::new(settings),
        facts: Arc::default(),
        hub: Hub::new(),
        afterwards: Arc::default(),
    })
}

/// Loads the demo data into the empty database of `house` and answers how many appointments there are now.
///
/// # Errors
/// If the database is not empty, or a use case refuses what the story needs.
pub async fn load_demo(house: &House, config: &Config) -> Result<usize, StartError> {
    let quick = House { db: connect(config, Durability::Later).await?, ..house.clone() };
    let loaded = demo::load(&quick).await?;
    quick.db.close().await?;
    Ok(loaded)
}

/// Brings the schema up to date where that is wanted: always on SQLite, whose file is ours alone, and on `PostgreSQL`
/// when `asked`, because there another server may still need the older schema.
///
/// # Errors
/// [`StartError::Pending`] if it is older and nobody asked.
pub async fn migrate(house: &House, asked: bool, config: &Config) -> Result<(), StartError> {
    let pending = Migrator::get_pending_migrations(&house.db).await?.len();
    if pending == 0 {
        return Ok(());
    }
    if !asked && !config.database.reveal().starts_with("sqlite:") {
        return Err(StartError::Pending(pending));
    }
    db::migrate(&house.db).await?;
    tracing::info!(steps = pending, "the schema was brought up to date");
    Ok(())
}

/// The address people reach the server at, when it listens on `addr`: the configured one, else that.
pub fn public_url(config: &Config, addr: SocketAddr) -> String {
    config.public_url.clone().unwrap_or_else(|| {
        let scheme = if config.tls == Tls::Off { "http" } else { "https" };
        // "Everywhere" is no address that a link could lead to.
        let host = if addr.ip().is_unspecified() {
            crate::tls::names::lan_addresses().first().copied().unwrap_or(IpAddr::from([127, 0, 0, 1]))
        } else {
            addr.ip()
        };
        format!("{scheme}://{}", SocketAddr::new(host, addr.port()))
    })
}
