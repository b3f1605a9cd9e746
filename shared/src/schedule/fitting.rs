//! Which rooms are fit for what: how many people they hold, and whether the equipment that is needed stands in them.

use std::num::NonZeroU16;

use super::{Bar, Over, Resource, Why};
use crate::{appointment::Kind, ids::RoomId, time::Period};

/// What a room offers, as far as it is known. What is not known stands against nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fitting {
    /// How many of those who are brought it holds; `None` if nobody said.
    pub holds: Option<NonZeroU16>,
    /// Whether no equipment stands in it, although its centre lists what stands in its rooms.
    pub bare: bool,
}

/// What an appointment needs of its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// How many are brought to it. The others take part from afar.
    pub people: u16,
    /// Whether it cannot be held without equipment.
    pub kit: bool,
}

impl Need {
    /// What an appointment of `kind` needs to which so many are brought.
    pub fn of(kind: Kind, people: usize) -> Self {
        Self { people: u16::try_from(people).unwrap_or(u16::MAX), kit: needs_kit(kind) }
    }
}

/// Whether an appointment of `kind` cannot be held without equipment in its room: a court or a clinician is seen there from
/// afar. Whoever comes to the centre for the others needs a table.
pub const fn needs_kit(kind: Kind) -> bool {
    matches!(kind, Kind::Hearing | Kind::Teleconsultation)
}

impl Fitting {
    /// The rules by which a room like this one cannot serve for `need`.
    pub fn against(self, need: Need) -> impl Iterator<Item = Why> {
        let small = self.holds.map(NonZeroU16::get).filter(|holds| *holds < need.people);
        let small = small.map(|holds| Why::TooSmall { holds, needed: need.people });
        small.into_iter().chain((self.bare && need.kit).then_some(Why::Unequipped))
    }
}

/// Those of `rooms` that cannot serve for `need`, barred all through `within`.
pub fn unfit(rooms: impl IntoIterator<Item = (RoomId, Fitting)>, need: Need, within: Period) -> Vec<Bar> {
    let bars = |(room, fitting): (RoomId, Fitting)| {
        let over = Over::Resource(Resource::Room(room));
        fitting.against(need).map(move |why| Bar { over, period: within, why })
    };
    rooms.into_iter().flat_map(bars).collect()
}
