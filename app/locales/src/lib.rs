//! Every text of Telesala, in Spanish (the default) and English, checked when it is compiled.
//!
//! `es/<area>.toml` and `en/<area>.toml` hold the texts of an area. [`texts`] gives them for a language; codes of the
//! domain become words in [`words`]; dates, times and numbers are written in [`dates`].
//!
//! # Adding a text
//! Add the same key to the same file of every language and use `texts(language).area.key`. A key that one language
//! lacks stops the build.

pub mod dates;
pub mod words;

use std::fmt::Display;

use shared::directory::Language;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The texts in `language`.
pub fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Es => &ES,
        Language::En => &EN,
    }
}

/// Puts `values` into the places of `text` that are named in braces.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16 * values.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(slot, _)| *slot == name) {
            filled.push_str(&value.to_string());
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
