//! The browser's entry point.

// The whole application is one type here, and it is deep.
#![recursion_limit = "1024"]

use app::language::adopt;
use leptos::{mount::hydrate_from_async, prelude::document, tachys::dom::body};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Takes the page over that the server rendered, then says so on `<html data-hydrated>`.
///
/// `texts` is the catalogue in the language of the page; a client for development needs none. It waits for the page's own
/// code, which comes in a module of its own.
///
/// # Errors
/// If the catalogue is of another build. The page stays as the server sent it, with links and forms that need no script.
#[wasm_bindgen]
pub async fn hydrate(texts: Option<String>) -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    adopt(texts)?;
    hydrate_from_async(body(), app::App).await.forget();
    if let Some(root) = document().document_element() {
        // The attribute is what tests wait for; that it could not be set is nothing a person would notice.
        let _ = root.set_attribute("data-hydrated", "");
    }
    Ok(())
}
