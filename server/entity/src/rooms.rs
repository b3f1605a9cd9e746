//! A room in a centre.

use sea_orm::entity::prelude::*;

/// A room in a centre.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rooms")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Centre id.
    pub centre_id: Uuid,
    /// Unique in the centre.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Codes joined by spaces.
    pub uses: String,
    /// Rooms with the same share a waiting area.
    pub waiting_area: Option<String>,
    /// How many people it holds; none if nobody said.
    pub capacity: Option<i16>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
