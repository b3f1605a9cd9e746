//! Two, people or groups, that must not meet.

use sea_orm::entity::prelude::*;

/// Two, people or groups, that must not meet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incompatibilities")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Detainee, group.
    pub one_kind: String,
    /// The smaller id.
    pub one_id: Uuid,
    /// Detainee, group.
    pub other_kind: String,
    /// The greater id.
    pub other_id: Uuid,
    /// Why; none if it came with an import. Only those who keep separations read it.
    pub reason: Option<String>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
