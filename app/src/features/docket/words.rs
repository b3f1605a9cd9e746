//! What is said of lists of hearings and their lines.

use locales::texts;
use shared::{
    directory::Language,
    docket::{Column, Hindrance, LineView, Mistake, Rule, Typed, Why, reading::Unreadable},
    error::Fault,
};

use crate::{components::Tone, words::faults};

/// The name of a column, as the list's language has it.
pub(super) const fn column(language: Language, column: Column) -> &'static str {
    match language {
        Language::Es => column.spanish(),
        Language::En => column.code(),
    }
}

/// The type of a hearing in the words that its appointment's page has for it; as typed, if it is none.
pub(super) fn hearing_type(language: Language, typed: &Typed) -> String {
    typed.hearing_type().map_or_else(
        || typed.cell(Column::HearingType).to_owned(),
        |one| locales::words::hearing_type(language, one).to_owned(),
    )
}

/// What a column is called over a field.
pub(super) fn column_label(language: Language, of: Column) -> &'static str {
    let t = &texts(language).docket;
    match of {
        Column::Case => t.name_case,
        Column::HearingType => t.name_type,
        Column::Detainee => t.name_detainee,
        Column::Minutes => t.name_minutes,
        Column::Meeting => t.name_meeting,
        Column::MeetingAfter => t.name_meeting_after,
        Column::People => t.name_people,
        Column::Language => t.name_language,
        Column::Earliest => t.name_earliest,
        Column::Deadline => t.name_deadline,
        Column::Urgency => t.name_urgency,
        Column::NoticeReason => t.name_notice_reason,
    }
}

/// What a column holds.
pub(super) fn about(language: Language, of: Column) -> &'static str {
    let t = &texts(language).docket;
    match of {
        Column::Case => t.about_case,
        Column::HearingType => t.about_type,
        Column::Detainee => t.about_detainee,
        Column::Minutes => t.about_minutes,
        Column::Meeting => t.about_meeting,
        Column::MeetingAfter => t.about_meeting_after,
        Column::People => t.about_people,
        Column::Language => t.about_language,
        Column::Earliest => t.about_earliest,
        Column::Deadline => t.about_deadline,
        Column::Urgency => t.about_urgency,
        Column::NoticeReason => t.about_notice_reason,
    }
}

/// Why a file is no list of hearings.
pub(super) fn unreadable(language: Language, wrong: &Unreadable) -> String {
    let t = &texts(language).docket;
    match wrong {
        Unreadable::Empty => t.wrong_empty.to_owned(),
        Unreadable::NotText => t.wrong_not_text.to_owned(),
        Unreadable::TooMany(most) => t.wrong_too_many(most),
        Unreadable::NoColumn(missing) => t.wrong_no_column(column(language, *missing)),
        Unreadable::UnknownColumn(name) => t.wrong_unknown_column(name),
        Unreadable::ColumnTwice(twice) => t.wrong_column_twice(column(language, *twice)),
    }
}

/// What is wrong with a line.
pub(super) fn mistake(language: Language, mistake: &Mistake) -> String {
    let t = &texts(language).docket;
    let Some(of) = mistake.column else { return t.mistake_line.to_owned() };
    let words = match (of, mistake.part, mistake.fault) {
        (_, Some(part), Fault::Missing) => t.mistake_part(locales::words::role(language, part)),
        (Column::Detainee, _, Fault::UnknownChoice) => t.mistake_detainee.to_owned(),
        (Column::People, _, Fault::UnknownChoice) => t.mistake_person.to_owned(),
        (Column::Case, _, Fault::Duplicate) => t.mistake_case_twice.to_owned(),
        (Column::HearingType, _, Fault::UnknownChoice) => t.mistake_type.to_owned(),
        (Column::Earliest | Column::Deadline, _, Fault::NotADate) => t.mistake_date.to_owned(),
        (_, _, fault) => faults::fault(language, fault),
    };
    format!("{}: {words}", column(language, of))
}

/// Why a hearing has no place: first how it stands, then what is against it.
pub(super) fn why(language: Language, why: &Why) -> (String, Vec<String>) {
    let t = &texts(language).docket;
    let lead = match (why.starts, why.alone) {
        (0, _) if why.hindrances.is_empty() => t.why_not_yet.to_owned(),
        (0, _) => String::new(),
        (_, 0) => t.why_never(why.starts),
        (starts, alone) => t.why_others(alone, starts),
    };
    (lead, why.hindrances.iter().map(|one| hindrance(language, one, why.starts)).collect())
}

