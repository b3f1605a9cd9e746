//! A slot that somebody is choosing.

use sea_orm::entity::prelude::*;

/// A slot that somebody is choosing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holds")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The draft, or the appointment that moves.
    pub holder_id: Uuid,
    /// Where the slot is.
    pub centre_id: Uuid,
    /// Room, detainee, person.
    pub resource_kind: String,
    /// Resource id.
    pub resource_id: Uuid,
    /// Starts at (seconds since 1970, UTC).
    pub starts_at: i64,
    /// Ends at (seconds since 1970, UTC).
    pub ends_at: i64,
    /// Lapses at (seconds since 1970, UTC).
    pub expires_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
