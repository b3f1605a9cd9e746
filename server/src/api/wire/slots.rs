//! Slots as programs read them.

use serde::Serialize;
use shared::{
    directory::Language,
    draft::{SlotView, Wished},
    exchange::Found,
};
use utoipa::ToSchema;

use super::{appointment::Named, problem::ObstacleBody, written};
use crate::api::problem::obstacle_body;

/// A free slot.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Slot {
    /// When the appointment starts.
    #[schema(schema_with = super::moment)]
    start: String,
    /// The first moment after it.
    #[schema(schema_with = super::moment)]
    end: String,
    /// When the private meeting before it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::moment, required = false)]
    meeting_start: Option<String>,
    /// When the private meeting after it ends; it starts where the appointment ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::moment, required = false)]
    meeting_end: Option<String>,
    /// The room.
    room: Named,
    /// The rooms at the other centres, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    beside: Vec<BesideRoom>,
}

/// A room at another centre, at the same time.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct BesideRoom {
    /// The name of the centre.
    centre: String,
    /// The name of the room.
    room: String,
}

/// What becomes of a start that was wished for.
#[derive(Serialize, ToSchema)]
#[schema(as = WishedSlot)]
pub(in crate::api) struct WishedBody {
    /// The start.
    #[schema(schema_with = super::moment)]
    start: String,
    /// The slot, if it is possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<Slot>,
    /// Everything that is in the way.
    obstacles: Vec<ObstacleBody>,
    /// The nearest other slots.
    nearest: Vec<Slot>,
}

/// The slots that were found.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Availability {
    /// The IANA name of the centre's zone.
    zone: String,
    /// The first slots.
    slots: Vec<Slot>,
    /// What becomes of the start that was wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    wished: Option<WishedBody>,
}

impl From<SlotView> for Slot {
    fn from(it: SlotView) -> Self {
        Self {
            start: written(it.period.start),
            end: written(it.period.end),
            meeting_start: it.meeting_start.map(written),
            meeting_end: it.meeting_end.map(written),
            room: Named { id: it.slot.room.0, name: it.room.into() },
            beside: it
                .beside
                .into_iter()
                .map(|(centre, room)| BesideRoom { centre: centre.into(), room: room.into() })
                .collect(),
        }
    }
}

impl Availability {
    /// What was found, its obstacles in words of `language`.
    pub(in crate::api) fn of(found: Found, language: Language) -> Self {
        let wished = |it: Wished| WishedBody {
            start: written(it.start),
            slot: it.slot.map(Slot::from),
            obstacles: it.obstacles.iter().map(|obstacle| obstacle_body(language, obstacle)).collect(),
            nearest: it.nearest.into_iter().map(Slot::from).collect(),
        };
        Self {
            zone: found.zone.0,
            slots: found.slots.into_iter().map(Slot::from).collect(),
            wished: found.wished.map(wished),
        }
    }
}
