//! A personal link: stored only as a hash.

use sea_orm::entity::prelude::*;

/// A personal link: stored only as a hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, base64url.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// Participant id.
    pub participant_id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: i64,
    /// A newer link was sent.
    pub replaced: bool,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
