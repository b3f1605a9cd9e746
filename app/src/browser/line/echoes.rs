//! Ten messages to the server and back, over a WebSocket.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use shared::check::{
    Signalling,
    pace::{ECHOES_MS, over_by},
    thresholds::{ECHOES, LINE_OPENS_MS},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

use crate::browser::page::{Sight, elapsed_ms, in_sight_by};

/// Between two messages, and between two looks, in milliseconds.
const PAUSE: u32 = 40;

/// What came back: when each message left, and how long it took.
#[derive(Debug, Default)]
struct Post {
    left: Vec<f64>,
    took: Vec<f64>,
}

/// Sends the messages; `came` is told how many came back. What a plain question takes is measured elsewhere.
///
/// In the background browsers give a page a turn once a second, or once a minute: too few came back then, and the line is not at
/// fault. So they are sent once the page is in sight, or never, if that would take longer than a step may.
pub async fn echoes(came: impl Fn(u32)) -> Signalling {
    let last = over_by(elapsed_ms()) - LINE_OPENS_MS - ECHOES_MS;
    while in_sight_by(last).await {
        let sight = Sight::begin();
        let found = sent(&came).await;
        // What came back in time came back in time, seen or not.
        if found.echoes >= ECHOES || !sight.was_lost() {
            return found;
        }
    }
    Signalling { web_socket: true, sent: 0, echoes: 0, median_ms: None, http_ms: None }
}

async fn sent(came: &impl Fn(u32)) -> Signalling {
    let mut found = Signalling { web_socket: false, sent: 0, echoes: 0, median_ms: None, http_ms: None };
    let Some(line) = Line::open() else { return found };
    let begun = elapsed_ms();
    while line.socket.ready_state() == WebSocket::CONNECTING && elapsed_ms() - begun < LINE_OPENS_MS {
        TimeoutFuture::new(PAUSE).await;
    }
    found.web_socket = line.socket.ready_state() == WebSocket::OPEN;
    let begun = elapsed_ms();
    while line.socket.ready_state() == WebSocket::OPEN && elapsed_ms() - begun < ECHOES_MS {
        let (left, back) = line.counts();
        came(back);
        if back >= ECHOES {
            break;
        }
        if left < ECHOES {
            line.post.borrow_mut().left.push(elapsed_ms());
            if line.socket.send_with_str(&left.to_string()).is_err() {
                break;
            }
        }
        TimeoutFuture::new(PAUSE).await;
    }
    (found.sent, found.echoes) = line.counts();
    let mut took = line.post.borrow().took.clone();
    took.sort_unstable_by(f64::total_cmp);
    found.median_ms = took.get(took.len() / 2).copied();
    found
}

/// An open line; dropping it closes it.
struct Line {
    socket: WebSocket,
    post: Rc<RefCell<Post>>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Line {
    fn open() -> Option<Self> {
        let location = web_sys::window()?.location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}/echo", location.host().ok()?)).ok()?;
        let post = Rc::new(RefCell::new(Post::default()));
        let kept = post.clone();
        let heard: Closure<dyn FnMut(MessageEvent)> = Closure::new(move |message: MessageEvent| {
            let Some(place) = message.data().as_string().and_then(|text| text.parse::<usize>().ok()) else { return };
            let mut post = kept.borrow_mut();
            if let Some(left) = post.left.get(place).copied() {
                post.took.push(elapsed_ms() - left);
            }
        });
        socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { socket, post, _heard: heard })
    }

    /// How many messages left, and how many came back.
    fn counts(&self) -> (u32, u32) {
        let post = self.post.borrow();
        let count = |list: &[f64]| u32::try_from(list.len()).unwrap_or(u32::MAX);
        (count(&post.left), count(&post.took).min(count(&post.left)))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        // One that never opened, or is closed, needs no closing.
        let _ = self.socket.close();
    }
}
