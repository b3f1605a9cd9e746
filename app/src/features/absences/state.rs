//! What travels to the page of absences.

use serde::{Deserialize, Serialize};
use shared::{
    absence::CalendarPreview,
    block::{AbsenceBoard, BlockForm, Hit},
    directory::PersonSummary,
    error::Problem,
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
