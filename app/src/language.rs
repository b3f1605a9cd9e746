//! The reader's language. The server chooses it (the account's, the cookie's or the browser's) and writes it into
//! `<html lang>`, from which the browser reads it back; changing it loads the page anew. The texts of that language alone
//! travel with the page.

#[cfg(not(target_arch = "wasm32"))]
use leptos::prelude::use_context;
pub use locales::adopt;
use locales::{Texts, texts};
use shared::directory::Language;

/// The language of this page.
#[cfg(not(target_arch = "wasm32"))]
pub fn language() -> Language {
    use_context::<Language>().unwrap_or_default()
}

/// The language of this page. It is kept apart from the context so that event handlers find it too.
#[cfg(target_arch = "wasm32")]
pub fn language() -> Language {
    static PAGE: std::sync::OnceLock<Language> = std::sync::OnceLock::new();
    *PAGE.get_or_init(crate::browser::page::language)
}

/// The texts in the language of this page.
pub fn t() -> &'static Texts {
    texts(language())
}
