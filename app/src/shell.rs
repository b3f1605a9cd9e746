//! The document around the application, and what every page has at its top and its foot.

mod footer;
mod header;
mod navigation;
mod unkept;

use std::collections::BTreeMap;

#[cfg(test)]
pub(crate) use navigation::tests::account as account_for_tests;

use leptos::{WasmSplitManifest, config::LeptosOptions, hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

pub use footer::Footer;
pub use header::Header;
pub use unkept::{UNKEPT, Unkept};

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
    /// The catalogue of each language's texts, by its code. A client for development has none.
    pub texts: BTreeMap<String, String>,
    /// The modules of the pages that are loaded on their own, to be fetched early with their page.
    pub modules: WasmSplitManifest,
}

/// What kind of installation this is; the server puts it into the context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// It holds the fictional demo data, and every page must say so.
    pub demo: bool,
}

/// The document that the server sends.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<Assets>();
    let client = needs_client();
    let language = language();
    view! {
        <!DOCTYPE html>
        <html lang=language.code() data-plain=(!client).then_some("")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#10161b" media="(prefers-color-scheme: dark)" />
                <meta name="format-detection" content="telephone=no" />
                <link
                    rel="icon"
                    type="image/svg+xml"
                    href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='1.5' y='1.5' width='13' height='13' rx='2.5' fill='%23fff' stroke='%230a5566' stroke-width='3'/%3E%3C/svg%3E"
                />
                {assets.map(|assets| view! { <Files assets client /> })}
                <AutoReload options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Whether the page is worth the client's weight. The page behind a notice is not: it is opened once, on a phone, often
/// on a bad line, and everything on it is a plain form.
fn needs_client() -> bool {
    #[cfg(feature = "ssr")]
    let page = use_context::<http::request::Parts>().is_none_or(|parts| !parts.uri.path().starts_with("/confirm/"));
    #[cfg(not(feature = "ssr"))]
    let page = true;
    page
}

/// The script that starts the client: code and texts come side by side, and once both are there it takes the page over. If
/// either cannot be had, the page stays what it is.
fn start(script: &str, wasm: &str, texts: Option<&str>) -> String {
    let client = format!("import({script:?}).then(m=>m.default({{module_or_path:{wasm:?}}}).then(()=>m))");
    let texts = texts.map_or_else(
        || "null".to_owned(),
        |texts| format!("fetch({texts:?}).then(r=>r.ok?r.text():Promise.reject(Error(r.url)))"),
    );
    format!("Promise.all([{client},{texts}]).then(([m,t])=>m.hydrate(t))")
}

/// Style, typeface, and the client that takes the page over once everything else is there.
#[component]
fn Files(
    /// Their names.
    assets: Assets,
    /// Whether the client is among them.
    client: bool,
) -> impl IntoView {
    let Assets { style, script, wasm, font, mut texts, modules } = assets;
    let texts = texts.remove(language().code());
    if client {
        // Leptos looks for it once it knows which modules the page has used.
        provide_context(modules);
    }
    view! {
        {font
            .map(|font| {
                view! { <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="anonymous" /> }
            })}
        <link rel="stylesheet" href=style />
        {client
            .then(|| {
                let start = start(&script, &wasm, texts.as_deref());
                view! {
                    <link rel="modulepreload" href=script />
                    <link
                        rel="preload"
                        href=wasm
                        r#as="fetch"
                        r#type="application/wasm"
                        crossorigin="anonymous"
                    />
                    {texts
                        .map(|texts| view! { <link rel="preload" href=texts r#as="fetch" crossorigin="anonymous" /> })}
                    <script type="module" nonce=use_nonce()>
                        {start}
                    </script>
                }
            })}
    }
}
