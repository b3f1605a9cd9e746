//! When a detainee leaves a centre.

use sea_orm::entity::prelude::*;

/// When a detainee leaves a centre.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "departures")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Detainee id.
    pub detainee_id: Uuid,
    /// The centre they leave.
    pub centre_id: Uuid,
    /// Transfer, release.
    pub why: String,
    /// From then on they are not there (seconds since 1970, UTC).
    pub from_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
