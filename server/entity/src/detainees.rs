//! A person deprived of liberty.

use sea_orm::entity::prelude::*;

/// A person deprived of liberty.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "detainees")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its unique code.
    #[sea_orm(unique)]
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name and code, lower case, without accents.
    pub search: String,
    /// Centre id.
    pub centre_id: Uuid,
    /// Module.
    pub module: Option<String>,
    /// Whether sentenced: a code.
    pub legal_status: Option<String>,
    /// With whom held: a code.
    pub sex: Option<String>,
    /// Whether of age: a code.
    pub age_group: Option<String>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
