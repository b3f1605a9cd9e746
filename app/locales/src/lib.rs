//! Every text of Telesala, in Spanish (the default) and English, checked when it is compiled.
//!
//! `es/<area>.toml` and `en/<area>.toml` hold the texts of an area. [`texts`] gives them for a language; codes of the
//! domain become words in [`words`]; dates, times and numbers are written in [`dates`].
//!
//! # Adding a text
//! Add the same key to the same file of every language and use `texts(language).area.key`. A key that one language
//! lacks stops the build.
//!
//! # What a browser has
//! A client that browsers load holds no text. Its page names the catalogue of its language, a file that is fetched beside
//! the client and handed to [`adopt`] before anything else runs. An area of which no page says anything is named in
//! `build.rs` and stays with the server.

mod catalogue;
pub mod dates;
pub mod words;

use std::{fmt::Display, sync::OnceLock};

pub use catalogue::OfAnotherBuild;
use shared::directory::Language;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Whether this program holds the texts of every language. A client that is built for development does, so that nothing
/// need be made beside it.
const COMPILED_IN: bool = cfg!(any(not(target_arch = "wasm32"), debug_assertions));

/// The texts that a client was given, in the language of its page.
static PAGE: OnceLock<&'static Texts> = OnceLock::new();
static NONE: Texts = Texts::NONE;

/// The texts in `language`. A client that holds none knows those of its page alone, whatever `language` is.
pub fn texts(language: Language) -> &'static Texts {
    if COMPILED_IN {
        match language {
            Language::Es => &ES,
            Language::En => &EN,
        }
    } else {
        // Nothing asks before `adopt`, without which no page is taken over.
        PAGE.get().copied().unwrap_or(&NONE)
    }
}

/// Takes over the catalogue in the language of the page, before anything asks for a text; further ones change nothing.
///
/// # Errors
/// If it is not of this build, or if there is none and this program holds no texts itself.
pub fn adopt(catalogue: Option<String>) -> Result<(), OfAnotherBuild> {
    let Some(catalogue) = catalogue else {
        return if COMPILED_IN { Ok(()) } else { Err(OfAnotherBuild) };
    };
    // A page is in one language for as long as it is open.
    let texts: &'static Texts = Box::leak(catalogue::read(catalogue.leak())?);
    PAGE.get_or_init(|| texts);
    Ok(())
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

#[cfg(test)]
mod tests {
    const WORDS: [&str; 5] = ["tribunal", "juzgado", "audiencia", "court", "hearing"];

    /// What is checked may be for a consultation, of which no court may know.
    #[test]
    fn the_check_names_neither_a_court_nor_a_hearing() {
        for texts in [include_str!("../es/check.toml"), include_str!("../en/check.toml")] {
            for text in texts.to_lowercase().lines() {
                let named = WORDS.iter().find(|word| text.contains(**word));
                assert_eq!(named, None, "{text}");
            }
        }
    }
}
