//! The stream of changes. The browser reconnects by itself after a broken line; after a refusal (a server that is just
//! starting, a session that ended) it would give up, so then we try again ourselves, ever more seldom.

use std::{cell::RefCell, rc::Rc};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use shared::day::LiveEvent;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

/// What the stream tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The line stands.
    Opened,
    /// Something changed.
    Changed,
    /// Changes were missed; everything must be fetched again.
    Missed,
    /// The line is broken; it is being tried again.
    Broken,
    /// Too many lines are open; it is being tried again after a while.
    Full,
}

/// An open stream; dropping it closes it.
pub struct Stream {
    _line: Rc<RefCell<LineOpen>>,
}

struct LineOpen {
    source: Option<EventSource>,
    listeners: Vec<EventListener>,
    retry: Option<Timeout>,
    tries: u32,
    after: Option<i64>,
    /// Whether there were too many the last time.
    full: bool,
}

/// How long it takes until there may be fewer, in milliseconds.
const FEWER: u32 = 30_000;
/// How long it takes at most until it is known that there are still too many, in milliseconds.
const KNOWN: u32 = 1_000;

impl Drop for LineOpen {
    fn drop(&mut self) {
        if let Some(source) = &self.source {
            source.close();
        }
    }
}

impl Stream {
    /// Opens the stream after the event with the number `after`.
    pub fn open(after: i64, tell: impl Fn(News) + 'static) -> Self {
        Self::open_after(Some(after), tell)
    }

    /// Opens the stream for whatever happens from now on.
    pub fn open_now(tell: impl Fn(News) + 'static) -> Self {
        Self::open_after(None, tell)
    }

    fn open_after(after: Option<i64>, tell: impl Fn(News) + 'static) -> Self {
        let line = LineOpen { source: None, listeners: Vec::new(), retry: None, tries: 0, after, full: false };
        let line = Rc::new(RefCell::new(line));
        connect(&line, Rc::new(tell));
        Self { _line: line }
    }
}

fn connect(line: &Rc<RefCell<LineOpen>>, tell: Rc<dyn Fn(News)>) {
    let address = line.borrow().after.map_or_else(|| "/live".to_owned(), |after| format!("/live?after={after}"));
    let Ok(source) = EventSource::new(&address) else { return };
    let opened = {
        let (line, tell) = (Rc::downgrade(line), Rc::clone(&tell));
        EventListener::new(&source, "open", move |_| {
            if let Some(line) = line.upgrade() {
                let mut open = line.borrow_mut();
                open.tries = 0;
                if open.full {
                    // It opens even if there are still too many, and says so then.
                    let (line, tell) = (Rc::downgrade(&line), Rc::clone(&tell));
                    open.retry = Some(Timeout::new(KNOWN, move || {
                        if let Some(line) = line.upgrade() {
                            line.borrow_mut().full = false;
                        }
                        tell(News::Opened);
                    }));
                    return;
                }
            }
            tell(News::Opened);
        })
    };
    let changed = {
        let (line, tell) = (Rc::downgrade(line), Rc::clone(&tell));
        EventListener::new(&source, "message", move |event| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string());
            let event = text.and_then(|text| serde_json::from_str::<LiveEvent>(&text).ok());
            if let (Some(line), Some(event)) = (line.upgrade(), event) {
                line.borrow_mut().after = Some(event.sequence);
            }
            tell(News::Changed);
        })
    };
    let missed = {
        let tell = Rc::clone(&tell);
        EventListener::new(&source, "lost", move |_| tell(News::Missed))
    };
    let full = {
        let (weak, this, tell) = (Rc::downgrade(line), source.clone(), Rc::clone(&tell));
        EventListener::new(&source, "full", move |_| {
            // Nothing more comes on this one.
            this.close();
            if let Some(line) = weak.upgrade() {
                line.borrow_mut().full = true;
                connect_in(FEWER, &line, Rc::clone(&tell));
            }
            tell(News::Full);
        })
    };
    let broken = {
        let (weak, this) = (Rc::downgrade(line), source.clone());
        EventListener::new(&source, "error", move |_| {
            if let Some(line) = weak.upgrade() {
                let mut open = line.borrow_mut();
                open.retry = None;
                if this.ready_state() == EventSource::CLOSED {
                    let wait = 1000 << open.tries.min(4);
                    open.tries += 1;
                    drop(open);
                    connect_in(wait, &line, Rc::clone(&tell));
                }
            }
            tell(News::Broken);
        })
    };
    let mut open = line.borrow_mut();
    open.source = Some(source);
    open.listeners = vec![opened, changed, missed, full, broken];
}

/// Connects anew after `wait` milliseconds, if the line is still wanted then.
fn connect_in(wait: u32, line: &Rc<RefCell<LineOpen>>, tell: Rc<dyn Fn(News)>) {
    let weak = Rc::downgrade(line);
    let retry = Timeout::new(wait, move || {
        if let Some(line) = weak.upgrade() {
            connect(&line, tell);
        }
    });
    line.borrow_mut().retry = Some(retry);
}
