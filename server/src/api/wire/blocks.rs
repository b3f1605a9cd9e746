//! When professionals cannot be had, as programs read and write it.

use serde::{Deserialize, Serialize};
use shared::exchange::{self as domain, Key};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{appointment::Named, written};
use crate::api::input::{Moment, OfACentre};

/// A professional who cannot be had for a while.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewBlock {
    /// Who: an identifier or an e-mail address.
    #[schema(max_length = 254)]
    person: String,
    /// From when on.
    #[schema(schema_with = super::moment)]
    start: Moment,
    /// Until when.
    #[schema(schema_with = super::moment)]
    end: Moment,
    /// Why.
    #[schema(schema_with = super::given_causes)]
    cause: String,
    /// A few words; `other` needs them.
    #[schema(max_length = 1000)]
    note: Option<String>,
    /// Not the agency's to block.
    #[serde(default)]
    #[schema(ignore)]
    room: OfACentre,
    /// Neither.
    #[serde(default)]
    #[schema(ignore)]
    centre: OfACentre,
}

/// The same as it stands.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Block {
    /// Its identifier.
    id: Uuid,
    /// Who.
    person: Named,
    /// From when on.
    #[schema(schema_with = super::moment)]
    start: String,
    /// Until when.
    #[schema(schema_with = super::moment)]
    end: String,
    /// The IANA name of the zone in which they work.
    zone: String,
    /// Why; `calendar` if their own calendar says so.
    #[schema(schema_with = super::block_causes)]
    cause: &'static str,
    /// A few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A block with what it hits.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct BlockWithHits {
    /// The block.
    block: Block,
    /// The agency's appointments in that time, by start.
    appointments: Vec<Uuid>,
    /// How many appointments of others there are in that time.
    others: usize,
}

/// What a block would hit.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct BlockHits {
    /// The agency's appointments in that time, by start.
    appointments: Vec<Uuid>,
    /// How many appointments of others there are in that time.
    others: usize,
}

/// A page of blocks.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct BlockPage {
    /// By start.
    pub(in crate::api) items: Vec<Block>,
    /// Where the next page begins; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next_cursor: Option<String>,
}

impl From<NewBlock> for domain::BlockOrder {
    fn from(it: NewBlock) -> Self {
        let NewBlock { person, start, end, cause, note, room: OfACentre, centre: OfACentre } = it;
        let note = note.unwrap_or_default();
        Self { person: Key::from(person.as_str()), start: start.0, end: end.0, cause, note }
    }
}

impl From<domain::Block> for Block {
    fn from(it: domain::Block) -> Self {
        Self {
            id: it.id.0,
            person: Named { id: it.person.id.0, name: it.person.name.into() },
            start: written(it.period.start),
            end: written(it.period.end),
            zone: it.zone.0,
            cause: it.cause.code(),
            note: it.note.map(|note| note.to_string()),
        }
    }
}

impl From<domain::Touched> for BlockHits {
    fn from(it: domain::Touched) -> Self {
        Self { appointments: it.hits.into_iter().map(|id| id.0).collect(), others: it.more }
    }
}

impl From<domain::Blocked> for BlockWithHits {
    fn from(it: domain::Blocked) -> Self {
        Self { block: it.block.into(), appointments: it.hits.into_iter().map(|id| id.0).collect(), others: it.more }
    }
}
