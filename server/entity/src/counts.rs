//! Hours of a weekday in which nobody moves.

use sea_orm::entity::prelude::*;

/// Hours of a weekday in which nobody moves.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counts")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Centre id.
    pub centre_id: Uuid,
    /// Count, meal, regime.
    pub kind: String,
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
