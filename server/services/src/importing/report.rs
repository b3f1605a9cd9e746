//! What an import did, and what stood against it, in words.

use std::{collections::BTreeMap, fmt::Write as _};

use locales::texts;
use shared::{directory::Language, text::TextError};

use super::Kind;

/// What an import did, or would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Nothing was to be kept.
    pub dry_run: bool,
    /// Everything that is wrong; if there is anything, nothing was kept.
    pub faults: Vec<Fault>,
    /// What became of the lines, by what they describe.
    pub counts: BTreeMap<Kind, Counts>,
}

/// What became of the lines of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub created: usize,
    /// Those that were there, and are different now.
    pub changed: usize,
    /// Those that were there just so.
    pub unchanged: usize,
}

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, counted from 1; `None` when it is the whole file.
    pub line: Option<u64>,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is empty.
    NoHeader,
    /// The header is of no kind of file that we know.
    NotRecognised,
    /// A file of this kind has no such column.
    UnknownColumn,
    /// The column stands there twice.
    ColumnTwice,
    /// The column is missing.
    NoColumn,
    /// The line is not as wide as the header.
    Cells {
        /// The header's columns.
        expected: usize,
        /// The line's cells.
        found: usize,
    },
    /// The cell must be filled in.
    Missing,
    /// It is not acceptable text.
    Text(TextError),
    /// It is not a country's two letters.
    Country,
    /// It is not a time zone.
    Zone,
    /// It is not a whole number of people.
    Number,
    /// It is none of these.
    Choice(String),
    /// This is not opening hours.
    Hours(String),
    /// Two windows of a day overlap.
    HoursOverlap,
    /// The same stands in that file and line already.
    Twice(String, u64),
    /// No centre has this code.
    NoCentre(String),
    /// That centre has no room with this code.
    NoRoom(String, String),
    /// No agency has this code.
    NoAgency(String),
    /// No detainee has this code.
    NoDetainee(String),
    /// Nobody in the directory has this address.
    NoPerson(String),
    /// Neither a detainee nor a group has this code.
    NoSide(String),
    /// It is not a whole number up to this one.
    Outside(u16),
    /// A centre without escorts is blocked, not a centre with none.
    NoTeam,
    /// A room that holds nobody is no room; what it holds may be left out.
    HoldsNobody,
    /// It is not a date.
    Date,
    /// It is not a date and a time.
    Moment,
    /// It ends before it starts.
    EndBeforeStart,
    /// A room or a person, not both.
    RoomAndPerson,
}

impl Report {
    /// Whether it could be imported.
    pub fn sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether anything is different now, or would be.
    pub fn changes(&self) -> bool {
        self.counts.values().any(|counts| counts.created + counts.changed > 0)
    }

    /// The report, line by line.
    pub fn text(&self, language: Language) -> String {
        let t = &texts(language).import;
        let mut report = String::new();
        for fault in &self.faults {
            let _ = writeln!(report, "{}", fault.text(language));
        }
        if !self.sound() {
            let _ = writeln!(report, "{}", t.refused(self.faults.len()));
            return report;
        }
        for (kind, counts) in &self.counts {
            let name = kind_name(language, *kind);
            let _ = writeln!(report, "{}", t.counts(name, counts.created, counts.changed, counts.unchanged));
        }
        let end = match (self.dry_run, self.changes()) {
            (true, _) => t.dry_run,
            (false, true) => t.done,
            (false, false) => t.nothing_changed,
        };
        let _ = writeln!(report, "{end}");
        report
    }
}

impl Fault {
    /// The fault in one line: where, and why.
    pub fn text(&self, language: Language) -> String {
        let t = &texts(language).import;
        let why = self.why.text(language);
        match (self.line, &self.column) {
            (Some(line), Some(column)) => t.at_cell(&self.file, line, column, why),
            (Some(line), None) => t.at_line(&self.file, line, why),
            (None, _) => t.at_file(&self.file, why),
        }
    }
}

impl Why {
    fn text(&self, language: Language) -> String {
        let t = &texts(language).import;
        match self {
            Self::NotUtf8 => t.not_utf8.to_owned(),
            Self::NoHeader => t.no_header.to_owned(),
            Self::NotRecognised => t.not_recognised.to_owned(),
            Self::UnknownColumn => t.unknown_column.to_owned(),
            Self::ColumnTwice => t.column_twice.to_owned(),
            Self::NoColumn => t.no_column.to_owned(),
            Self::Cells { expected, found } => t.cells(expected, found),
            Self::Missing | Self::Text(TextError::Empty) => t.missing.to_owned(),
            Self::Text(TextError::TooLong { limit }) => t.too_long(limit),
            Self::Text(TextError::Control) => t.control.to_owned(),
            Self::Text(TextError::Reordering) => t.reordering.to_owned(),
            Self::Text(TextError::Malformed) => t.malformed.to_owned(),
            Self::Country => t.country.to_owned(),
            Self::Zone => t.zone.to_owned(),
            Self::Number => t.number.to_owned(),
            Self::Choice(choices) => t.choice(choices),
            Self::Hours(part) => t.hours(part),
            Self::HoursOverlap => t.hours_overlap.to_owned(),
            Self::Twice(file, line) => t.twice(file, line),
            Self::NoCentre(code) => t.no_centre(code),
            Self::NoRoom(centre, code) => t.no_room(centre, code),
            Self::NoAgency(code) => t.no_agency(code),
            Self::NoDetainee(code) => t.no_detainee(code),
            Self::NoPerson(email) => t.no_person(email),
            Self::NoSide(code) => t.no_side(code),
            Self::Outside(most) => t.outside(most),
            Self::NoTeam => t.no_team.to_owned(),
            Self::HoldsNobody => t.holds_nobody.to_owned(),
            Self::Date => t.date.to_owned(),
            Self::Moment => t.moment.to_owned(),
            Self::EndBeforeStart => t.end_before_start.to_owned(),
            Self::RoomAndPerson => t.room_and_person.to_owned(),
        }
    }
}

fn kind_name(language: Language, kind: Kind) -> &'static str {
    let t = &texts(language).import;
    match kind {
        Kind::Centres => t.centres,
        Kind::Agencies => t.agencies,
        Kind::Rooms => t.rooms,
        Kind::Kits => t.kits,
        Kind::People => t.people,
        Kind::Detainees => t.detainees,
        Kind::CentreRules => t.centre_rules,
        Kind::Counts => t.quiet_hours,
        Kind::Holidays => t.holidays,
        Kind::Blocks => t.blocks,
        Kind::Groups => t.groups,
        Kind::Incompatibilities => t.incompatibilities,
        Kind::Departures => t.departures,
        Kind::WorkingHours => t.working_hours,
        Kind::Notices => t.notices,
    }
}
