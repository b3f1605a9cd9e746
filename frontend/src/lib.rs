//! The browser's entry point.

// The whole application is one type here, and it is deep.
#![recursion_limit = "1024"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over that the server rendered, then says so on `<html data-hydrated>`.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    if let Some(root) = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element())
    {
        // The attribute is what tests wait for; that it could not be set is nothing a person would notice.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