/// What stands against `one.starts` of the `of` starts that were looked at.
pub fn hindrance(language: Language, one: &Hindrance, of: u32) -> String {
    let t = &texts(language).docket;
    let who = one.who.as_ref().map(ToString::to_string).unwrap_or_default();
    let words = match one.rule {
        Rule::NoRoom => t.rule_no_room.to_owned(),
        Rule::RoomTaken => t.rule_room_taken.to_owned(),
        Rule::RoomBlocked => t.rule_room_blocked(who),
        Rule::DetaineeTaken => t.rule_detainee_taken.to_owned(),
        Rule::DetaineeLeft => t.rule_detainee_left.to_owned(),
        Rule::PersonTaken => t.rule_person_taken(who),
        Rule::PersonAway => t.rule_person_away(who),
        Rule::CentreClosed => t.rule_centre_closed.to_owned(),
        Rule::NoEscort => t.rule_no_escort.to_owned(),
        Rule::Incompatible => t.rule_incompatible.to_owned(),
        Rule::Separated => t.rule_separated.to_owned(),
        Rule::TooSmall => t.rule_too_small.to_owned(),
        Rule::Unequipped => t.rule_unequipped.to_owned(),
        Rule::ShortNotice => t.rule_short_notice.to_owned(),
        Rule::AfterDeadline => t.rule_after_deadline.to_owned(),
        Rule::OutsideDays => t.rule_outside_days.to_owned(),
        Rule::Closed => t.rule_closed.to_owned(),
    };
    if of == 0 { words } else { t.rule_times(words, one.starts, of) }
}

/// Where a line of the list is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// It has a place.
    Placed,
    /// It has none.
    Unplaced,
    /// It cannot be read.
    Mistaken,
    /// It was left out.
    Dropped,
}

impl Group {
    /// That of `line`.
    pub(super) fn of(line: &LineView) -> Self {
        if !line.mistakes.is_empty() {
            Self::Mistaken
        } else if line.standing == shared::docket::Standing::Dropped {
            Self::Dropped
        } else if line.slot.is_some() {
            Self::Placed
        } else {
            Self::Unplaced
        }
    }

    /// Its colour.
    pub(super) const fn tone(self) -> Tone {
        match self {
            Self::Placed => Tone::Ok,
            Self::Unplaced => Tone::Warn,
            Self::Mistaken => Tone::Stop,
            Self::Dropped => Tone::Info,
        }
    }
}

/// A list to begin with: the head, and a line that shows how it is filled in. Spreadsheets in Spanish want semicolons, and a
/// mark at the beginning, or they mistake the accents.
#[cfg(any(feature = "ssr", test))]
pub fn template(language: Language) -> String {
    let head: Vec<_> = Column::ALL.iter().map(|of| column(language, *of)).collect();
    let example = |of: &Column| match of {
        Column::Case => "EXP-0111-27",
        Column::HearingType => match language {
            Language::Es => "vista_publica",
            Language::En => "trial",
        },
        Column::Detainee => "DEMO-0001",
        Column::Minutes => "60",
        Column::Meeting => "30",
        Column::MeetingAfter => "15",
        Column::People => "jueza@example.org defensa@example.org",
        Column::Language | Column::NoticeReason => "",
        Column::Earliest => "2027-01-11",
        Column::Deadline => "2027-01-29",
        Column::Urgency => "5",
    };
    let example: Vec<_> = Column::ALL.iter().map(example).collect();
    format!("\u{FEFF}{}\r\n{}\r\n", head.join(";"), example.join(";"))
}

#[cfg(test)]
mod tests {
    use shared::docket::reading::lines;

    use super::*;

    #[test]
    fn the_template_is_a_list() {
        for language in [Language::Es, Language::En] {
            let text = template(language);
            let text = text.strip_prefix('\u{FEFF}').expect("a mark");
            let row = |(place, line): (usize, &str)| {
                let cells = line.split(';').map(ToOwned::to_owned).collect();
                (u32::try_from(place).expect("few lines") + 1, cells)
            };
            let read = lines(text.lines().enumerate().map(row)).expect("a list");
            let [(2, typed, false)] = &read[..] else { panic!("{read:?}") };
            let (said, mistakes) = typed.read();
            assert!(mistakes.is_empty(), "{mistakes:?}");
            assert_eq!(said.what.hearing_type, "trial");
            assert_eq!(said.people.len(), 2);
        }
    }

    #[test]
    fn a_type_reads_as_on_its_appointments_page_however_it_was_typed() {
        let typed = |cell: &str| Typed::new([(Column::HearingType, cell.to_owned())]);
        for cell in ["trial", "vista_publica", " Vista pública", "TRIAL"] {
            assert_eq!(hearing_type(Language::Es, &typed(cell)), "Vista pública", "{cell:?}");
        }
        assert_eq!(hearing_type(Language::En, &typed("review_of_measures")), "Review of measures");
        assert_eq!(hearing_type(Language::Es, &typed("otra_cosa")), "otra_cosa");
    }

    #[test]
    fn every_hindrance_has_its_words() {
        for rule in Rule::ALL {
            let one = Hindrance { rule: *rule, who: "Sala 1".parse().ok(), starts: 3 };
            let (lead, words) = why(Language::Es, &Why { starts: 9, alone: 2, hindrances: vec![one] });
            assert!(lead.contains('2') && words[0].contains('3'), "{lead} {words:?}");
        }
    }
}
