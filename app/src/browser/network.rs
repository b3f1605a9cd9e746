//! Which network the device is on, as far as a browser says so: that it is on one again, and on some what kind it is.

use std::{cell::RefCell, rc::Rc};

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::EventTarget;

use super::{environment::property, media::navigator};

/// Calls `then` whenever the device may be on another network than before, until the listeners are dropped.
pub fn on_change(then: impl Fn() + 'static) -> Vec<EventListener> {
    let then = Rc::new(then);
    let again = Rc::clone(&then);
    let online = web_sys::window().map(|window| EventListener::new(&window, "online", move |_| again()));
    let seen = RefCell::new(kind());
    let changed = connection().and_then(|connection| connection.dyn_into::<EventTarget>().ok()).map(|connection| {
        EventListener::new(&connection, "change", move |_| {
            // It also tells of every other guess at the speed, which our own measuring changes: only the kind counts.
            let Some(now) = kind() else { return };
            if seen.replace(Some(now.clone())).is_some_and(|before| before != now) {
                then();
            }
        })
    });
    online.into_iter().chain(changed).collect()
}

/// What kind of network it is ("wifi", "cellular"); `None` where there is none, or the browser does not say.
fn kind() -> Option<String> {
    property(&connection()?, "type")?.as_string().filter(|kind| kind != "none" && kind != "unknown")
}

fn connection() -> Option<JsValue> {
    let navigator = navigator()?;
    property(&navigator, "connection")
}
