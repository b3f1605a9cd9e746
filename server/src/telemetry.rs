//! Logging. Nothing personal is logged: no names, no paths of personal links, no queries, no secrets.

use std::io;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    config::{Config, LogFormat},
    startup::StartError,
};

/// Begins logging to standard error, as configured.
///
/// # Errors
/// If the filter is none, or logging has begun already.
pub fn begin(config: &Config) -> Result<(), StartError> {
    let refused = |error: &dyn std::fmt::Display| StartError::Refused(format!("TELESALA_LOG: {error}"));
    let filter = EnvFilter::try_new(&config.log).map_err(|error| refused(&error))?;
    let lines = tracing_subscriber::registry().with(filter);
    let begun = match config.log_format {
        LogFormat::Text => {
            let colours = io::IsTerminal::is_terminal(&io::stderr());
            lines.with(fmt::layer().with_ansi(colours).with_writer(io::stderr)).try_init()
        }
        LogFormat::Json => {
            lines.with(fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(io::stderr)).try_init()
        }
    };
    begun.map_err(|error| refused(&error))
}
