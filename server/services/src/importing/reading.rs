//! From bytes to the cells of a table: encoding, separator, header, lines.

use super::{Fault, Kind, Source, Why};
use crate::separated;

/// A file whose header was understood.
pub(super) struct Table {
    /// What it holds.
    pub(super) kind: Kind,
    /// The file's name.
    pub(super) file: String,
    /// The names of its columns.
    columns: Vec<String>,
    /// Its lines with their numbers, each as wide as the header.
    pub(super) lines: Vec<Line>,
}

/// A line of a table.
pub(super) struct Line {
    /// Its number in the file, counted from 1; the one on which it begins, if it spans several.
    pub(super) number: u64,
    cells: Vec<String>,
}

impl Table {
    /// Whether the file has such a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// What stands in `column` of `line`; empty if the file has no such column.
    pub(super) fn cell<'line>(&self, line: &'line Line, column: &str) -> &'line str {
        let place = self.columns.iter().position(|name| name == column);
        place.and_then(|place| line.cells.get(place)).map_or("", String::as_str)
    }
}

/// Reads the table of `source`; everything that is wrong with its form goes into `faults`.
pub(super) fn read(source: &Source, faults: &mut Vec<Fault>) -> Option<Table> {
    let mut fault = |line: Option<u64>, column: Option<&str>, why: Why| {
        faults.push(Fault { file: source.name.clone(), line, column: column.map(ToOwned::to_owned), why });
    };
    let (text, foreign) = separated::decoded(&source.bytes);
    for line in &foreign {
        fault(Some(*line), None, Why::NotUtf8);
    }
    let mut rows = separated::rows(&text);
    let Some((first, header)) = rows.next() else {
        fault(None, None, Why::NoHeader);
        return None;
    };
    // What a header in another encoding calls its columns cannot be known, and so neither what the file holds.
    if foreign.contains(&first) {
        return None;
    }
    let columns: Vec<String> = header.iter().map(str::to_lowercase).collect();
    let Some(kind) = Kind::of(&columns) else {
        fault(Some(first), None, Why::NotRecognised);
        return None;
    };
    let mut sound = true;
    let mut wrong = |column: &str, why: Why| {
        fault(Some(first), Some(column), why);
        sound = false;
    };
    for (place, column) in columns.iter().enumerate() {
        if columns[..place].contains(column) {
            wrong(column, Why::ColumnTwice);
        } else if !kind.knows(column) {
            wrong(column, Why::UnknownColumn);
        }
    }
    for column in kind.required() {
        if !columns.iter().any(|name| name == column) {
            wrong(column, Why::NoColumn);
        }
    }
    if !sound {
        return None;
    }
    let mut lines = Vec::new();
    for (number, record) in rows {
        if record.len() != columns.len() {
            fault(Some(number), None, Why::Cells { expected: columns.len(), found: record.len() });
        } else if record.iter().any(|cell| !cell.is_empty()) {
            lines.push(Line { number, cells: record.iter().map(ToOwned::to_owned).collect() });
        }
    }
    Some(Table { kind, file: source.name.clone(), columns, lines })
}
