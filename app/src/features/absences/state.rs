//! What travels to the page of absences.

use locales::texts;
use serde::{Deserialize, Serialize};
use shared::{
    absence::CalendarPreview,
    block::{AbsenceBoard, BlockForm, Hit},
    directory::{Language, PersonSummary},
    error::Problem,
    hours::HoursForm,
    ids::PersonId,
    time::WeeklyWindow,
};

/// Somebody's unavailability, and more of it that is being prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// Theirs.
    pub board: AbsenceBoard,
    /// When, as typed.
    pub form: BlockForm,
    /// What it would hit, and how many more; `None` before it is asked for.
    pub hits: Option<(Vec<Hit>, usize)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Why, as typed and not taken.
    pub typed: Option<BlockForm>,
}

/// What the page shows: somebody's unavailability, a calendar that would add to it, or who there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Absences {
    /// What a calendar would bring.
    Calendar(Box<CalendarPreview>),
    /// Theirs.
    Of(Box<Weighed>),
    /// Those whose unavailability the reader keeps.
    People(Vec<PersonSummary>),
}

/// When somebody works, and the hours of a day as they were typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Theirs.
    pub board: AbsenceBoard,
    /// What was typed.
    pub typed: Option<HoursForm>,
}

/// The address at which the hours of `person` on `day` are changed.
pub fn work_address(person: PersonId, day: &str) -> String {
    format!("/absences/hours?person={person}&day={day}")
}

/// What is said of a day without hours: who has none on any day can be had at any hour.
pub fn no_hours(language: Language, hours: &[WeeklyWindow]) -> &'static str {
    let t = &texts(language).absences;
    if hours.is_empty() { t.work_any_hour } else { t.work_not }
}

#[cfg(test)]
mod tests {
    use shared::time::Weekday;

    use super::*;

    #[test]
    fn who_has_no_hours_at_all_can_be_had_at_any() {
        let monday = WeeklyWindow { weekday: Weekday::Mon, from: 8 * 60, to: 16 * 60 };
        assert_eq!(no_hours(Language::Es, &[]), "A cualquier hora");
        assert_eq!(no_hours(Language::Es, &[monday]), "No trabaja");
    }
}
