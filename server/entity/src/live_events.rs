//! What open screens are told; the only way out together with messages.

use sea_orm::entity::prelude::*;

/// What open screens are told; the only way out together with messages.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "live_events")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Agency id.
    pub agency_id: Uuid,
    /// Centres.
    pub centres: Json,
    /// People.
    pub people: Json,
    /// At.
    pub at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
