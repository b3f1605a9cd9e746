//! Those who check while somebody books. They are a process of their own, behind everything else on the processors: real
//! ones bring their own, and what they cost is not what the server costs. They ask for their answers over a pipe, a line each, and
//! say in the end what they measured.

use std::{
    io::{BufRead, BufReader, Write, stdin},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread::{Builder, JoinHandle, sleep, spawn},
    time::Duration,
};

use media::{Answered, Engine, Purpose};
use serde::{Deserialize, Serialize};
use shared::check::Quality;
use str0m::net::Protocol;

#[expect(dead_code, clippy::unwrap_used, reason = "written for the tests of the peer, which use more of it")]
#[path = "../../../media/tests/it/caller.rs"]
pub mod caller;

use self::caller::{Caller, QUALITY};
use super::lines::Count;

/// As whom the program is started again.
pub const NAME: &str = "callers";
/// How: by the shell, because whoever starts must step back before anything else of it runs.
const BEHIND: &str = "echo 19 > /proc/self/autogroup; exec chrt --idle 0 \"$0\" \"$@\"";
/// How many they are.
pub const MANY: u32 = 50;
/// They arrive this far apart.
const APART: Duration = Duration::from_millis(40);
/// So long a call goes: shorter than the server lets it.
const LASTS: Duration = Duration::from_secs(20);

/// How often a caller counts what came, as the page does.
const COUNTS: Duration = Duration::from_secs(1);

/// What a caller says.
#[derive(Serialize, Deserialize)]
enum Said {
    /// Its offer, with its place among them.
    Offers(u32, String),
    /// What it measured, when its call is over.
    Measured(Quality),
}

/// The process of the callers, and the thread that answers them and keeps what they measured.
pub struct Callers {
    process: Child,
    answering: JoinHandle<Vec<Quality>>,
}

impl Callers {
    /// Starts them; `engine` answers.
    pub fn start(engine: &Arc<Engine>) -> Self {
        let program = std::env::current_exe().expect("it runs");
        // Not merely behind, by `nice`: whoever is only behind keeps a processor for some milliseconds after another wakes up. And in a
        // session of their own: Linux shares the processors out between sessions first.
        let mut command = Command::new("setsid");
        command.args(["sh", "-c", BEHIND]).arg(program).arg(NAME).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("`setsid` is there");
        let said = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut answers = process.stdin.take().expect("a pipe");
        let engine = Arc::clone(engine);
        let answering = spawn(move || {
            let mut measured = Vec::new();
            for line in said.lines() {
                let line = line.expect("a line");
                match serde_json::from_str(&line).expect("what a caller says") {
                    Said::Offers(place, offer) => {
                        let Answered { call, sdp } = engine.answer(&offer, QUALITY).expect("there is room");
                        let answer = serde_json::json!([place, call.to_string(), sdp]);
                        writeln!(answers, "{answer}").expect("they listen");
                    }
                    Said::Measured(quality) => measured.push(quality),
                }
            }
            measured
        });
        Self { process, answering }
    }

    /// Waits until they are done; what each of them measured.
    pub fn join(mut self) -> Vec<Quality> {
        let over = self.process.wait().expect("it was started");
        let measured = self.answering.join().expect("every offer was answered");
        assert!(over.success(), "a caller failed");
        measured
    }
}

/// Calls, in the process of their own.
pub fn run() {
    let (asks, asked) = channel();
    let mut answers: Vec<Sender<Answered>> = Vec::new();
    let threads: Vec<JoinHandle<()>> = (0..MANY)
        .map(|place| {
            let (answer, answered) = channel();
            answers.push(answer);
            let asks = asks.clone();
            let named = Builder::new().name("caller".to_owned());
            named.spawn(move || call(place, &asks, &answered)).expect("a thread")
        })
        .collect();
    drop(asks);
    spawn(move || {
        for line in stdin().lines() {
            let line = line.expect("a line");
            let (place, call, sdp): (usize, String, String) = serde_json::from_str(&line).expect("an answer");
            let call = call.parse().expect("the name of a call");
            answers[place].send(Answered { call, sdp }).expect("somebody waits for it");
        }
    });
    for said in asked {
        println!("{}", serde_json::to_string(&said).expect("numbers and texts"));
    }
    threads.into_iter().try_for_each(JoinHandle::join).expect("no caller fails");
}

fn call(place: u32, asks: &Sender<Said>, answered: &Receiver<Answered>) {
    sleep(APART * place);
    let answer = |offer: &str| {
        asks.send(Said::Offers(place, offer.to_owned())).expect("somebody asks for it");
        answered.recv()
    };
    let mut caller = Caller::ask(Purpose::Quality, Protocol::Udp, None, answer).expect("there is an answer");
    caller.run_until("connected", |got| got.connected);
    let mut count = Count::begin(&mut caller.got);
    while count.lasted() < LASTS {
        caller.run_for(COUNTS);
        count.take(&mut caller.got);
    }
    asks.send(Said::Measured(count.quality())).expect("somebody listens");
    // Else the engine goes on sending to somebody who is gone, while others book alone.
    caller.leave();
}
