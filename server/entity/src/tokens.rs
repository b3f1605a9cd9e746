//! What a program of an agency comes with: stored only as a hash.

use sea_orm::entity::prelude::*;

/// What a program of an agency comes with: stored only as a hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tokens")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, base64url.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// Agency id.
    pub agency_id: Uuid,
    /// Its name.
    pub name: String,
    /// Codes joined by spaces.
    pub grants: String,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: Option<i64>,
    /// Revoked at (seconds since 1970, UTC).
    pub revoked_at: Option<i64>,
    /// Used at, to the hour (seconds since 1970, UTC).
    pub used_at: Option<i64>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
