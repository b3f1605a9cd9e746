//! What an appointment was asked for with, by somebody who may not book it.

use sea_orm::entity::prelude::*;

/// What an appointment was asked for with, by somebody who may not book it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who asked.
    pub account_id: Uuid,
    /// The professional who asked, if it is one who would take part.
    pub person_id: Option<Uuid>,
    /// For whom.
    pub detainee_id: Uuid,
    /// The part of the day.
    pub part: String,
    /// Its length.
    pub minutes: i32,
    /// A few words.
    pub note: Option<String>,
    /// Whether it got its slot.
    pub booked: bool,
    /// When it was booked or declined (seconds since 1970, UTC).
    pub answered_at: Option<i64>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
