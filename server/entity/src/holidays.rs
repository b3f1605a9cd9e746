//! A day on which a centre holds no appointments.

use sea_orm::entity::prelude::*;

/// A day on which a centre holds no appointments.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holidays")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Centre id.
    pub centre_id: Uuid,
    /// YYYY-MM-DD.
    pub date: String,
    /// Its name.
    pub name: String,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
