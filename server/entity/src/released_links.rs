//! The personal link of somebody who left an appointment: stored only as a hash.

use sea_orm::entity::prelude::*;

/// The personal link of somebody who left an appointment: stored only as a hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "released_links")]
pub struct Model {
    /// Its identifier, which it had as a link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, base64url.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Person id.
    pub person_id: Uuid,
    /// Released at (seconds since 1970, UTC).
    pub released_at: i64,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
