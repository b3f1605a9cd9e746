//! From the bytes of a file to the rows of a table: text with separators, or a workbook.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};
use shared::docket::{
    MOST_CELL, MOST_LINES,
    reading::{Row, Unreadable},
};

use crate::separated;

/// What a workbook may hold when it is unpacked: a file of few bytes can hold gigabytes.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024;
/// What the cells of a workbook may say in all: a text that is in it once can stand in any number of them.
const MOST_TEXT: usize = 32 * 1024 * 1024;
/// More columns than any list has.
const MOST_COLUMNS: usize = 64;
/// A few more rows than are taken, so that it is noticed; and some empty ones between them.
const MOST_ROWS: usize = MOST_LINES * 4;

/// The rows of the file in `bytes`.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") { workbook(bytes) } else { text(bytes) }
}

fn text(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    let rows = separated::rows(text).take(MOST_ROWS).map(|(line, record)| {
        // In a cell lines end as they do in what is typed.
        let cells = record.iter().take(MOST_COLUMNS).map(|cell| cell.replace("\r\n", "\n")).collect();
        (u32::try_from(line).unwrap_or(u32::MAX), cells)
    });
    Ok(rows.collect())
}

/// The rows of the first sheet.
fn workbook(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if !is_small(bytes) {
        return Err(Unreadable::NotText);
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::NotText)?;
    let Some(name) = book.sheet_names().into_iter().next() else { return Err(Unreadable::Empty) };
    let mut cells = match book.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        // A sheet that is a chart has none.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(_) => return Err(Unreadable::NotText),
    };
    let mut sheet = Sheet::default();
    while let Some(found) = cells.next_cell().map_err(|_| Unreadable::NotText)? {
        sheet.put(found.get_position(), cell(found.get_value()))?;
    }
    Ok(sheet.rows())
}

/// What the cells of a sheet say, by row and column. Those that say something can lie so far apart that no machine has room
/// for what is between them: the rows are made when it is known how many there are.
#[derive(Default)]
struct Sheet {
    cells: BTreeMap<(u32, u32), String>,
    /// The bytes of what they say.
    size: usize,
    /// The first row that says something, and the last.
    rows: Option<(u32, u32)>,
    /// The first column, and the last.
    columns: Option<(u32, u32)>,
}

impl Sheet {
    /// Takes in what the cell at `row` and `column` says. A sheet that goes further than a list can is refused.
    fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), Unreadable> {
        // Spreadsheets are full of cells that only have a format, or a formula that has nothing to say.
        if text.trim().is_empty() {
            return Ok(());
        }
        let (rows, columns) = (widened(self.rows, row), widened(self.columns, column));
        self.size += text.len();
        if !is_within(rows, MOST_ROWS) || !is_within(columns, MOST_COLUMNS) || self.size > MOST_TEXT {
            return Err(Unreadable::TooMany(MOST_LINES));
        }
        (self.rows, self.columns) = (Some(rows), Some(columns));
        self.cells.insert((row, column), text);
        Ok(())
    }

    /// Its rows, from the first that says something to the last, with the numbers that the spreadsheet shows.
    fn rows(mut self) -> Vec<Row> {
        let (Some((top, bottom)), Some((left, right))) = (self.rows, self.columns) else { return Vec::new() };
        let mut cells = |row: u32| -> Vec<String> {
            (left..=right).map(|column| self.cells.remove(&(row, column)).unwrap_or_default()).collect()
        };
        (top..=bottom).map(|row| (row.saturating_add(1), cells(row))).collect()
    }
}

/// The span that holds `place`, too.
fn widened(span: Option<(u32, u32)>, place: u32) -> (u32, u32) {
    span.map_or((place, place), |(first, last)| (first.min(place), last.max(place)))
}

/// Whether `most` reach from the first to the last.
fn is_within((first, last): (u32, u32), most: usize) -> bool {
    usize::try_from(last - first).is_ok_and(|steps| steps < most)
}

/// Whether what is packed in it is of a size that a list can have. What a file says of its sizes need not be true, so it is
/// unpacked, and forgotten.
fn is_small(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut left = MOST_UNPACKED;
    for place in 0..archive.len() {
        let Ok(file) = archive.by_index(place) else { return false };
        let Ok(size) = std::io::copy(&mut file.take(left + 1), &mut std::io::sink()) else { return false };
        if size > left {
            return false;
        }
        left -= size;
    }
    true
}

/// A cell as somebody would have typed it: dates as `2027-01-11`, whole numbers without a fraction.
fn cell(data: &DataRef<'_>) -> String {
    match data {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // It can be as long as the file, and stand in every cell: it is not copied before it is cut.
        DataRef::SharedString(text) => cut(text),
        other => cut(&Data::from(other.clone()).to_string()),
    }
}

