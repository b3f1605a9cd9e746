//! What makes double booking impossible: the database refuses overlapping live ones of one resource.

use sea_orm::entity::prelude::*;

/// What makes double booking impossible: the database refuses overlapping live ones of one resource.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservations")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Room, detainee, person.
    pub resource_kind: String,
    /// Resource id.
    pub resource_id: Uuid,
    /// Starts at (seconds since 1970, UTC).
    pub starts_at: i64,
    /// Ends at (seconds since 1970, UTC).
    pub ends_at: i64,
    /// Live.
    pub live: bool,
    /// The centre in which a detainee is out; the database fills it in from the site.
    pub centre_id: Option<Uuid>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
