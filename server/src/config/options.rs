//! The flags that every subcommand takes.

#![expect(clippy::doc_markdown, reason = "what looks like documentation is the help that people read in a terminal")]

use std::path::PathBuf;

use clap::Args;

/// Settings. Each can be given as a flag, in the environment or in the configuration file; the first of these counts.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings (a flag counts before the environment, the environment before the file)")]
pub struct Options {
    /// A TOML file with settings; its keys are the names of these flags, with _ for - [env: TELESALA_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to listen [env: TELESALA_ADDR] [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub addr: Option<String>,
    /// The address people reach it at; the links in notices begin with it [env: TELESALA_PUBLIC_URL] [default: where
    /// it listens]
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The database: `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`. A password is safer in the environment
    /// than on the command line, where others can see it [env: DATABASE_URL] [default: `sqlite://data/telesala.sqlite`]
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The mail server: `smtp://USER:PASSWORD@HOST:587`, encrypted by STARTTLS unless the host is this machine or the
    /// address ends in `?tls=none`, or `smtps://…`. Without one, notices are kept and the administrator reads them on
    /// the outbox page [env: TELESALA_SMTP_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// The address that notices come from [env: TELESALA_MAIL_FROM]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The folder with the client's files [env: TELESALA_SITE] [default: target/site, else site beside the binary]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub site: Option<String>,
    /// Serve https with this certificate (PEM, followed by those that sign it) [env: TELESALA_TLS_CERT]
    #[arg(long, global = true, value_name = "FILE")]
    pub tls_cert: Option<String>,
    /// The certificate's key (PEM) [env: TELESALA_TLS_KEY]
    #[arg(long, global = true, value_name = "FILE")]
    pub tls_key: Option<String>,
    /// Serve https with a certificate made here, for a trial on a local network; browsers will warn. It is kept in
    /// data/ and used again [env: TELESALA_TLS_SELF_SIGNED]
    #[arg(long, global = true)]
    pub tls_self_signed: bool,
    /// What to log, such as warn or info,services=debug [env: TELESALA_LOG] [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// How to log: text or json [env: TELESALA_LOG_FORMAT] [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks, separated by commas
    /// [env: TELESALA_TRUSTED_PROXIES] [default: none]
    #[arg(long, global = true, value_name = "NETWORKS")]
    pub trusted_proxies: Option<String>,
    /// The time zone for readers without a place of their own [env: TELESALA_ZONE] [default: America/El_Salvador]
    #[arg(long, global = true, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Where sound and picture are received, over UDP and TCP; off for nowhere. The proxy of the pages does not carry
    /// them [env: TELESALA_MEDIA_ADDR] [default: port 8189 where it listens, or another if that is taken; on every
    /// address if only this machine reaches that and the public URL names another]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub media_addr: Option<String>,
    /// The addresses at which browsers reach that, separated by commas; needed where those are not this machine's own
    /// [env: TELESALA_MEDIA_ANNOUNCED] [default: where it is received; the machine's own if that is on all addresses]
    #[arg(long, global = true, value_name = "ADDRESSES")]
    pub media_announced: Option<String>,
    /// Whether the server also checks the ways itself (full ICE); needed where it stands behind a translator of
    /// addresses [env: TELESALA_MEDIA_FULL_ICE]
    #[arg(long, global = true)]
    pub media_full_ice: bool,
    /// So many people measure their line at once, 1 to 500, with up to 2.5 Mbit/s each way; others are told that the server
    /// is busy. Fewer for a weaker machine or uplink [env: TELESALA_MEDIA_CHECKS] [default: 50]
    #[arg(long, global = true, value_name = "COUNT", allow_negative_numbers = true)]
    pub media_checks: Option<String>,
    /// Relays (TURN servers) for networks that let nothing else through, separated by commas:
    /// turn:HOST:3478?transport=udp, turn:HOST:3478?transport=tcp, turns:HOST:443?transport=tcp. Their shared secret
    /// comes from the environment alone: TELESALA_TURN_SECRET [env: TELESALA_TURN_URLS]
    #[arg(long, global = true, value_name = "URLS")]
    pub turn_urls: Option<String>,
    /// STUN servers, which tell browsers the address by which their network lets them out, separated by commas:
    /// stun:HOST:3478 [env: TELESALA_STUN_URLS]
    #[arg(long, global = true, value_name = "URLS")]
    pub stun_urls: Option<String>,
}
