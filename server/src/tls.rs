//! Serving https: browsers give cameras and microphones only to pages that came securely, also on a centre's own network.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use axum_server::tls_rustls::RustlsConfig;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use services::clock::{Clock, SystemClock};

use crate::config::Tls;

pub mod names;

/// Why https cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or is not what it should be.
    #[error("the certificate {0} or its key {1} cannot be used: {2}")]
    Unusable(String, String, io::Error),
    /// No certificate could be made.
    #[error("a certificate cannot be made: {0}")]
    Unmade(String),
}

/// Where a certificate made here is kept.
const FOLDER: &str = "data/tls";
/// Days for which it serves. Apple's browsers refuse more than 825.
const LIFE_DAYS: i64 = 800;
/// Days before its end when a new one is made.
const RENEW_DAYS: i64 = 60;

/// The means to serve https; `None` for http.
///
/// # Errors
/// If the certificate cannot be read or made.
pub async fn prepare(tls: &Tls) -> Result<Option<RustlsConfig>, TlsError> {
    let (cert, key) = match tls {
        Tls::Off => return Ok(None),
        Tls::Files { cert, key } => (cert.clone(), key.clone()),
        Tls::SelfSigned => self_signed(Path::new(FOLDER))?,
    };
    // Only fails if one was chosen before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match RustlsConfig::from_pem_file(&cert, &key).await {
        Ok(config) => Ok(Some(config)),
        Err(error) => Err(TlsError::Unusable(cert.display().to_string(), key.display().to_string(), error)),
    }
}

/// The certificate kept in `folder` and its key; a new one if there is none, if it ends soon, or if this machine has
/// other names now.
fn self_signed(folder: &Path) -> Result<(PathBuf, PathBuf), TlsError> {
    let unmade = |error: &dyn std::fmt::Display| TlsError::Unmade(error.to_string());
    let (cert, key, about) = (folder.join("cert.pem"), folder.join("key.pem"), folder.join("names.txt"));
    let names = names::own();
    let today = SystemClock.now().0;
    let today = Timestamp::from_second(today).unwrap_or_default().to_zoned(TimeZone::UTC).date();
    let kept = fs::read_to_string(&about).unwrap_or_default();
    if cert.exists() && key.exists() && serves(&kept, &names, today) {
        return Ok((cert, key));
    }
    let end = today.saturating_add(LIFE_DAYS.days());
    let begin = today.saturating_sub(1.day());
    let mut params = CertificateParams::new(names.clone()).map_err(|error| unmade(&error))?;
    let at = |date: Date| {
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        rcgen::date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    params.not_before = at(begin);
    params.not_after = at(end);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Telesala");
    let pair = KeyPair::generate().map_err(|error| unmade(&error))?;
    let made = params.self_signed(&pair).map_err(|error| unmade(&error))?;
    fs::create_dir_all(folder).map_err(|error| unmade(&error))?;
    write_secret(&key, &pair.serialize_pem()).map_err(|error| unmade(&error))?;
    fs::write(&cert, made.pem()).map_err(|error| unmade(&error))?;
    fs::write(&about, format!("{end}\n{}\n", names.join("\n"))).map_err(|error| unmade(&error))?;
    Ok((cert, key))
}

/// Whether the certificate that `kept` tells of is for `names` and does not end soon.
fn serves(kept: &str, names: &[String], today: Date) -> bool {
    let mut lines = kept.lines();
    let lasts = lines
        .next()
        .and_then(|end| end.parse::<Date>().ok())
        .is_some_and(|end| today.saturating_add(RENEW_DAYS.days()) < end);
    let kept: Vec<&str> = lines.collect();
    lasts && names.iter().all(|name| kept.contains(&name.as_str()))
}

/// Writes a file that nobody else may read.
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_used_again() {
        let folder = std::env::temp_dir().join(format!("telesala-tls-{}", std::process::id()));
        let (cert, key) = self_signed(&folder).expect("a certificate can be made");
        let first = fs::read_to_string(&cert).expect("it is there");
        assert!(fs::read_to_string(&key).expect("the key is there").contains("PRIVATE KEY"));
        self_signed(&folder).expect("it is found again");
        assert_eq!(first, fs::read_to_string(&cert).expect("it is still there"));
        fs::remove_dir_all(&folder).expect("it can be removed");
    }

    #[test]
    fn an_old_one_or_one_for_other_names_does_not_serve() {
        let names = ["localhost".to_owned(), "10.0.0.4".to_owned()];
        let today = jiff::civil::date(2027, 1, 1);
        assert!(serves("2027-06-01\nlocalhost\n10.0.0.4\n", &names, today));
        assert!(!serves("2027-02-01\nlocalhost\n10.0.0.4\n", &names, today));
        assert!(!serves("2027-06-01\nlocalhost\n10.0.0.5\n", &names, today));
        assert!(!serves("", &names, today));
    }
}
