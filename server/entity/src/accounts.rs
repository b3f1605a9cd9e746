//! Someone who signs in.

use sea_orm::entity::prelude::*;

/// Someone who signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Lower case.
    #[sea_orm(unique)]
    pub login: String,
    /// Its name.
    pub name: String,
    /// Argon2id, PHC format.
    pub password_hash: String,
    /// Role.
    pub role: String,
    /// Agency id.
    pub agency_id: Option<Uuid>,
    /// Centre id.
    pub centre_id: Option<Uuid>,
    /// Person id.
    pub person_id: Option<Uuid>,
    /// Language; `any` until somebody chooses one.
    pub language: String,
    /// Active.
    pub active: bool,
    /// Wrong passwords in a row.
    pub failures: i32,
    /// Last failure at (seconds since 1970, UTC).
    pub last_failure_at: Option<i64>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
