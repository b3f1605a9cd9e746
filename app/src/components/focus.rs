//! Moving the focus to what just appeared.

use leptos::{prelude::request_animation_frame, web_sys::HtmlElement};

/// How many frames an element may take to get into the page.
const PATIENCE: u8 = 30;

/// Moves the focus to `element` as soon as it is in the page: what waits for data is made first and put there later.
pub(crate) fn focus(element: HtmlElement) {
    focus_within(element, PATIENCE);
}

fn focus_within(element: HtmlElement, frames: u8) {
    if element.is_connected() {
        // A browser that does not move the focus still shows the element.
        let _ = element.focus();
    } else if frames > 0 {
        request_animation_frame(move || focus_within(element, frames - 1));
    }
}
