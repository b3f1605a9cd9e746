//! What travels to the pages of those who are held, and how it reads.

use locales::{dates, texts, words};
use serde::{Deserialize, Serialize};
use shared::{
    block::Hit,
    directory::Language,
    error::Problem,
    held::{CategoryForm, HeldView, Leaving, LeavingForm},
    ids::{CentreId, DetaineeId},
    schedule::waiting::Category,
};

/// Somebody who is held in a centre, and what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Who it is.
    pub view: HeldView,
    /// The departure that is being prepared.
    pub form: LeavingForm,
    /// What it would hit; `None` before it is asked for.
    pub hits: Option<Vec<Hit>>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The category as it was chosen and not taken.
    pub category: Option<CategoryForm>,
}

/// The address of those who are held in a centre.
pub fn path(centre: CentreId) -> String {
    format!("/centres/{centre}/detainees")
}

/// The address of one of them.
pub fn path_of(centre: CentreId, detainee: DetaineeId) -> String {
    format!("{}/{detainee}", path(centre))
}

/// `sentenciada, con mujeres`: what is known.
pub fn category(language: Language, of: Category) -> String {
    let known = [
        of.status.map(|it| words::legal_status(language, it)),
        of.sex.map(|it| words::sex(language, it)),
        of.age.map(|it| words::age_group(language, it)),
    ];
    let known: Vec<_> = known.into_iter().flatten().collect();
    if known.is_empty() { texts(language).detainees.unknown.to_owned() } else { known.join(", ") }
}

/// `Traslado: primer día fuera, …`, which is as true of who has left as of who will.
pub fn leaving(language: Language, of: Leaving) -> String {
    let why = dates::capitalised(words::departure(language, of.why));
    texts(language).detainees.leaving_from(why, dates::full_date(language, of.from))
}

#[cfg(test)]
mod tests {
    use shared::schedule::{
        Departure,
        waiting::{LegalStatus, Sex},
    };

    use super::*;

    #[test]
    fn only_what_is_known_is_said() {
        let known = Category { status: Some(LegalStatus::Remand), sex: Some(Sex::Woman), age: None };
        assert_eq!(category(Language::En, known), "on remand, with women");
        assert_eq!(category(Language::En, Category::default()), "Not recorded");
    }

    #[test]
    fn a_departure_says_why_and_from_which_day_on() {
        let of = Leaving { why: Departure::Transfer, from: jiff::civil::date(2026, 11, 24) };
        let said = leaving(Language::En, of);
        assert!(said.starts_with("Transfer: first day away, ") && said.contains("24"), "{said}");
    }
}
