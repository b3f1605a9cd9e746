//! Where settings come from, and which counts.

use std::{fs, path::PathBuf, process::Command};

use server::config::{Config, ConfigError, LogFormat, Options, Tls};

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::write(&path, text).expect("the file can be written");
    path
}

#[test]
fn what_is_usual_holds_without_settings() {
    let config = Config::gather(&Options::default(), |_| None).expect("a sound configuration");
    assert_eq!(config.addr.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database.reveal(), "sqlite://data/telesala.sqlite");
    assert_eq!((config.tls, config.log_format), (Tls::Off, LogFormat::Text));
    assert!(config.smtp.is_none() && config.public_url.is_none());
    assert_eq!(config.media.checks, 50);
}

#[test]
fn how_many_measure_their_line_at_once_can_be_said_anywhere() {
    let path = file("checks.toml", "media_checks = 12\n");
    let options = Options { config: Some(path), ..Options::default() };
    let by_flag = Options { media_checks: Some("8".to_owned()), ..options.clone() };
    let around = |name: &str| (name == "TELESALA_MEDIA_CHECKS").then(|| "500".to_owned());
    let checks = |options: &Options, around: &dyn Fn(&str) -> Option<String>| {
        Config::gather(options, around).expect("a sound configuration").media.checks
    };
    assert_eq!(checks(&options, &|_| None), 12);
    assert_eq!(checks(&options, &around), 500);
    assert_eq!(checks(&by_flag, &around), 8);
    let nobody = Options { config: Some(file("nobody.toml", "media_checks = -1\n")), ..Options::default() };
    let error = Config::gather(&nobody, |_| None).expect_err("fewer than none").to_string();
    assert_eq!(error, "TELESALA_MEDIA_CHECKS is not acceptable: expected a whole number from 1 to 500, not \"-1\"");
}

#[test]
fn a_flag_counts_before_the_environment_and_that_before_the_file() {
    let path = file("all.toml", "addr = \"127.0.0.1:1\"\nzone = \"America/Lima\"\nmail_from = \"file@example.org\"\n");
    let environment = |name: &str| match name {
        "TELESALA_ADDR" => Some("127.0.0.1:2".to_owned()),
        "TELESALA_ZONE" => Some("America/Guayaquil".to_owned()),
        "TELESALA_MAIL_FROM" => Some(String::new()),
        _ => None,
    };
    let options = Options { config: Some(path), addr: Some("127.0.0.1:3".to_owned()), ..Options::default() };
    let config = Config::gather(&options, environment).expect("a sound configuration");
    assert_eq!(config.addr.port(), 3);
    assert_eq!(config.zone.name().0, "America/Guayaquil");
    assert_eq!(config.mail_from, "file@example.org", "an empty variable is no setting");
}

#[test]
fn a_certificate_made_here_counts_before_files_that_are_named_further_off() {
    let path = file("tls.toml", "tls_cert = \"file.pem\"\ntls_key = \"file.key\"\n");
    let options = Options { config: Some(path), ..Options::default() };
    let trial = Options { tls_self_signed: true, ..options.clone() };
    let named = Options { tls_cert: Some("flag.pem".to_owned()), ..trial.clone() };
    let files = |cert: &str, key: &str| Tls::Files { cert: cert.into(), key: key.into() };
    let nothing: &[(&str, &str)] = &[];
    let itself: &[(&str, &str)] = &[("TELESALA_TLS_SELF_SIGNED", "true")];
    let key: &[(&str, &str)] = &[("TELESALA_TLS_KEY", "environment.key")];
    let both: &[(&str, &str)] = &[("TELESALA_TLS_SELF_SIGNED", "true"), ("TELESALA_TLS_KEY", "environment.key")];
    for (options, environment, tls) in [
        (&options, nothing, files("file.pem", "file.key")),
        (&options, key, files("file.pem", "environment.key")),
        (&options, itself, Tls::SelfSigned),
        (&options, both, files("file.pem", "environment.key")),
        (&trial, nothing, Tls::SelfSigned),
        (&trial, key, Tls::SelfSigned),
        (&named, itself, files("flag.pem", "file.key")),
    ] {
        let found = |name: &str| environment.iter().find(|(known, _)| *known == name);
        let lookup = |name: &str| found(name).map(|(_, said)| (*said).to_owned());
        assert_eq!(Config::gather(options, lookup).map(|config| config.tls), Ok(tls), "{options:?} {environment:?}");
    }
}

