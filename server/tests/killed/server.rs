//! A server of our own that is killed, and what is said to it meanwhile.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use app::session::SESSION_COOKIE;
use services::testing::World;
use shared::ports::SignIn;

/// A running server.
pub(super) struct Running {
    child: Child,
    pub(super) host: String,
}

impl Running {
    pub(super) fn start(world: &World, folder: &PathBuf) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_telesala"))
            .args(["serve", "--addr", "127.0.0.1:0", "--site", "site"])
            .current_dir(folder)
            .env("DATABASE_URL", &world.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("Telesala is at http://").expect("it says where it is").to_owned();
        Self { child, host }
    }

    /// Ends it as a power cut would.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A folder to run in, with a site that has no client.
pub(super) fn folder(world: &World) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{}", world.house.ids.next()));
    fs::create_dir_all(folder.join("site/pkg")).unwrap();
    let manifest = "{\"style\":\"/pkg/a.css\",\"script\":\"/pkg/a.js\",\"wasm\":\"/pkg/a.wasm\",\"font\":null}";
    fs::write(folder.join("site/manifest.json"), manifest).unwrap();
    folder
}

/// Posts a plain form as a browser with this cookie does; answers the status.
pub(super) fn submit(host: &str, cookie: &str, path: &str, form: &str) -> u16 {
    try_submit(host, cookie, path, form).unwrap()
}

/// The same; `None` if the connection broke before the answer was there.
pub(super) fn try_submit(host: &str, cookie: &str, path: &str, form: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// A page as a browser with this cookie reads it; in one piece, which HTTP/1.1 does not promise.
pub(super) fn page(host: &str, cookie: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The cookie of the first court's scheduler.
pub(super) async fn signed_in(world: &World) -> String {
    let password = services::testing::PASSWORD.to_owned();
    let sign_in = SignIn { name: "scheduler".to_owned(), password, address: None, device: None };
    format!("{SESSION_COOKIE}={}", world.services.accounts.sign_in(sign_in).await.unwrap().secret)
}
