//! Text in columns between commas or semicolons: its rows, each with the line on which it begins.

use csv::{Position, ReaderBuilder, StringRecord, Trim};

/// The rows of `text` that are not empty, each with the number of the line on which it begins: counted from 1 as an editor
/// counts, whichever way the lines end.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = (u64, StringRecord)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let records = ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
        .into_records();
    let (mut line, mut counted) = (1, 0);
    // The text is UTF-8 and any number of cells is taken, so that nothing is left that the reader could refuse.
    records.filter_map(Result::ok).map(move |record| {
        // Where the reader went on from: to it, the empty lines before a row are the row's, and so is the second half of the
        // line's end before it, if that has two. So it is not asked for the number of the line.
        let from = record.position().map_or(0, Position::byte);
        let from = usize::try_from(from).unwrap_or(text.len());
        let after = text.get(from..).unwrap_or_default();
        let begins = text.len() - after.trim_start_matches(['\r', '\n']).len();
        line += breaks(text.get(counted..begins).unwrap_or_default());
        counted = begins;
        (line, record)
    })
}

/// `bytes` as text, and the numbers of the lines that are not UTF-8. Their letters are taken for Latin-1, which most
/// programs that write no UTF-8 write: whoever reads on finds the same names under the same letters.
pub(crate) fn decoded(bytes: &[u8]) -> (String, Vec<u64>) {
    let (mut text, mut foreign, mut line) = (String::with_capacity(bytes.len()), Vec::new(), 1);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        line += breaks(chunk.valid());
        if !chunk.invalid().is_empty() && foreign.last() != Some(&line) {
            foreign.push(line);
        }
        // What comes before the no-break space controls something in Latin-1, and is quotation marks and dashes elsewhere.
        let letter = |byte: &u8| if *byte < 0xA0 { char::REPLACEMENT_CHARACTER } else { char::from(*byte) };
        text.extend(chunk.invalid().iter().map(letter));
    }
    (text, foreign)
}

/// How many lines end in `text`.
fn breaks(text: &str) -> u64 {
    let ends = text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count();
    u64::try_from(ends).unwrap_or(u64::MAX)
}

/// Comma or semicolon, whichever the first line has more of: spreadsheets in Spanish write semicolons.
fn separator(text: &str) -> u8 {
    let header = text.split(['\r', '\n']).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| header.matches(separator).count();
    if count(';') > count(',') { b';' } else { b',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of `text` as (line, cells joined by a bar).
    fn read(text: &str) -> Vec<(u64, String)> {
        rows(text).map(|(line, record)| (line, record.iter().collect::<Vec<_>>().join("|"))).collect()
    }

    #[test]
    fn a_row_has_the_number_of_the_line_on_which_it_begins() {
        let cases: [(&str, &[(u64, &str)]); 7] = [
            ("a,b\n1,2\n3,4\n", &[(1, "a|b"), (2, "1|2"), (3, "3|4")]),
            ("a,b\n1,2\n3,4", &[(1, "a|b"), (2, "1|2"), (3, "3|4")]),
            ("a,b\n\n1,2\n\n\n3,4\n\n", &[(1, "a|b"), (3, "1|2"), (6, "3|4")]),
            ("\n\na,b\n1,2\n", &[(3, "a|b"), (4, "1|2")]),
            ("a,b\n \n1,2\n", &[(1, "a|b"), (2, ""), (3, "1|2")]),
            ("a,b\n\"1\n\n1\",2\n\n\"3\",\"4\n4\"\n5,6\n", &[(1, "a|b"), (2, "1\n\n1|2"), (6, "3|4\n4"), (8, "5|6")]),
            ("\n\n", &[]),
        ];
        for (text, expected) in cases {
            for mark in ["", "\u{FEFF}"] {
                for end in ["\n", "\r\n", "\r"] {
                    let written = format!("{mark}{}", text.replace('\n', end));
                    let expected: Vec<_> =
                        expected.iter().map(|(line, cells)| (*line, cells.replace('\n', end))).collect();
                    assert_eq!(read(&written), expected, "{written:?}");
                }
            }
        }
    }

    #[test]
    fn lines_that_end_in_different_ways_are_counted_alike() {
        let expected: Vec<_> =
            [(1, "a"), (2, "b"), (4, "c"), (5, "d"), (7, "e")].map(|(line, cell)| (line, cell.to_owned())).into();
        assert_eq!(read("a\r\nb\n\r\nc\rd\n\ne"), expected);
    }

    #[test]
    fn every_line_that_is_not_utf_8_is_named_and_read_as_latin_1() {
        let (text, foreign) = decoded(b"\xEF\xBB\xBFa\r\nni\xF1o, \xE9l\r\n\r\nsol\r\n\x93s\xED\x94");
        assert_eq!(text, "\u{FEFF}a\r\nniño, él\r\n\r\nsol\r\n\u{FFFD}sí\u{FFFD}");
        assert_eq!(foreign, [2, 5]);
        assert_eq!(decoded("niño\n".as_bytes()), ("niño\n".to_owned(), Vec::new()));
    }
}