#[test]
fn an_unknown_key_is_named_and_no_secret_repeated() {
    let path = file("typo.toml", "addr = \"127.0.0.1:1\"\nsmtp_ulr = \"smtp://user:hunter2@host\"\n");
    let options = Options { config: Some(path), ..Options::default() };
    let error = Config::gather(&options, |_| None).expect_err("the key is unknown").to_string();
    assert!(error.contains("smtp_ulr") && error.contains("line 2"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn secrets_are_not_written_out() {
    let options =
        Options { database: Some("postgres://telesala:hunter2@db/telesala".to_owned()), ..Options::default() };
    let config =
        Config::gather(&options, |name| (name == "TELESALA_SMTP_URL").then(|| "smtps://user:hunter2@mail".to_owned()));
    let written = format!("{:?}", config.expect("a sound configuration"));
    assert!(written.contains("postgres://…") && !written.contains("hunter2"), "{written}");
}

#[test]
fn what_is_not_acceptable_names_the_setting() {
    for (options, name) in [
        (Options { addr: Some("8080".to_owned()), ..Options::default() }, "TELESALA_ADDR"),
        (Options { smtp_url: Some("nonsense".to_owned()), ..Options::default() }, "TELESALA_SMTP_URL"),
        (Options { smtp_url: Some("ftp://a:hunter2@mail".to_owned()), ..Options::default() }, "TELESALA_SMTP_URL"),
        (Options { mail_from: Some("nobody".to_owned()), ..Options::default() }, "TELESALA_MAIL_FROM"),
        (Options { zone: Some("Mars".to_owned()), ..Options::default() }, "TELESALA_ZONE"),
        (Options { public_url: Some("telesala.org".to_owned()), ..Options::default() }, "TELESALA_PUBLIC_URL"),
        (Options { public_url: Some("https://a/b".to_owned()), ..Options::default() }, "TELESALA_PUBLIC_URL"),
        (Options { tls_cert: Some("a.pem".to_owned()), ..Options::default() }, "TELESALA_TLS_CERT"),
        (Options { log_format: Some("xml".to_owned()), ..Options::default() }, "TELESALA_LOG_FORMAT"),
        (Options { trusted_proxies: Some("proxy".to_owned()), ..Options::default() }, "TELESALA_TRUSTED_PROXIES"),
        (Options { media_checks: Some("0".to_owned()), ..Options::default() }, "TELESALA_MEDIA_CHECKS"),
        (Options { media_checks: Some("501".to_owned()), ..Options::default() }, "TELESALA_MEDIA_CHECKS"),
        (Options { media_checks: Some("2.5".to_owned()), ..Options::default() }, "TELESALA_MEDIA_CHECKS"),
        (Options { media_checks: Some("many".to_owned()), ..Options::default() }, "TELESALA_MEDIA_CHECKS"),
        (Options { stun_urls: Some("stun:a,stun:a?b".to_owned()), ..Options::default() }, "TELESALA_STUN_URLS"),
        (Options { stun_urls: Some("stun.example.org:3478".to_owned()), ..Options::default() }, "TELESALA_STUN_URLS"),
    ] {
        match Config::gather(&options, |_| None) {
            Err(ConfigError::Value(wrong, why)) => {
                assert_eq!(wrong, name);
                assert!(!why.contains("hunter2"), "{why}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// Runs the binary and answers its exit code and what it wrote to standard error.
fn telesala(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_telesala"))
        .args(arguments)
        .env_remove("DATABASE_URL")
        .output()
        .expect("the binary runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_setting_is_in_the_help() {
    let output = Command::new(env!("CARGO_BIN_EXE_telesala")).args(["serve", "--help"]).output().expect("it runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for name in [
        "TELESALA_ADDR",
        "TELESALA_PUBLIC_URL",
        "DATABASE_URL",
        "TELESALA_SMTP_URL",
        "TELESALA_MAIL_FROM",
        "TELESALA_SITE",
        "TELESALA_TLS_CERT",
        "TELESALA_TLS_KEY",
        "TELESALA_TLS_SELF_SIGNED",
        "TELESALA_LOG",
        "TELESALA_LOG_FORMAT",
        "TELESALA_TRUSTED_PROXIES",
        "TELESALA_ZONE",
        "TELESALA_MEDIA_ADDR",
        "TELESALA_MEDIA_ANNOUNCED",
        "TELESALA_MEDIA_FULL_ICE",
        "TELESALA_MEDIA_CHECKS",
        "TELESALA_TURN_URLS",
        "TELESALA_TURN_SECRET",
        "TELESALA_STUN_URLS",
        "TELESALA_CONFIG",
    ] {
        assert!(help.contains(name), "{name} is not in:\n{help}");
    }
}

#[test]
fn what_stands_in_the_way_is_one_line() {
    let site = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-site", std::process::id()));
    fs::create_dir_all(&site).expect("the folder can be made");
    let manifest = "{\"style\":\"/pkg/a.css\",\"script\":\"/pkg/a.js\",\"wasm\":\"/pkg/a.wasm\",\"font\":null}";
    fs::write(site.join("manifest.json"), manifest).expect("the file can be written");
    let site = site.display().to_string();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = taken.local_addr().expect("its address").to_string();
    for (arguments, says) in [
        (vec!["serve", "--addr", &addr, "--site", &site], "listens on"),
        (vec!["serve", "--site", "/nowhere/at/all"], "make build"),
        (vec!["serve", "--config", "/nowhere.toml"], "/nowhere.toml"),
        (vec!["serve", "--smtp-url", "ftp://x", "--site", &site], "TELESALA_SMTP_URL is not acceptable"),
        (vec!["serve", "--media-checks", "0", "--site", &site], "TELESALA_MEDIA_CHECKS is not acceptable"),
        (vec!["serve", "--mail-from", "nobody", "--site", &site], "TELESALA_MAIL_FROM is not acceptable"),
        (vec!["migrate", "status", "--database", "postgres://127.0.0.1:1/none"], "database"),
        (vec!["migrate", "status", "--database", "mysql://127.0.0.1/none"], "sqlite://"),
    ] {
        let (code, said) = telesala(&arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {said}");
        let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("telesala: ")).collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains(says), "{said}");
    }
}
