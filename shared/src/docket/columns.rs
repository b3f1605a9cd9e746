//! The columns of a list of hearings, and what a line of it says.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Mistake, URGENCIES, reading::shortened};
use crate::{
    appointment::{HearingType, Kind, coded},
    draft::{MEETING_DEFAULT, WhatForm, fields},
    error::Fault,
    text::{Code, Email, TextError},
};

coded! {
    /// What can be said of a hearing; the code is the column's name in English.
    Column {
        /// The case number.
        Case = "case",
        /// The type of hearing.
        HearingType = "type",
        /// The codes of those who are brought.
        Detainee = "detainee",
        /// How long it lasts.
        Minutes = "minutes",
        /// The private meeting before it.
        Meeting = "meeting",
        /// The private meeting after it.
        MeetingAfter = "meeting_after",
        /// The addresses of those who take part.
        People = "people",
        /// The language that an interpreter is needed for.
        Language = "language",
        /// Not before that day.
        Earliest = "earliest",
        /// The last day that the law allows.
        Deadline = "deadline",
        /// How much placing it is worth.
        Urgency = "urgency",
        /// Why people are given shorter notice than they are due.
        NoticeReason = "notice_reason",
    }
}

impl Column {
    /// Its name in Spanish.
    pub const fn spanish(self) -> &'static str {
        match self {
            Self::Case => "expediente",
            Self::HearingType => "tipo",
            Self::Detainee => "persona",
            Self::Minutes => "minutos",
            Self::Meeting => "reunion",
            Self::MeetingAfter => "reunion_posterior",
            Self::People => "participantes",
            Self::Language => "idioma",
            Self::Earliest => "desde",
            Self::Deadline => "limite",
            Self::Urgency => "urgencia",
            Self::NoticeReason => "motivo_aviso",
        }
    }

    /// Whether a list must have it.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Case | Self::HearingType | Self::Detainee | Self::Minutes | Self::People)
    }

    /// The column that `name` names, in either language; accents and case do not matter, nor whether words are joined.
    pub fn named(name: &str) -> Option<Self> {
        let name: String = name.trim().to_lowercase().chars().map(plain).collect();
        Self::ALL.iter().copied().find(|column| name == column.code() || name == column.spanish())
    }

    /// What stands between those whom its cells name; nothing where they say one thing.
    pub const fn between(self) -> &'static [char] {
        match self {
            Self::Detainee => CODES,
            Self::People => ADDRESSES,
            _ => &[],
        }
    }

    /// The column whose cell a field of the booking's form comes from.
    fn of_field(field: &str) -> Option<Self> {
        Some(match field {
            "case_number" => Self::Case,
            "hearing_type" => Self::HearingType,
            "duration" => Self::Minutes,
            "meeting" => Self::Meeting,
            "meeting_after" => Self::MeetingAfter,
            "interpreter_language" => Self::Language,
            "deadline" => Self::Deadline,
            "notice_reason" => Self::NoticeReason,
            "detainee" => Self::Detainee,
            _ => return None,
        })
    }

    /// The column to which a problem of the booking belongs: parts that nobody takes belong to the people.
    pub fn of_problem(field: &str) -> Self {
        Self::of_field(field).unwrap_or(Self::People)
    }
}

const fn plain(letter: char) -> char {
    match letter {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        ' ' => '_',
        other => other,
    }
}

/// The cells of a line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(Vec<(Column, String)>);

/// What a line says that is sound in itself. Whether people exist is for the services to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The first step of its booking.
    pub what: WhatForm,
    /// Who is brought, each where they are held.
    pub detainees: Vec<Code>,
    /// Who takes part.
    pub people: Vec<Email>,
    /// How much placing it is worth.
    pub urgency: u16,
    /// Not before.
    pub earliest: Option<jiff::civil::Date>,
}

impl Typed {
    /// The cells of these columns.
    pub fn new(cells: impl IntoIterator<Item = (Column, String)>) -> Self {
        Self(cells.into_iter().collect())
    }

    /// The same from a form, as a file would have said it.
    pub fn from_form(cells: impl IntoIterator<Item = (Column, String)>) -> Self {
        Self::new(cells.into_iter().map(|(column, cell)| (column, shortened(&cell))))
    }

