//! Finding people by the beginnings of words, whatever accents they were typed with.

use sea_orm::{ColumnTrait, Condition};

/// `text` as the `search` columns hold it: lower case, without accents, words separated by single spaces, with a space
/// before the first, so that ` gar` finds every word that begins with `gar`.
pub fn searchable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 1);
    for word in words(text) {
        plain.push(' ');
        plain.push_str(&word);
    }
    plain
}

/// The rows whose `column` holds, for every word of `text`, a word that begins with it.
pub fn begins_words(column: impl ColumnTrait, text: &str) -> Condition {
    words(text).fold(Condition::all(), |all, word| all.add(column.contains(format!(" {word}"))))
}

/// The words of `text`, lower case and without accents. Nothing but letters and digits is left, so no character has a
/// meaning to `LIKE`.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || is_combining(c)))
        .map(|word| {
            word.chars().flat_map(char::to_lowercase).filter(|c| !is_combining(*c)).map(without_accent).collect()
        })
        .filter(|word: &String| !word.is_empty())
}

const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// The letter under the accent, for the languages written in the region and their neighbours.
const fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::searchable;

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(searchable("María José  Peña-Núñez"), " maria jose pena nunez");
        assert_eq!(searchable("Mari\u{0301}a"), " maria");
        assert_eq!(searchable("DEMO-0042"), " demo 0042");
        assert_eq!(searchable(" %_'\\ "), "");
    }
}
