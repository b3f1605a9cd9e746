//! One centre's part of an appointment.

use sea_orm::entity::prelude::*;

/// One centre's part of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sites")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Centre id.
    pub centre_id: Uuid,
    /// Room id.
    pub room_id: Uuid,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
