//! Who is to join and to leave, as the address says it.

use serde::{Deserialize, Serialize};
use shared::{
    appointment::{FieldChange, Summary},
    directory::PersonSummary,
    ids::{AppointmentId, PersonId},
};

/// What is being put together: people's identifiers with commas between, and what is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Swapping {
    /// Who joins.
    pub join: String,
    /// Who leaves.
    pub leave: String,
    /// The code of the part in which somebody is sought; empty before a search.
    pub part: String,
    /// What their name begins with.
    pub name: String,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapView {
    /// The appointment.
    pub summary: Summary,
    /// Those who are to join.
    pub joining: Vec<PersonSummary>,
    /// What others changed before a change that was not made.
    pub meanwhile: Vec<FieldChange>,
}

impl Swapping {
    /// What an address asks for.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let of = |key| query(key).unwrap_or_default();
        Self { join: of("join"), leave: of("leave"), part: of("part"), name: of("name") }
    }

    /// Whether nothing is to change.
    pub fn is_empty(&self) -> bool {
        people(&self.join).is_empty() && people(&self.leave).is_empty()
    }

    /// Who joins; what is no identifier is nobody.
    #[cfg(any(feature = "ssr", test))]
    pub fn joining(&self) -> Vec<PersonId> {
        people(&self.join)
    }

    /// Who leaves.
    #[cfg(any(feature = "ssr", test))]
    pub fn leaving(&self) -> Vec<PersonId> {
        people(&self.leave)
    }

    /// Whether `person` leaves.
    pub fn leaves(&self, person: PersonId) -> bool {
        people(&self.leave).contains(&person)
    }

    /// The same, and `person` leaves.
    pub fn with_leave(&self, person: PersonId) -> Self {
        Self { leave: with(&self.leave, person), ..self.clone() }
    }

    /// The same, but `person` stays.
    pub fn without_leave(&self, person: PersonId) -> Self {
        Self { leave: without(&self.leave, person), ..self.clone() }
    }

    /// The same, and `person`, who was found, joins: the search is over.
    pub fn with_join(&self, person: PersonId) -> Self {
        Self { join: with(&self.join, person), part: String::new(), name: String::new(), ..self.clone() }
    }

    /// The same, but `person` does not join.
    pub fn without_join(&self, person: PersonId) -> Self {
        Self { join: without(&self.join, person), ..self.clone() }
    }

    /// The address. The name that was searched for is not kept in it: addresses are written down in places.
    pub fn path(&self, id: AppointmentId) -> String {
        let parts = [("join", &self.join), ("leave", &self.leave), ("part", &self.part)];
        let query: Vec<_> =
            parts.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", super::swap_path(id), query.join("&"))
    }
}

fn people(list: &str) -> Vec<PersonId> {
    list.split(',').filter_map(|id| id.parse().ok()).collect()
}

fn written(people: &[PersonId]) -> String {
    people.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn with(list: &str, person: PersonId) -> String {
    let mut people = people(list);
    if !people.contains(&person) {
        people.push(person);
    }
    written(&people)
}

fn without(list: &str, person: PersonId) -> String {
    let mut people = people(list);
    people.retain(|one| *one != person);
    written(&people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let (one, other) = (
            PersonId("018f7b1e-0000-7000-8000-000000000001".parse().unwrap()),
            PersonId("018f7b1e-0000-7000-8000-000000000002".parse().unwrap()),
        );
        let swapping = Swapping::default().with_join(one).with_join(other).with_join(one).with_leave(other);
        let id = AppointmentId("018f7b1e-0000-7000-8000-000000000003".parse().unwrap());
        let path = swapping.path(id);
        let query = path.split_once('?').unwrap().1.to_owned();
        let read = Swapping::read(|key| {
            query.split('&').find_map(|pair| pair.strip_prefix(&format!("{key}=")).map(ToOwned::to_owned))
        });
        assert_eq!((&read, read.joining(), read.leaving()), (&swapping, vec![one, other], vec![other]));
        let none = read.without_join(one).without_join(other).without_leave(other);
        assert!(none.is_empty() && !none.path(id).contains('?'));
        assert!(
            Swapping { join: "x, ,1".to_owned(), ..Swapping::default() }.is_empty(),
            "what is no identifier is nobody"
        );
    }
}
