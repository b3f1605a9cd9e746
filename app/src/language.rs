//! The reader's language. The server chooses it (the account's, the cookie's or the browser's) and writes it into
//! `<html lang>`, from which the browser reads it back; changing it loads the page anew.

use leptos::prelude::use_context;
use locales::{Texts, texts};
use shared::directory::Language;

/// The language of this page.
pub fn language() -> Language {
    use_context::<Language>().unwrap_or_default()
}

/// The texts in the language of this page.
pub fn t() -> &'static Texts {
    texts(language())
}
