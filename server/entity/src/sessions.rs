//! A signed-in browser.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie's secret, base64url.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// Account id.
    pub account_id: Uuid,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
    /// Seen at (seconds since 1970, UTC).
    pub seen_at: i64,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
