//! A list of hearings that is planned and booked as a whole.

use sea_orm::entity::prelude::*;

/// A list of hearings that is planned and booked as a whole.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dockets")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub agency_id: Uuid,
    /// Who uploaded it; none if a program did.
    pub account_id: Option<Uuid>,
    /// The name of its file.
    pub name: String,
    /// `shared::docket::Stage` code.
    pub stage: String,
    /// Counts the changes.
    pub version: i32,
    /// `shared::docket::Content`.
    pub body: Json,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
    /// Updated at (seconds since 1970, UTC).
    pub updated_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