    /// The same from a program, which says one by one what a cell has several of. None of them may hold what stands
    /// [`between`](Column::between) them.
    pub fn from_program(cells: impl IntoIterator<Item = (Column, Vec<String>)>) -> Self {
        let joined = |parts: Vec<String>| parts.iter().map(|part| shortened(part)).collect::<Vec<_>>().join(";");
        Self::new(cells.into_iter().map(|(column, parts)| (column, joined(parts))))
    }

    /// What stands in `column`; empty if the list has no such column.
    pub fn cell(&self, column: Column) -> &str {
        self.0.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| text.as_str())
    }

    /// The type of hearing that is named, if it is one.
    pub fn hearing_type(&self) -> Option<HearingType> {
        HearingType::from_code(&hearing_type(self.cell(Column::HearingType).trim()))
    }

    /// Whether nothing at all is typed.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// What the line says, with everything that is wrong with it: the fields of the booking's form are judged with the
    /// booking, when it is known who its people are.
    pub fn read(&self) -> (Said, Vec<Mistake>) {
        let mut mistakes = Vec::new();
        let mut wrong = |column: Column, fault: Fault| mistakes.push(Mistake::new(column, fault));
        let detainees: Vec<Code> =
            several(self.cell(Column::Detainee), Column::Detainee.between(), |fault| wrong(Column::Detainee, fault));
        let people: Vec<Email> =
            several(self.cell(Column::People), Column::People.between(), |fault| wrong(Column::People, fault));
        let (least, most) = URGENCIES;
        let urgency = match self.cell(Column::Urgency).trim() {
            "" => least,
            typed => typed.parse().ok().filter(|number| (least..=most).contains(number)).unwrap_or_else(|| {
                wrong(Column::Urgency, Fault::NumberOutside { min: i64::from(least), max: i64::from(most) });
                least
            }),
        };
        let earliest = fields::optional_date(self.cell(Column::Earliest));
        let earliest = earliest.map_err(|fault| wrong(Column::Earliest, fault)).unwrap_or_default();
        (Said { what: self.what(), detainees, people, urgency, earliest }, mistakes)
    }

    /// The first step of the booking's form, as it would have been typed there.
    fn what(&self) -> WhatForm {
        let text = |column| self.cell(column).trim().to_owned();
        let meeting = match text(Column::Meeting) {
            // A safeguard is not left out by leaving a cell empty: it is what the law usually asks for.
            empty if empty.is_empty() => MEETING_DEFAULT.to_string(),
            typed => typed,
        };
        WhatForm {
            kind: Kind::Hearing.code().to_owned(),
            hearing_type: hearing_type(&text(Column::HearingType)),
            case_number: text(Column::Case),
            duration: text(Column::Minutes),
            meeting,
            meeting_after: text(Column::MeetingAfter),
            interpreter_language: text(Column::Language),
            deadline: text(Column::Deadline),
            notice_reason: text(Column::NoticeReason),
            ..WhatForm::default()
        }
    }
}

/// What stands between two codes; a code may hold a space.
const CODES: &[char] = &[',', ';', '\n'];
/// What stands between two addresses.
const ADDRESSES: &[char] = &[' ', ',', ';', '\n', '\t'];

/// Everything that is named in a cell, each once; what is wrong with any of it is said.
fn several<T: FromStr<Err = TextError> + PartialEq>(
    cell: &str,
    between: &[char],
    mut wrong: impl FnMut(Fault),
) -> Vec<T> {
    let mut all = Vec::new();
    for part in cell.split(between).filter(|part| !part.trim().is_empty()) {
        match fields::text::<T>(part) {
            Ok(one) if all.contains(&one) => wrong(Fault::Duplicate),
            Ok(one) => all.push(one),
            Err(fault) => wrong(fault),
        }
    }
    if cell.trim().is_empty() {
        wrong(Fault::Missing);
    }
    all
}

/// The code of the type that is named: by its code, or by its name in Spanish.
fn hearing_type(typed: &str) -> String {
    let name: String = typed.to_lowercase().chars().map(plain).collect();
    let spanish = match name.as_str() {
        "imposicion_de_medidas" => Some(HearingType::ImpositionOfMeasures),
        "inicial" | "audiencia_inicial" => Some(HearingType::Initial),
        "preliminar" | "audiencia_preliminar" => Some(HearingType::Preliminary),
        "vista_publica" => Some(HearingType::Trial),
        "revision_de_medidas" => Some(HearingType::ReviewOfMeasures),
        "libertad_condicional" => Some(HearingType::ConditionalRelease),
        _ => None,
    };
    spanish.map_or(name, |known| known.code().to_owned())
}
