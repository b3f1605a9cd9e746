//! The binary itself, from its first line to its last.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A folder of its own to run in, with a site that has no client.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(folder.join("site/pkg")).expect("the folder can be made");
    let manifest = r#"{"style":"/pkg/a.css","script":"/pkg/a.js","wasm":"/pkg/a.wasm","font":null,
        "texts":{"en":"/pkg/en.txt","es":"/pkg/es.txt"}}"#;
    fs::write(folder.join("site/manifest.json"), manifest).expect("the file can be written");
    fs::write(folder.join("site/pkg/a.css"), "body{}").expect("the file can be written");
    folder
}

/// The running binary and the address it names.
fn start(folder: &Path, more: &[&str]) -> (Child, String) {
    start_logging(folder, more, Stdio::null())
}

/// The same, with its log written to `log`.
fn start_logging(folder: &Path, more: &[&str], log: Stdio) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_telesala"))
        .args(["serve", "--addr", "127.0.0.1:0", "--site", "site"])
        .args(more)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("it says where it is");
    let address = line.trim().strip_prefix("Telesala is at ").expect("it says where it is").to_owned();
    (child, address)
}

/// What the server at `address` answers to a plain request.
fn get(address: &str, path: &str) -> String {
    get_in("es", address, path)
}

/// The same for a browser that prefers `language`.
fn get_in(language: &str, address: &str, path: &str) -> String {
    let host = address.strip_prefix("http://").expect("plain http");
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let headers = format!("Host: {host}\r\nAccept-Language: {language}\r\nConnection: close");
    write!(stream, "GET {path} HTTP/1.1\r\n{headers}\r\n\r\n").expect("it takes the request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// Tells it to stop and answers its exit code and how long it took.
fn stop(mut child: Child) -> (Option<i32>, Duration) {
    let begun = Instant::now();
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(told.success());
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return (status.code(), begun.elapsed());
        }
        if begun.elapsed() > Duration::from_secs(30) {
            child.kill().expect("it can be killed");
            panic!("it did not stop");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn it_serves_on_a_new_database_and_stops_when_told() {
    let folder = folder("serving");
    let (child, address) = start(&folder, &[]);
    let ready = get(&address, "/readyz");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    #[cfg(unix)]
    for name in ["telesala.sqlite", "telesala.sqlite-wal", "telesala.sqlite-shm"] {
        let about = fs::metadata(folder.join("data").join(name)).expect("the database is in use");
        let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions());
        assert_eq!(mode & 0o777, 0o600, "{name} is for its owner alone");
    }
    let style = get(&address, "/pkg/a.css");
    assert!(style.starts_with("HTTP/1.1 200") && style.contains("immutable"), "{style}");
    // A browser keeps its connection open; that must not keep the server.
    let host = address.strip_prefix("http://").expect("plain http").to_owned();
    let idle = TcpStream::connect(&host).expect("it listens");
    let (code, took) = stop(child);
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(15), "{took:?}");
    drop(idle);
    assert!(folder.join("data/telesala.sqlite").exists());
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
fn a_page_names_the_texts_of_its_language_alone() {
    let folder = folder("texts");
    let (child, address) = start(&folder, &[]);
    for (language, own, other) in [("es", "/pkg/es.txt", "/pkg/en.txt"), ("en", "/pkg/en.txt", "/pkg/es.txt")] {
        let page = get_in(language, &address, "/sign-in");
        assert!(page.contains(&format!("fetch(\"{own}\")")) && page.contains(&format!("href=\"{own}\"")), "{page}");
        assert!(!page.contains(other), "{page}");
        // The page behind a notice has no client, and so no need of them.
        let plain = get_in(language, &address, "/confirm/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
        assert!(plain.contains("/pkg/a.css") && !plain.contains(own), "{plain}");
    }
    assert_eq!(stop(child).0, Some(0));
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
fn a_request_that_is_under_way_is_answered_before_it_stops() {
    let folder = folder("under-way");
    let (child, address) = start(&folder, &[]);
    let host = address.strip_prefix("http://").expect("plain http").to_owned();
    let mut stream = TcpStream::connect(&host).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let body = "login=nobody&password=nothing";
    // Who is answered "100 Continue" knows that the body is waited for.
    write!(
        stream,
        "POST /do/sign-in HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .expect("it takes the request");
    let mut words = [0; 25];
    stream.read_exact(&mut words).expect("it asks for the body");
    assert_eq!(&words, b"HTTP/1.1 100 Continue\r\n\r\n");
    let stopping = std::thread::spawn(move || stop(child));
    // It listens no more as soon as it was told.
    while TcpStream::connect(&host).is_ok() {
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(body.as_bytes()).expect("it still takes the body");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 5"), "{answer}");
    assert_eq!(stopping.join().expect("it stops").0, Some(0));
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
fn who_sends_too_much_is_told_so_on_the_same_connection() {
    const PIECE: usize = 64 * 1024;
    const PIECES: usize = 128;
    let folder = folder("too-much");
    let (child, address) = start(&folder, &[]);
    let host = address.strip_prefix("http://").expect("plain http").to_owned();
    let begin = |more: &str| {
        let mut stream = TcpStream::connect(&host).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
        stream.set_write_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
        write!(
            stream,
            "POST /do/sign-in HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{more}\r\n\r\n"
        )
        .expect("it takes the request");
        stream
    };
    let refused = |mut stream: TcpStream| {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    };
    // All of it is sent before anybody looks for an answer, as most programs do.
    let piece = vec![b'x'; PIECE];
    let mut declared = begin(&format!("Content-Length: {}", PIECE * PIECES));
    for _ in 0..PIECES {
        declared.write_all(&piece).expect("it takes the body");
    }
    refused(declared);
    let mut chunked = begin("Transfer-Encoding: chunked");
    for _ in 0..PIECES {
        write!(chunked, "{PIECE:x}\r\n").expect("it takes the body");
        chunked.write_all(&piece).expect("it takes the body");
        chunked.write_all(b"\r\n").expect("it takes the body");
    }
    chunked.write_all(b"0\r\n\r\n").expect("it takes the body");
    refused(chunked);
    // Who waits to be asked for it need not send it.
    refused(begin(&format!("Expect: 100-continue\r\nContent-Length: {}", PIECE * PIECES)));
    assert_eq!(stop(child).0, Some(0));
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
fn a_certificate_of_its_own_is_kept() {
    let folder = folder("tls");
    let (child, address) = start(&folder, &["--tls-self-signed"]);
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    let certificate = fs::read_to_string(folder.join("data/tls/cert.pem")).expect("it is kept");
    assert_eq!(stop(child).0, Some(0));
    let (child, _) = start(&folder, &["--tls-self-signed"]);
    assert_eq!(certificate, fs::read_to_string(folder.join("data/tls/cert.pem")).expect("it is still there"));
    assert_eq!(stop(child).0, Some(0));
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[test]
fn a_media_peer_that_nobody_elsewhere_reaches_is_told_of() {
    let folder = folder("peer");
    let elsewhere = ["--public-url", "https://telesala.example.org"];
    let (nobody, somebody) = (["--media-addr", "127.0.0.1:0"], ["--media-announced", "192.0.2.1"]);
    for (settings, told) in [
        ([elsewhere, nobody].concat(), true),
        // To name another address alone does not help where it listens on none.
        ([elsewhere, nobody, somebody].concat(), true),
        ([elsewhere, ["--media-addr", "0.0.0.0:0"], somebody].concat(), false),
        (nobody.to_vec(), false),
    ] {
        let (mut child, _) = start_logging(&folder, &settings, Stdio::piped());
        let mut log = child.stderr.take().expect("its log");
        assert_eq!(stop(child).0, Some(0));
        let mut said = String::new();
        log.read_to_string(&mut said).expect("it can be read");
        assert!(said.contains("the media peer listens"), "{said}");
        assert_eq!(said.contains("WARN") && said.contains("TELESALA_MEDIA_ADDR"), told, "{settings:?}: {said}");
    }
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}
