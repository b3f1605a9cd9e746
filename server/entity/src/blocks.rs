//! A room, a centre or a person that cannot be had for a while.

use sea_orm::entity::prelude::*;

/// A room, a centre or a person that cannot be had for a while.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blocks")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Room, centre, person.
    pub over_kind: String,
    /// Which.
    pub over_id: Uuid,
    /// The centre whose it is; none for people.
    pub centre_id: Option<Uuid>,
    /// Starts at (seconds since 1970, UTC).
    pub starts_at: i64,
    /// Ends at (seconds since 1970, UTC).
    pub ends_at: i64,
    /// Cause.
    pub cause: String,
    /// Note.
    pub note: Option<String>,
    /// Account id.
    pub created_by: Option<Uuid>,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
