//! The equipment set in a room.

use sea_orm::entity::prelude::*;

/// The equipment set in a room.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kits")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Room id.
    pub room_id: Uuid,
    /// Its unique code.
    #[sea_orm(unique)]
    pub code: String,
    /// Description.
    pub description: String,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
