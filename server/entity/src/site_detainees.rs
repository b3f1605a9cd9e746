//! Who is brought to a site.

use sea_orm::entity::prelude::*;

/// Who is brought to a site.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_detainees")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Site id.
    pub site_id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Detainee id.
    pub detainee_id: Uuid,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
