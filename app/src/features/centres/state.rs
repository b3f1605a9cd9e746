//! What the pages of centres know without drawing anything: their addresses, and what travels with them.

use serde::{Deserialize, Serialize};
use shared::{
    block::{BlockBoard, BlockForm, BlockView, Hit},
    centre::{AreaForm, CapacityForm, CentreView, Contradiction, RulesForm},
    error::Problem,
    hours::HoursForm,
    ids::CentreId,
    schedule::CountKind,
    time::Weekday,
};

/// A centre, and the form as it was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened<Form> {
    /// The centre.
    pub view: CentreView,
    /// What was typed.
    pub typed: Option<Form>,
}

/// A centre, and what was typed of one of its rooms and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRoom {
    /// The centre.
    pub view: CentreView,
    /// Its hours.
    pub typed: Option<HoursForm>,
    /// Where people wait for it.
    pub area: Option<AreaForm>,
    /// How many people it holds.
    pub capacity: Option<CapacityForm>,
}

/// A centre, its rules as they were typed and not taken, and what is booked against those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighedRules {
    /// The centre.
    pub view: CentreView,
    /// What was typed.
    pub typed: Option<RulesForm>,
    /// What would go against it, and how many more; `None` if nobody asked.
    pub weighed: Option<(Vec<Contradiction>, usize)>,
}

/// A centre with its blocks, and the holiday as it was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview<Form> {
    /// The centre.
    pub view: CentreView,
    /// What is blocked and not over.
    pub blocks: Vec<BlockView>,
    /// What was typed.
    pub typed: Option<Form>,
}

/// A block that is being prepared: what it would hit, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// The centre.
    pub board: BlockBoard,
    /// What and when, as typed.
    pub form: BlockForm,
    /// What it would hit; `None` before it is asked for.
    pub hits: Option<Vec<Hit>>,
    /// What is wrong with what and when.
    pub problems: Vec<Problem>,
    /// Why, as typed and not taken.
    pub typed: Option<BlockForm>,
}

/// What a block is over and when, as it stands in an address.
pub type ExtentQuery = (String, String, String, String, String);

/// What and when of a block, from the address; its cause and words never stand in one.
pub fn extent_of(query: ExtentQuery) -> BlockForm {
    let (room, from_date, from_time, until_date, until_time) = query;
    BlockForm { room, from_date, from_time, until_date, until_time, ..BlockForm::default() }
}

/// The address of a centre.
pub fn path(centre: CentreId) -> String {
    format!("/centres/{centre}")
}

/// The day that an address names; Monday without one.
pub fn day_of(code: Option<String>) -> Weekday {
    code.as_deref().and_then(Weekday::from_code).unwrap_or(Weekday::Mon)
}

/// The kind that an address names; the first without one.
pub fn kind_of(code: Option<String>) -> CountKind {
    code.as_deref().and_then(CountKind::from_code).unwrap_or(CountKind::ALL[0])
}

/// Whether anything of a block was asked for.
#[cfg(any(feature = "ssr", test))]
pub fn asks(form: &BlockForm) -> bool {
    [&form.from_date, &form.from_time, &form.until_date, &form.until_time].iter().any(|field| !field.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_day_and_a_kind_or_the_first() {
        assert_eq!(day_of(Some("thu".to_owned())), Weekday::Thu);
        assert_eq!(day_of(Some("jueves".to_owned())), Weekday::Mon);
        assert_eq!(kind_of(Some("meal".to_owned())), CountKind::Meal);
        assert_eq!(kind_of(None), CountKind::Count);
    }

    #[test]
    fn a_block_is_weighed_once_anything_of_it_is_asked_for() {
        assert!(!asks(&BlockForm::default()));
        let query = ("", "2026-11-23", "", "", "");
        let of = |text: &str| text.to_owned();
        assert!(asks(&extent_of((of(query.0), of(query.1), of(query.2), of(query.3), of(query.4)))));
    }
}
