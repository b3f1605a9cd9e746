//! How this installation is set up: flags first, then the environment, then the file, then what is usual.

use std::{fmt, net::SocketAddr, path::PathBuf};

use services::outbox;
use shared::zone::Zone;

mod file;
mod media;
mod networks;
mod options;

pub use media::{Listens, Media};
pub use networks::Network;
pub use options::Options;

use file::FileKeys;

/// Everything the server needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The address people reach it at; `None` means that it follows from where it listens.
    pub public_url: Option<String>,
    /// The database.
    pub database: Secret,
    /// The mail server.
    pub smtp: Option<Secret>,
    /// The address that notices come from.
    pub mail_from: String,
    /// The folder with the client's files.
    pub site: PathBuf,
    /// Whether and how it serves https itself.
    pub tls: Tls,
    /// What is logged, as `tracing` reads it.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<Network>,
    /// The zone for readers without a place of their own.
    pub zone: Zone,
    /// How sound and picture come in.
    pub media: Media,
}

/// Whether and how the server speaks https itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// It speaks http; a proxy may stand before it.
    Off,
    /// With a certificate and its key, as PEM files.
    Files {
        /// The certificate, followed by those that sign it.
        cert: PathBuf,
        /// Its key.
        key: PathBuf,
    },
    /// With a certificate that it makes itself, for a trial on a local network.
    SelfSigned,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// An address that may hold a password: it is never written out.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one who connects with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.split_once("://").map_or("", |(scheme, _)| scheme);
        write!(f, "{scheme}://…")
    }
}

/// Why the configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {0} cannot be read: {1}")]
    Unreadable(String, String),
    /// The file is not sound.
    #[error("the configuration file {0} is not sound: {1}")]
    File(String, String),
    /// A value is not acceptable.
    #[error("{0} is not acceptable: {1}")]
    Value(&'static str, String),
}

