//! The configuration file: TOML, one key a setting. A key that nobody knows is an error, because a misspelt setting that
//! is silently ignored is found too late.

use std::path::Path;

use serde::Deserialize;

use super::ConfigError;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileKeys {
    pub(super) addr: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) database: Option<String>,
    pub(super) smtp_url: Option<String>,
    pub(super) mail_from: Option<String>,
    pub(super) site: Option<String>,
    pub(super) tls_cert: Option<String>,
    pub(super) tls_key: Option<String>,
    pub(super) tls_self_signed: Option<bool>,
    pub(super) log: Option<String>,
    pub(super) log_format: Option<String>,
    pub(super) trusted_proxies: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) media_addr: Option<String>,
    pub(super) media_announced: Option<String>,
    pub(super) media_full_ice: Option<bool>,
    pub(super) media_checks: Option<i64>,
    pub(super) turn_urls: Option<String>,
    pub(super) stun_urls: Option<String>,
}

impl FileKeys {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(name.clone(), error.to_string()))?;
        toml::from_str(&text).map_err(|error| {
            // Only the message and the line: the error's own display quotes the line, which may hold a password.
            let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            let place = line.map_or_else(|| name.clone(), |line| format!("{name}, line {line},"));
            ConfigError::File(place, error.message().replace('\n', " "))
        })
    }
}
