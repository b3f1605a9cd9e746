//! A booking being prepared.

use sea_orm::entity::prelude::*;

/// A booking being prepared.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// `shared::draft::Draft`.
    pub body: Json,
    /// Updated at (seconds since 1970, UTC).
    pub updated_at: i64,
    /// What it became.
    pub appointment_id: Option<Uuid>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