impl Config {
    /// Puts the configuration together. `environment` looks a variable up.
    ///
    /// # Errors
    /// If the file cannot be read, has a key that nobody knows, or a value is not acceptable. Secrets are not repeated.
    pub fn gather(options: &Options, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = |name: &str| environment(name).filter(|value| !value.is_empty());
        let file = options.config.clone().or_else(|| environment("TELESALA_CONFIG").map(PathBuf::from));
        let keys = file.as_deref().map_or_else(|| Ok(FileKeys::default()), FileKeys::read)?;
        let pick = |flag: &Option<String>, name: &str, key: &Option<String>| {
            flag.clone().or_else(|| environment(name)).or_else(|| key.clone()).filter(|value| !value.is_empty())
        };

        let addr = pick(&options.addr, "TELESALA_ADDR", &keys.addr).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let addr = addr.parse().map_err(|_| wrong("TELESALA_ADDR", "expected ADDRESS:PORT, such as 0.0.0.0:8080"))?;
        let public_url =
            pick(&options.public_url, "TELESALA_PUBLIC_URL", &keys.public_url).map(|url| base(&url)).transpose()?;
        let database = pick(&options.database, "DATABASE_URL", &keys.database)
            .unwrap_or_else(|| "sqlite://data/telesala.sqlite".to_owned());
        let smtp = pick(&options.smtp_url, "TELESALA_SMTP_URL", &keys.smtp_url).map(Secret);
        if smtp.as_ref().is_some_and(|url| !outbox::is_mail_server(url.reveal())) {
            return Err(wrong("TELESALA_SMTP_URL", "expected smtp://USER:PASSWORD@HOST:587 or smtps://…"));
        }
        let mail_from = pick(&options.mail_from, "TELESALA_MAIL_FROM", &keys.mail_from)
            .unwrap_or_else(|| "telesala@localhost.localdomain".to_owned());
        if !outbox::is_sender(&mail_from) {
            return Err(wrong("TELESALA_MAIL_FROM", "expected an address, such as telesala@example.org"));
        }
        let site = pick(&options.site, "TELESALA_SITE", &keys.site).map_or_else(usual_site, PathBuf::from);
        let log = pick(&options.log, "TELESALA_LOG", &keys.log).unwrap_or_else(|| "info".to_owned());
        let format = pick(&options.log_format, "TELESALA_LOG_FORMAT", &keys.log_format);
        let log_format = match format.as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => return Err(wrong("TELESALA_LOG_FORMAT", "expected text or json")),
        };
        let proxies = pick(&options.trusted_proxies, "TELESALA_TRUSTED_PROXIES", &keys.trusted_proxies);
        let trusted_proxies = networks::read(proxies.as_deref().unwrap_or_default())
            .ok_or_else(|| wrong("TELESALA_TRUSTED_PROXIES", "expected addresses or networks, such as 10.0.0.0/8"))?;
        let zone = pick(&options.zone, "TELESALA_ZONE", &keys.zone).unwrap_or_else(|| "America/El_Salvador".to_owned());
        let zone = Zone::named(&zone).ok_or_else(|| wrong("TELESALA_ZONE", "expected an IANA time zone"))?;
        let switched = |flag: bool, name: &'static str, key: Option<bool>| match environment(name) {
            _ if flag => Ok(true),
            Some(word) => truth(&word).ok_or_else(|| wrong(name, "expected true or false")),
            None => Ok(key.unwrap_or_default()),
        };
        let self_signed = switched(options.tls_self_signed, "TELESALA_TLS_SELF_SIGNED", keys.tls_self_signed)?;
        let cert = pick(&options.tls_cert, "TELESALA_TLS_CERT", &keys.tls_cert).map(PathBuf::from);
        let key = pick(&options.tls_key, "TELESALA_TLS_KEY", &keys.tls_key).map(PathBuf::from);
        // Which of the two it is, is one setting: files that are named further off give way.
        let by_flag = options.tls_cert.is_some() || options.tls_key.is_some();
        let around = |name: &str| environment(name).is_some();
        let by_environment = around("TELESALA_TLS_CERT") || around("TELESALA_TLS_KEY");
        let nearest = options.tls_self_signed || (self_signed && around("TELESALA_TLS_SELF_SIGNED") && !by_environment);
        let tls = match (cert, key, self_signed) {
            _ if nearest && !by_flag => Tls::SelfSigned,
            (Some(cert), Some(key), _) => Tls::Files { cert, key },
            (None, None, true) => Tls::SelfSigned,
            (None, None, false) => Tls::Off,
            _ => return Err(wrong("TELESALA_TLS_CERT", "certificate and key belong together")),
        };
        let media = Media::read(media::Said {
            addr: pick(&options.media_addr, "TELESALA_MEDIA_ADDR", &keys.media_addr),
            announced: pick(&options.media_announced, "TELESALA_MEDIA_ANNOUNCED", &keys.media_announced),
            full_ice: switched(options.media_full_ice, "TELESALA_MEDIA_FULL_ICE", keys.media_full_ice)?,
            checks: pick(
                &options.media_checks,
                "TELESALA_MEDIA_CHECKS",
                &keys.media_checks.map(|checks| checks.to_string()),
            ),
            relays: pick(&options.turn_urls, "TELESALA_TURN_URLS", &keys.turn_urls),
            secret: environment("TELESALA_TURN_SECRET"),
            stun: pick(&options.stun_urls, "TELESALA_STUN_URLS", &keys.stun_urls),
        })?;
        let database = Secret(database);
        Ok(Self {
            addr,
            public_url,
            database,
            smtp,
            mail_from,
            site,
            tls,
            log,
            log_format,
            trusted_proxies,
            zone,
            media,
        })
    }
}

fn wrong(name: &'static str, why: &str) -> ConfigError {
    ConfigError::Value(name, why.to_owned())
}

fn truth(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// A base for links: http or https, with a host, without anything after it.
fn base(url: &str) -> Result<String, ConfigError> {
    let why = "expected https://HOST or http://HOST, without a path";
    let url = url.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err(wrong("TELESALA_PUBLIC_URL", why)),
    }
}

/// Where the build puts the client's files, else beside the binary.
fn usual_site() -> PathBuf {
    let built = PathBuf::from("target/site");
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join("site"));
    if built.is_dir() { built } else { beside().unwrap_or(built) }
}
