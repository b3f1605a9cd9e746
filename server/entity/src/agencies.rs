//! A court, clinic, defence office or monitoring centre.

use sea_orm::entity::prelude::*;

/// A court, clinic, defence office or monitoring centre.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agencies")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its unique code.
    #[sea_orm(unique)]
    pub code: String,
    /// Its name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Country.
    pub country: String,
    /// Zone.
    pub zone: String,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
