//! When a professional works, in the civil time of their agency.

use sea_orm::entity::prelude::*;

/// When a professional works, in the civil time of their agency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "working_hours")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Person id.
    pub person_id: Uuid,
    /// 0 is Monday.
    pub weekday: i16,
    /// After midnight.
    pub from_minute: i16,
    /// After midnight, exclusive.
    pub to_minute: i16,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
