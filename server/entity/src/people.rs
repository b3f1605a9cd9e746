//! A professional who takes part in appointments.

use sea_orm::entity::prelude::*;

/// A professional who takes part in appointments.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Name, lower case, without accents.
    pub search: String,
    /// Email.
    #[sea_orm(unique)]
    pub email: String,
    /// Role.
    pub role: String,
    /// Agency id.
    pub agency_id: Option<Uuid>,
    /// Interprets.
    pub interprets: Option<String>,
    /// Of notices.
    pub language: String,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
