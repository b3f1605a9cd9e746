//! How long before a hearing people must know of it.

use sea_orm::entity::prelude::*;

/// How long before a hearing people must know of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_periods")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Hearing type.
    pub hearing_type: String,
    /// Hours before the start.
    pub hours: i32,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
