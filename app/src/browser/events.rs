//! The stream of changes. The browser reconnects by itself after a broken line; after a refusal (a server that is just
//! starting, a session that ended) it would give up, so then we try again ourselves, ever more seldom. While nobody looks at
//! the page it hangs up, for the browser has few connections to a server.

use std::{cell::RefCell, rc::Rc};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::document;
use shared::day::LiveEvent;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use super::page;
use crate::live::{Attention, Turn, UNSEEN};

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
    /// Nobody looks at the page: there is no line until somebody does.
    HungUp,
    /// Somebody looks at the page again: the line is being called, and what the page shows is old.
    SeenAgain,
}

/// An open stream; dropping it closes it.
pub struct Stream {
    _line: Rc<RefCell<LineOpen>>,
    _watch: EventListener,
}

struct LineOpen {
    source: Option<EventSource>,
    listeners: Vec<EventListener>,
    attention: Attention,
    /// Hangs up, unless somebody looks at the page before.
    unseen: Option<Timeout>,
    /// Tries again or says what is known by then, unless the line itself tells of something before.
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
/// How long a line that is called again may take before it is told to be broken, in milliseconds. What the page shows is fetched
/// meanwhile in any case.
const CALLS: u32 = 5_000;

impl LineOpen {
    fn close(&mut self) {
        self.listeners.clear();
        self.retry = None;
        if let Some(source) = self.source.take() {
            source.close();
        }
    }
}

impl Drop for LineOpen {
    fn drop(&mut self) {
        self.close();
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
        let attention = Attention::at_first(page::is_visible());
        let line = LineOpen {
            source: None,
            listeners: Vec::new(),
            attention,
            unseen: None,
            retry: None,
            tries: 0,
            after,
            full: false,
        };
        let line = Rc::new(RefCell::new(line));
        let tell: Rc<dyn Fn(News)> = Rc::new(tell);
        if attention == Attention::Seen {
            connect(&line, Rc::clone(&tell));
        } else {
            tell(News::HungUp);
        }
        let watch = {
            let weak = Rc::downgrade(&line);
            EventListener::new(&document(), "visibilitychange", move |_| {
                if let Some(line) = weak.upgrade() {
                    turn(&line, &tell);
                }
            })
        };
        Self { _line: line, _watch: watch }
    }
}

/// The page came into view, or went out of it.
fn turn(line: &Rc<RefCell<LineOpen>>, tell: &Rc<dyn Fn(News)>) {
    let turn = line.borrow_mut().attention.turned(page::is_visible());
    match turn {
        Some(Turn::Wait) => {
            let (weak, tell) = (Rc::downgrade(line), Rc::clone(tell));
            let unseen = Timeout::new(UNSEEN, move || {
                if let Some(line) = weak.upgrade() {
                    hang_up(&line, &tell);
                }
            });
            line.borrow_mut().unseen = Some(unseen);
        }
        Some(Turn::Stay) => line.borrow_mut().unseen = None,
        Some(Turn::Call) => call_again(line, tell),
        None => {}
    }
}

/// Closes the line, if nobody looks at the page still.
fn hang_up(line: &Rc<RefCell<LineOpen>>, tell: &Rc<dyn Fn(News)>) {
    let mut open = line.borrow_mut();
    if !open.attention.waited() {
        return;
    }
    open.close();
    open.tries = 0;
    drop(open);
    tell(News::HungUp);
}

/// Opens the line that was closed, from the last change on that it told of.
fn call_again(line: &Rc<RefCell<LineOpen>>, tell: &Rc<dyn Fn(News)>) {
    connect(line, Rc::clone(tell));
    // That it is not there at once is nothing to tell of.
    let late = {
        let tell = Rc::clone(tell);
        Timeout::new(CALLS, move || tell(News::Broken))
    };
    line.borrow_mut().retry = Some(late);
    tell(News::SeenAgain);
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
                open.retry = None;
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
