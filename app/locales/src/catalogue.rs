//! The texts of one language as a file for browsers. Its first line stands for the names of all texts, each further one is
//! a text, in the order of areas and keys. The build script writes it beside the code that reads it.

use std::{error::Error, fmt, str::Split};

use crate::{KEYS, Texts};

/// A catalogue that is not of this build, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfAnotherBuild;

impl fmt::Display for OfAnotherBuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the texts are of another build")
    }
}

impl Error for OfAnotherBuild {}

/// What is still to be read.
pub(crate) struct Lines {
    rest: Split<'static, char>,
    /// It ended too early.
    short: bool,
}

impl Lines {
    /// Puts the next line into `text`.
    // It is called for each text, once and at the start: what matters is how long the call is.
    #[inline(never)]
    pub(crate) fn fill(&mut self, text: &mut &'static str) {
        if let Some(line) = self.rest.next() {
            *text = line;
        } else {
            self.short = true;
        }
    }
}

/// The texts in `catalogue`; those of which no page says anything stay empty.
pub(crate) fn read(catalogue: &'static str) -> Result<Box<Texts>, OfAnotherBuild> {
    let (keys, rest) = catalogue.split_once('\n').ok_or(OfAnotherBuild)?;
    let mut lines = Lines { rest: rest.split('\n'), short: false };
    let mut texts = Box::new(Texts::NONE);
    texts.take(&mut lines);
    let whole = keys == KEYS && !lines.short && lines.rest.next().is_none();
    whole.then_some(texts).ok_or(OfAnotherBuild)
}

#[cfg(test)]
mod tests {
    use shared::directory::Language;

    use super::*;
    use crate::{EN, ES};

    const SPANISH: &str = include_str!(concat!(env!("OUT_DIR"), "/es.txt"));
    const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.txt"));

    #[test]
    fn every_text_that_a_page_says_is_in_the_catalogue() {
        for (file, all) in [(SPANISH, &ES), (ENGLISH, &EN)] {
            let read = *read(file).expect("it is of this build");
            assert!(read.mail == crate::Mail::NONE, "no page says what stands in messages");
            let with_the_servers = Texts { api: all.api, http: all.http, import: all.import, mail: all.mail, ..read };
            assert_eq!(with_the_servers, *all);
        }
    }

    #[test]
    fn a_catalogue_with_a_text_too_few_or_too_many_is_not_taken() {
        let (shorter, _) = SPANISH.rsplit_once('\n').expect("it has lines");
        assert_eq!(read(shorter).err(), Some(OfAnotherBuild));
        assert_eq!(read(format!("{SPANISH}\nOtra").leak()).err(), Some(OfAnotherBuild));
        assert_eq!(read(KEYS).err(), Some(OfAnotherBuild));
        assert_eq!(read("").err(), Some(OfAnotherBuild));
    }

    #[test]
    fn a_catalogue_for_other_names_is_not_taken() {
        let (keys, texts) = SPANISH.split_once('\n').expect("it has lines");
        assert_eq!(keys, KEYS);
        let others = format!("{}\n{texts}", keys.chars().rev().collect::<String>());
        assert_eq!(read(others.leak()).err(), Some(OfAnotherBuild));
    }

    #[test]
    fn a_program_that_holds_the_texts_needs_no_catalogue() {
        assert_eq!(crate::adopt(None), Ok(()));
        assert_eq!(crate::adopt(Some("0\nuno".to_owned())), Err(OfAnotherBuild));
        assert_eq!(crate::adopt(Some(SPANISH.to_owned())), Ok(()));
        assert_eq!(crate::texts(Language::En).nav.home, EN.nav.home);
        assert_ne!(EN.nav.home, ES.nav.home);
    }
}
