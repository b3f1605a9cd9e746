//! Keeping the screen on: a phone that is locked stops the page, and with it what is measured.

use std::{cell::RefCell, rc::Rc};

use gloo_events::EventListener;
use js_sys::{Function, Promise};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{environment::property, media::navigator, page::on_return};

/// The screen stays on as long as this lives, where the browser allows that.
pub struct Awake {
    held: Rc<RefCell<Held>>,
    _seen: EventListener,
}

/// What the browser gave, and whether it is wanted no more: it may come after that.
#[derive(Default)]
struct Held {
    lock: Option<JsValue>,
    over: bool,
}

impl Awake {
    /// From now on. Browsers end it when the page is out of view, so it begins anew when the page is seen again.
    pub fn begin() -> Self {
        let held = Rc::new(RefCell::new(Held::default()));
        take(&held);
        let again = Rc::clone(&held);
        Self { held, _seen: on_return(move || take(&again)) }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        let mut held = self.held.borrow_mut();
        held.over = true;
        if let Some(lock) = held.lock.take() {
            release(&lock);
        }
    }
}

/// Asks for a lock, and lets the one before it go once it came.
fn take(held: &Rc<RefCell<Held>>) {
    let given = Rc::clone(held);
    spawn_local(async move {
        let Some(asked) = ask() else { return };
        // Refused where nobody looks at the page or the battery is low: then the screen does as it would.
        let Ok(lock) = JsFuture::from(asked).await else { return };
        let mut held = given.borrow_mut();
        let done = if held.over { Some(lock) } else { held.lock.replace(lock) };
        if let Some(done) = done {
            release(&done);
        }
    });
}

fn ask() -> Option<Promise> {
    let navigator = navigator()?;
    let locks = property(&navigator, "wakeLock")?;
    let request = property(&locks, "request")?.dyn_into::<Function>().ok()?;
    request.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()
}

/// A lock that is not given back ends with the page.
fn release(lock: &JsValue) {
    if let Some(release) = property(lock, "release").and_then(|release| release.dyn_into::<Function>().ok()) {
        let _ = release.call0(lock);
    }
}
