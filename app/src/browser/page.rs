//! The document itself: its language, its address, its clock, whether someone looks at it.

use std::{future::Future, pin::pin};

use futures::future::{Either, select};
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
    gloo_events::EventListener::new_with_options(&window(), "click", first, web_sys::Event::stop_propagation).forget();
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

/// Whether the page is in front of someone.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}
