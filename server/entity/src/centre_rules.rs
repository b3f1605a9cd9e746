//! What a centre needs for every appointment.

use sea_orm::entity::prelude::*;

/// What a centre needs for every appointment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "centre_rules")]
pub struct Model {
    /// Its identifier: the centre's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Minutes from the cell to the room.
    pub move_before: i16,
    /// Minutes back.
    pub move_after: i16,
    /// Minutes that a room needs between two appointments.
    pub turnover: i16,
    /// Escort teams; none if there are always enough.
    pub teams: Option<i16>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
