//! A mail server of a few lines on the loopback: it speaks just enough SMTP (RFC 5321) and keeps what it took.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it answers to `RCPT TO`.
pub(super) type Rule = Box<dyn Fn(usize) -> &'static str + Send + Sync>;

/// A letter that was taken: the recipient's line and the text.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) text: String,
}

/// The server.
pub(super) struct Smtp {
    pub(super) url: String,
    state: Arc<State>,
}

struct State {
    rule: Rule,
    tries: Mutex<usize>,
    letters: Mutex<Vec<Letter>>,
    heard: Mutex<Vec<String>>,
}

impl Smtp {
    /// Takes everything.
    pub(super) async fn willing() -> Self {
        Self::with(Box::new(|_| "250 OK")).await
    }

    /// Answers the recipient of each try by `rule`, counted from 0.
    pub(super) async fn with(rule: Rule) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let state =
            Arc::new(State { rule, tries: Mutex::default(), letters: Mutex::default(), heard: Mutex::default() });
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&serving)));
            }
        });
        Self { url, state }
    }

    pub(super) fn letters(&self) -> Vec<Letter> {
        self.state.letters.lock().unwrap().clone()
    }

    /// The commands that came, all in clear: it speaks no TLS.
    pub(super) fn heard(&self) -> Vec<String> {
        self.state.heard.lock().unwrap().clone()
    }

    pub(super) fn tries(&self) -> usize {
        *self.state.tries.lock().unwrap()
    }

    /// Waits until `count` tries were made.
    pub(super) async fn tried(&self, count: usize) {
        until("so many tries", || self.tries() >= count).await;
    }
}

/// Waits until something is so; fails after ten seconds.
pub(super) async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain for {what}");
}

async fn talk(stream: TcpStream, state: Arc<State>) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut to = String::new();
    if writing.write_all(b"220 test\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        state.heard.lock().unwrap().push(line.clone());
        let reply = match verb.as_str() {
            "EHLO" => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME".to_owned(),
            "AUTH" => "235 welcome".to_owned(),
            "RCPT" => {
                to.clone_from(&line);
                let mut tries = state.tries.lock().unwrap();
                *tries += 1;
                (state.rule)(*tries - 1).to_owned()
            }
            "DATA" => {
                if writing.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let mut text = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
                state.letters.lock().unwrap().push(Letter { to: to.clone(), text });
                "250 taken".to_owned()
            }
            "QUIT" => {
                let _ = writing.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => "250 OK".to_owned(),
        };
        if writing.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
