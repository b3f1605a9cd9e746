//! Where the mail server is, and whether the way there is secret.
//!
//! The password and the links in letters are worth as much as what they open, so `smtp://` begins with STARTTLS and sends
//! nothing if the server does not offer it. In clear it goes only within this machine, or where the operator says so.

use std::net::IpAddr;

use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, AsyncSmtpTransportBuilder},
};

/// Why a mail server's address is not usable; it holds a password, so it is not repeated.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadServer {
    /// It has another form.
    #[error("expected smtp://USER:PASSWORD@HOST:587 or smtps://…")]
    Form,
    /// The mail library refuses it.
    #[error("{0}")]
    Refused(#[from] smtp::Error),
}

/// Whether letters can be sent through the mail server at `url`, as far as its form shows.
pub fn is_mail_server(url: &str) -> bool {
    transport(url).is_ok()
}

/// Whether letters can come from `text`: an address, perhaps after a name.
pub fn is_sender(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// The way to the mail server at `url`.
pub(super) fn transport(url: &str) -> Result<AsyncSmtpTransportBuilder, BadServer> {
    let url = secured(url).ok_or(BadServer::Form)?;
    Ok(AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)?)
}

/// `url` as the mail library reads it, which takes `smtp://` alone for "in clear"; `None` if it is neither `smtp://` nor
/// `smtps://`, or says something else of TLS than `required`, `opportunistic` or `none`.
fn secured(url: &str) -> Option<String> {
    // A `#` of a password that was not written as %23 would cut off the host.
    if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#') {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let host = host(place);
    if host.is_empty() {
        return None;
    }
    let said = query.split('&').find_map(|pair| pair.strip_prefix("tls="));
    match (scheme.to_ascii_lowercase().as_str(), said) {
        ("smtps", _) | ("smtp", Some("required" | "opportunistic")) => Some(url.to_owned()),
        ("smtp", Some("none")) => Some(format!("smtp://{place}")),
        ("smtp", None) if within_this_machine(host) => Some(format!("smtp://{place}")),
        ("smtp", None) => Some(format!("smtp://{place}?tls=required")),
        _ => None,
    }
}

/// The host in what stands between `://` and `?`, with the brackets of an IPv6 address.
fn host(place: &str) -> &str {
    let authority = place.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.split_once(']') {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn within_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_secret_unless_it_stays_here_or_is_said_not_to_be() {
        let required = [
            "smtp://user:word@mail.example.org:587",
            "smtp://mail.example.org",
            "SMTP://user:word@127.0.0.1@mail.example.org",
            "smtp://localhost:word@mail.example.org",
            "smtp://localhost.example.org",
            "smtp://10.0.0.1:25",
            "smtp://[2001:db8::1]:587",
            "smtp://mail.example.org?x=tls=none",
        ];
        for url in required {
            let secured = secured(url).unwrap_or_else(|| panic!("{url}"));
            assert!(secured.ends_with("?tls=required"), "{url}: {secured}");
        }
        let as_said = [
            ("smtp://user:word@127.0.0.1:25", "smtp://user:word@127.0.0.1:25"),
            ("smtp://127.8.9.1", "smtp://127.8.9.1"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtp://LocalHost", "smtp://LocalHost"),
            ("smtp://mail.example.org:25?tls=none", "smtp://mail.example.org:25"),
            ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org?tls=opportunistic"),
            ("smtp://127.0.0.1?tls=required", "smtp://127.0.0.1?tls=required"),
            ("smtps://user:word@mail.example.org", "smtps://user:word@mail.example.org"),
        ];
        for (url, expected) in as_said {
            assert_eq!(secured(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        for url in [
            "nonsense",
            "ftp://mail.example.org",
            "smtp:mail.example.org",
            "smtp://",
            "smtps://user:word@",
            "smtp://user:word@mail.example.org:port",
            "smtp://user:wo#rd@mail.example.org",
            "smtp://mail.example.org?tls=perhaps",
            " smtp://mail.example.org",
        ] {
            assert!(!is_mail_server(url), "{url}");
        }
        assert!(
            is_mail_server("smtp://user:w%23rd@mail.example.org:587") && is_mail_server("smtps://mail.example.org")
        );
    }

    #[test]
    fn a_sender_is_an_address() {
        assert!(is_sender("telesala@example.org") && is_sender("Telesala <telesala@example.org>"));
        assert!(is_sender("telesala@localhost.localdomain"));
        assert!(!is_sender("nobody") && !is_sender("") && !is_sender("Telesala <nobody>"));
    }
}
