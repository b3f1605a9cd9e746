//! Appointments that can no longer be held as they are booked, and the least disturbing way to mend that.

use serde::{Deserialize, Serialize};

use crate::{
    block::BlockForm,
    draft::SlotView,
    ids::{AppointmentId, CentreId, PersonId, RoomId},
    schedule::{Obstacle, Sitting, Slot},
    text::{CaseNumber, Name},
    time::{LocalPeriod, ZoneName},
};

#[cfg(feature = "zones")]
mod placing;
#[cfg(feature = "zones")]
mod search;

#[cfg(feature = "zones")]
pub use self::{
    placing::{Disturbance, MOST_HELPERS, MOST_STEPS},
    search::{MOST_SLOTS, Piece, Repair, repair},
};

/// An appointment that is broken, or that would make place for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairRow {
    /// Which.
    pub id: AppointmentId,
    /// The version on which the repair is made.
    pub version: i32,
    /// The case, if it is of a court.
    pub case_number: Option<CaseNumber>,
    /// Who is brought.
    pub detainees: Vec<Name>,
    /// From where.
    pub centre: Name,
    /// The zone of that place.
    pub zone: ZoneName,
    /// Where it is booked.
    pub now: SlotView,
    /// Whether everybody said yes to that.
    pub confirmed: bool,
    /// What stands against it there; nothing if it only makes place.
    pub why: Vec<Obstacle>,
    /// Where it would go; `None` if it has no place.
    pub to: Option<SlotView>,
    /// The centre there and its zone, if it is another one: those who are brought were transferred to it.
    pub to_centre: Option<(Name, ZoneName)>,
    /// The rooms of the other sites there, in their order.
    pub to_beside: Vec<RoomId>,
}

impl RepairRow {
    /// The move, as somebody accepts it; `None` if it has no place.
    pub fn accepted(&self) -> Option<Accepted> {
        let to = Sitting { slot: self.to.as_ref()?.slot, beside: self.to_beside.clone() };
        Some(Accepted { id: self.id, version: self.version, to })
    }
}

/// Who or what could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// A professional.
    Person(PersonId),
    /// A room of a centre, as the form says, or the whole centre.
    Centre(CentreId),
}

/// A block that does not stand yet: the repair is sought as if it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supposed {
    /// Who or what.
    pub missing: Missing,
    /// When; and why, once it is to stand.
    pub form: BlockForm,
}

/// The same as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supposition {
    /// As it was asked for.
    pub of: Supposed,
    /// Who or what, by name.
    pub name: Name,
    /// When.
    pub period: LocalPeriod,
    /// The zone of that time.
    pub zone: ZoneName,
}

/// What is broken, and how it can be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairView {
    /// Over how many days was looked.
    pub days: i64,
    /// What does not stand yet and was taken as if it did.
    pub supposed: Option<Supposition>,
    /// Whether the reader may make the moves, and not only look at them.
    pub may_accept: bool,
    /// How many appointments that could be broken too were not looked at, because there are too many.
    pub not_looked_at: usize,
    /// The zone that the reader thinks in: of what could not be had, else of their agency.
    pub zone: ZoneName,
    /// The appointments, by start: those that are broken, and those that would be moved for them.
    pub rows: Vec<RepairRow>,
}

/// A move that somebody accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Accepted {
    /// Which appointment.
    pub id: AppointmentId,
    /// In which version they saw it.
    pub version: i32,
    /// Where it goes.
    pub to: Sitting,
}

impl std::fmt::Display for Accepted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Slot { start, room } = self.to.slot;
        write!(f, "{}:{}:{}:{room}", self.id, self.version, start.0)?;
        self.to.beside.iter().try_for_each(|room| write!(f, ":{room}"))
    }
}

/// What a box sends is no move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMove;

impl std::str::FromStr for Accepted {
    type Err = NoMove;

    fn from_str(text: &str) -> Result<Self, NoMove> {
        let mut parts = text.split(':');
        let mut next = || parts.next().ok_or(NoMove);
        let id = next()?.parse().map_err(|_| NoMove)?;
        let version = next()?.parse().map_err(|_| NoMove)?;
        let start = next()?.parse().map_err(|_| NoMove)?;
        let room = next()?.parse().map_err(|_| NoMove)?;
        let slot = Slot { start: crate::time::Instant(start), room };
        let beside = parts.map(|room| room.parse().map_err(|_| NoMove)).collect::<Result<_, _>>()?;
        Ok(Self { id, version, to: Sitting { slot, beside } })
    }
}
