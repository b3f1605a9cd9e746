//! The browser's entry point.

// The whole application is one type here, and it is deep.
#![recursion_limit = "1024"]

use leptos::{mount::hydrate_from_async, prelude::document, tachys::dom::body};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over that the server rendered, then says so on `<html data-hydrated>`.
///
/// It waits for the page's own code, which comes in a module of its own.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    hydrate_from_async(body(), app::App).await.forget();
    if let Some(root) = document().document_element() {
        // The attribute is what tests wait for; that it could not be set is nothing a person would notice.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
