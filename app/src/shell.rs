//! The document around the application.

use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, language::language};

/// The names of the client's files, hashed by their content; the server reads them from the build's manifest.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script that wasm-bindgen wrote.
    pub script: String,
    /// The compiled client.
    pub wasm: String,
    /// The typeface, to be fetched early.
    pub font: Option<String>,
}

/// The document that the server sends.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let _ = options;
    let assets = use_context::<Assets>();
    let language = language();
    view! {
        <!DOCTYPE html>
        <html lang=language.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                {assets.map(|assets| {
                    view! {
                        <link rel="stylesheet" href=assets.style />
                    }
                })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
