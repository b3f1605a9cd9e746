//! An appointment that goes on with an adjourned one.

use sea_orm::entity::prelude::*;

/// An appointment that goes on with an adjourned one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "continuations")]
pub struct Model {
    /// The appointment that goes on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The one that was adjourned.
    pub continues_id: Uuid,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
