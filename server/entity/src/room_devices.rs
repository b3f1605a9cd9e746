//! A device that stays in a room: what it comes with is stored only as a hash.

use sea_orm::entity::prelude::*;

/// A device that stays in a room: what it comes with is stored only as a hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_devices")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, base64url.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// Room id.
    pub room_id: Uuid,
    /// Who let it stay: account id.
    pub account_id: Option<Uuid>,
    /// Since (seconds since 1970, UTC).
    pub since: i64,
    /// The beginning of the day on which it was last used (seconds since 1970, UTC).
    pub used_at: Option<i64>,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