/// One letter more than is taken, so that it is noticed.
fn cut(text: &str) -> String {
    text.chars().take(MOST_CELL + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_semicolons_with_and_without_a_mark() {
        let expected = vec![(1, vec!["a".to_owned(), "b".to_owned()]), (2, vec!["1".to_owned(), "ñ, 2".to_owned()])];
        for text in ["a,b\n1,\"ñ, 2\"\n", "\u{FEFF}a;b\r\n1;ñ, 2\r\n"] {
            assert_eq!(rows(text.as_bytes()), Ok(expected.clone()), "{text:?}");
        }
        assert_eq!(rows(b"a,b\n\xF1,2\n"), Err(Unreadable::NotText));
    }

    #[test]
    fn a_row_has_the_number_of_its_line() {
        for end in ["\n", "\r\n"] {
            let text = "\na,b\n\n1,\"2\n3\"\n\n4,5\n".replace('\n', end);
            let expected = [(2, ["a", "b"]), (4, ["1", "2\n3"]), (7, ["4", "5"])];
            let expected = expected.map(|(line, cells)| (line, cells.map(ToOwned::to_owned).to_vec())).to_vec();
            assert_eq!(rows(text.as_bytes()), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_a_workbook_is_none() {
        assert_eq!(rows(b"PK\x03\x04 and then nothing"), Err(Unreadable::NotText));
    }

    /// A workbook of one sheet with these rows.
    fn book(rows: &str) -> Vec<u8> {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts = [
            (
                "_rels/.rels",
                format!(
                    r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Lista" sheetId="1" r:id="a"/></sheets></workbook>"#
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
            ),
        ];
        for (name, text) in parts {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            archive.write_all(text.as_bytes()).expect("its text");
        }
        archive.finish().expect("a workbook").into_inner()
    }

    #[test]
    fn a_workbook_is_read_as_it_would_be_typed() {
        let sheet = concat!(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>expediente</t></is></c><c r="B2" t="inlineStr"><is><t>desde</t></is></c></row>"#,
            r#"<row r="4"><c r="A4"><v>45</v></c><c r="B4" s="1"><v>46398</v></c></row>"#,
        );
        let expected = [(2, vec!["expediente", "desde"]), (3, vec!["", ""]), (4, vec!["45", "2027-01-11"])];
        assert!(is_small(&book(sheet)), "it unpacks");
        let rows = rows(&book(sheet)).expect("a workbook");
        let rows: Vec<_> =
            rows.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_cell_says_what_it_shows() {
        let sheet = concat!(
            r#"<row r="7"><c r="C7" t="b"><v>1</v></c><c r="D7" t="e"><v>#N/A</v></c><c r="E7" t="str"><f>A1</f><v>12</v></c>"#,
            r#"<c r="F7"><f>9/2</f><v>4.5</v></c></row>"#,
        );
        let cells = ["true", "#N/A", "12", "4.5"].map(ToOwned::to_owned).to_vec();
        assert_eq!(rows(&book(sheet)), Ok(vec![(7, cells)]));
    }

    #[test]
    fn a_workbook_whose_cells_lie_far_apart_is_refused() {
        let with = |place: &str, text: &str| {
            let head = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>expediente</t></is></c></row>"#;
            let far = format!(r#"<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>"#);
            rows(&book(&format!("{head}{far}")))
        };
        for place in ["XFD1048576", "A1048576", "XFD1", "A2001", "BM1"] {
            assert_eq!(with(place, "x"), Err(Unreadable::TooMany(MOST_LINES)), "{place}");
            // What says nothing lies nowhere.
            assert_eq!(with(place, " "), Ok(vec![(1, vec!["expediente".to_owned()])]), "{place}");
        }
        assert_eq!(with("A2000", "x").map(|rows| rows.len()), Ok(MOST_ROWS));
        assert_eq!(with("BL1", "x").map(|rows| rows[0].1.len()), Ok(MOST_COLUMNS));
    }

    #[test]
    fn a_workbook_that_says_the_same_without_end_is_refused() {
        let (mut sheet, text) = (Sheet::default(), "x".repeat(MOST_CELL));
        let mut places = (0..1000).flat_map(|row| (0..64).map(move |column| (row, column)));
        let put = places.try_for_each(|place| sheet.put(place, text.clone()));
        assert_eq!(put, Err(Unreadable::TooMany(MOST_LINES)));
        assert!(sheet.cells.len() * MOST_CELL <= MOST_TEXT);
    }

    #[test]
    fn a_workbook_that_unpacks_without_end_is_refused() {
        let cell = r#"<c t="inlineStr"><is><t>0</t></is></c>"#.repeat(1_000_000);
        let bomb = book(&format!("<row>{cell}</row>"));
        assert!(bomb.len() < shared::docket::MOST_BYTES, "it is small as it comes: {}", bomb.len());
        assert!(is_small(&book("")) && !is_small(&bomb), "it is its size that is refused");
        assert_eq!(rows(&bomb), Err(Unreadable::NotText));
    }
}
