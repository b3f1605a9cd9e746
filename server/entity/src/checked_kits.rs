//! Which equipment stood in a room when the room was checked.

use sea_orm::entity::prelude::*;

/// Which equipment stood in a room when the room was checked.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checked_kits")]
pub struct Model {
    /// Check id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub check_id: Uuid,
    /// Kit id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kit_id: Uuid,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
