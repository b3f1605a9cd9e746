//! The document itself: its language, its address, its clock, whether someone looks at it.

use std::{cell::Cell, future::Future, pin::pin, rc::Rc};

use futures::future::{Either, select};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use leptos::prelude::{document, window};
use shared::directory::Language;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlInputElement};

use super::environment::whole;

/// The language that the server wrote into `<html lang>`.
pub fn language() -> Language {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .and_then(|code| Language::from_code(&code))
        .unwrap_or_default()
}

/// Loads `address` of this site anew, so that everything on the page is that of who just signed in.
pub fn load(address: &str) {
    // A browser that refuses leaves the person on the page, with the link still there.
    let _ = window().location().assign(address);
}

/// Lets the browser itself follow every link from now on.
pub fn leave_links_alone() {
    let first = gloo_events::EventListenerOptions::run_in_capture_phase();
    EventListener::new_with_options(&window(), "click", first, web_sys::Event::stop_propagation).forget();
}

/// Opens the browser's dialogue for printing.
pub fn print() {
    // A browser without one does nothing.
    let _ = window().print();
}

/// Empties the field with this identifier.
pub fn empty_field(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.set_value("");
    }
}

/// Milliseconds since the page was opened, from a clock that is never set back.
pub fn elapsed_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// What `work` gives, if it is done within so many milliseconds.
pub async fn within<T>(milliseconds: u32, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), TimeoutFuture::new(milliseconds)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// What `work` gives, if it is done by `until` on the page's clock.
pub async fn in_time<T>(until: f64, work: impl Future<Output = T>) -> Option<T> {
    within(whole(until - elapsed_ms()), work).await
}

/// Says `body`, a text in JSON, to `address` even while the page is being left; nobody hears the answer. Whether the browser
/// took it on.
pub fn say_leaving(address: &str, body: &str) -> bool {
    let sent = || -> Option<bool> {
        let kind = BlobPropertyBag::new();
        kind.set_type("application/json");
        let said = Array::of1(&JsValue::from_str(body));
        let said = Blob::new_with_str_sequence_and_options(&said, &kind).ok()?;
        window().navigator().send_beacon_with_opt_blob(address, Some(&said)).ok()
    };
    sent() == Some(true)
}

/// Whether the page stays in front of someone: a phone that is locked stops the page, and tells of it before.
pub struct InView {
    left: Rc<Cell<bool>>,
    _leaving: EventListener,
}

impl InView {
    /// From now on.
    pub fn begin() -> Self {
        let left = Rc::new(Cell::new(!is_visible()));
        let seen = Rc::clone(&left);
        let leaving =
            EventListener::new(&document(), "visibilitychange", move |_| seen.set(seen.get() || !is_visible()));
        Self { left, _leaving: leaving }
    }

    /// Whether it was in view all the time.
    pub fn is_unbroken(&self) -> bool {
        !self.left.get()
    }
}

/// Whether the page is in front of someone.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Does `then` whenever the page comes in front of someone again, as long as it is kept.
pub fn on_return(then: impl Fn() + 'static) -> EventListener {
    EventListener::new(&document(), "visibilitychange", move |_| {
        if is_visible() {
            then();
        }
    })
}

/// Waits until the page is in front of someone, until `last` on its clock at the most. Whether it is by then.
pub async fn in_sight_by(last: f64) -> bool {
    while elapsed_ms() < last {
        if is_visible() {
            return true;
        }
        TimeoutFuture::new(250).await;
    }
    false
}

/// Watches whether the page stays in front of someone, as long as it lives.
pub struct Sight {
    lost: Rc<Cell<bool>>,
    _watch: EventListener,
}

impl Sight {
    /// Begins to watch.
    pub fn begin() -> Self {
        let lost = Rc::new(Cell::new(!is_visible()));
        let noticed = lost.clone();
        let watch = EventListener::new(&document(), "visibilitychange", move |_| {
            noticed.set(noticed.get() || !is_visible());
        });
        Self { lost, _watch: watch }
    }

    /// Whether it was in the background meanwhile, be it for a moment.
    pub fn was_lost(&self) -> bool {
        self.lost.get()
    }
}
