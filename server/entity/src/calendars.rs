//! A calendar file that was read and not taken yet: its times and nothing else.

use sea_orm::entity::prelude::*;

/// A calendar file that was read and not taken yet: its times and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendars")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose calendar it is.
    pub person_id: Uuid,
    /// Who uploaded it.
    pub account_id: Uuid,
    /// Pairs of start and end (seconds since 1970, UTC).
    pub body: Json,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
