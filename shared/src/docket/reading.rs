//! From the cells of a table to the lines of a docket.

use super::{Column, MOST_CELL, MOST_LINES, Typed};

/// Why a table is no list of hearings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is neither UTF-8 text nor a workbook.
    NotText,
    /// It holds more than so many hearings.
    TooMany(usize),
    /// A column that must be there is not.
    NoColumn(Column),
    /// A column that nobody knows.
    UnknownColumn(String),
    /// A column that is there twice.
    ColumnTwice(Column),
}

impl Unreadable {
    /// As it stands in an address.
    pub fn code(&self) -> String {
        match self {
            Self::Empty => "empty".to_owned(),
            Self::NotText => "not_text".to_owned(),
            Self::TooMany(most) => format!("too_many:{most}"),
            Self::NoColumn(column) => format!("no_column:{}", column.code()),
            Self::UnknownColumn(name) => format!("unknown_column:{name}"),
            Self::ColumnTwice(column) => format!("column_twice:{}", column.code()),
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        let (what, of) = code.split_once(':').unwrap_or((code, ""));
        match what {
            "empty" => Some(Self::Empty),
            "not_text" => Some(Self::NotText),
            "too_many" => of.parse().ok().map(Self::TooMany),
            "no_column" => Column::from_code(of).map(Self::NoColumn),
            "unknown_column" => Some(Self::UnknownColumn(of.chars().take(40).collect())),
            "column_twice" => Column::from_code(of).map(Self::ColumnTwice),
            _ => None,
        }
    }
}

/// A line of a table: its number, from 1, and its cells.
pub type Row = (u32, Vec<String>);

/// The lines of `rows`, of which the first that holds anything names the columns. Lines with nothing in them do not count.
///
/// A line of more cells than there are columns keeps them all: what is too much is said of the line as a whole, and joined
/// to its last cell, so that it can be read.
///
/// # Errors
/// Everything that is wrong with the head, or with the table as a whole.
pub fn lines(rows: impl IntoIterator<Item = Row>) -> Result<Vec<(u32, Typed, bool)>, Vec<Unreadable>> {
    let mut rows = rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let Some((_, head)) = rows.next() else { return Err(vec![Unreadable::Empty]) };
    let columns = columns(&head)?;
    let mut lines = Vec::new();
    for (number, cells) in rows {
        if lines.len() >= MOST_LINES {
            return Err(vec![Unreadable::TooMany(MOST_LINES)]);
        }
        let too_wide = cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty());
        let mut typed: Vec<(Column, String)> =
            columns.iter().zip(&cells).map(|(column, cell)| (*column, shortened(cell))).collect();
        if too_wide && let Some((_, last)) = typed.last_mut() {
            for cell in cells.iter().skip(columns.len()) {
                last.push_str(" | ");
                last.push_str(&shortened(cell));
            }
        }
        let too_long = cells.iter().any(|cell| cell.chars().count() > MOST_CELL);
        lines.push((number, Typed::new(typed), too_wide || too_long));
    }
    if lines.is_empty() { Err(vec![Unreadable::Empty]) } else { Ok(lines) }
}

/// The store cannot hold the character NUL.
pub(super) fn shortened(cell: &str) -> String {
    cell.trim().chars().take(MOST_CELL).filter(|letter| *letter != '\0').collect()
}

fn columns(head: &[String]) -> Result<Vec<Column>, Vec<Unreadable>> {
    // A spreadsheet often ends in columns without a name.
    let named = head.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
    let (mut columns, mut wrong) = (Vec::new(), Vec::new());
    for name in &head[..named] {
        match Column::named(name) {
            Some(column) if columns.contains(&column) => wrong.push(Unreadable::ColumnTwice(column)),
            Some(column) => columns.push(column),
            None => wrong.push(Unreadable::UnknownColumn(name.trim().chars().take(40).collect())),
        }
    }
    let missing = Column::ALL.iter().filter(|column| column.is_required() && !columns.contains(column));
    wrong.extend(missing.map(|column| Unreadable::NoColumn(*column)));
    if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
}
