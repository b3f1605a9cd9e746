//! When a room is open, in the centre's civil time.

use sea_orm::entity::prelude::*;

/// When a room is open, in the centre's civil time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_hours")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Room id.
    pub room_id: Uuid,
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
