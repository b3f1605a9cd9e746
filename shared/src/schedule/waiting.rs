//! Who may wait beside whom: people of different categories are not brought to rooms that share a waiting area at the same
//! time.

use serde::{Deserialize, Serialize};

use super::{Bar, Movement, Over, Resource, Why};
use crate::{appointment::coded, ids::RoomId, text::Code, time::Period};

coded! {
    /// Whether somebody has been sentenced.
    LegalStatus {
        /// Awaiting trial or judgment.
        Remand = "remand",
        /// Serving a sentence.
        Sentenced = "sentenced",
    }

    /// With whom somebody is held.
    Sex {
        /// With women.
        Woman = "woman",
        /// With men.
        Man = "man",
    }

    /// Whether somebody is of age.
    AgeGroup {
        /// Of age.
        Adult = "adult",
        /// A minor.
        Minor = "minor",
    }
}

/// By what the law holds people apart (the Nelson Mandela Rules, rule 11), as far as it is known of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Category {
    /// Whether they have been sentenced.
    pub status: Option<LegalStatus>,
    /// With whom they are held.
    pub sex: Option<Sex>,
    /// Whether they are of age.
    pub age: Option<AgeGroup>,
}

impl Category {
    /// Whether anything is known.
    pub const fn is_known(self) -> bool {
        self.status.is_some() || self.sex.is_some() || self.age.is_some()
    }

    /// Whether the two are held apart. What is not known of one of them holds nobody apart.
    pub fn apart(self, other: Self) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        differ(self.status, other.status) || differ(self.sex, other.sex) || differ(self.age, other.age)
    }
}

/// Somebody who is brought to a room of a waiting area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The area.
    pub area: Code,
    /// By what they are held apart.
    pub category: Category,
    /// From the cell and back.
    pub out: Period,
}

/// When each of `rooms`, of which the areas are given, cannot be had for people of the categories `own` because of who is
/// brought there: a room is asked for without the movement, so the others' periods are longer by it.
pub fn kept_apart(
    rooms: impl IntoIterator<Item = (RoomId, Code)>,
    own: &[Category],
    movement: Movement,
    others: &[Waiting],
) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (room, area) in rooms {
        let apart = |other: &&Waiting| other.area == area && own.iter().any(|one| one.apart(other.category));
        for other in others.iter().filter(apart) {
            let start = other.out.start().plus_minutes(-i64::from(movement.after));
            let end = other.out.end().plus_minutes(i64::from(movement.before));
            if let Some(period) = Period::new(start, end) {
                bars.push(Bar { over: Over::Resource(Resource::Room(room)), period, why: Why::Separated });
            }
        }
    }
    bars
}
