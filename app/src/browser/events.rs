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
}

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
        let line =
            Rc::new(RefCell::new(LineOpen { source: None, listeners: Vec::new(), retry: None, tries: 0, after }));
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
                line.borrow_mut().tries = 0;
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
    let broken = {
        let (weak, this) = (Rc::downgrade(line), source.clone());
        EventListener::new(&source, "error", move |_| {
            tell(News::Broken);
            if this.ready_state() == EventSource::CLOSED
                && let Some(line) = weak.upgrade()
            {
                let weak = weak.clone();
                let tell = Rc::clone(&tell);
                let mut open = line.borrow_mut();
                let wait = 1000 << open.tries.min(4);
                open.tries += 1;
                open.retry = Some(Timeout::new(wait, move || {
                    if let Some(line) = weak.upgrade() {
                        connect(&line, tell);
                    }
                }));
            }
        })
    };
    let mut open = line.borrow_mut();
    open.source = Some(source);
    open.listeners = vec![opened, changed, missed, broken];
}
