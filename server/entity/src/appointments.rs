//! A planned event.

use sea_orm::entity::prelude::*;

/// A planned event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointments")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Grows with every change.
    pub version: i32,
    /// Kind.
    pub kind: String,
    /// Hearing type.
    pub hearing_type: Option<String>,
    /// Case number.
    pub case_number: Option<String>,
    /// Agency id.
    pub agency_id: Uuid,
    /// State.
    pub state: String,
    /// Starts at (seconds since 1970, UTC).
    pub starts_at: i64,
    /// Ends at (seconds since 1970, UTC).
    pub ends_at: i64,
    /// Of the centre.
    pub zone: String,
    /// The hearing that a private meeting belongs to.
    pub main_id: Option<Uuid>,
    /// Interpreter language.
    pub interpreter_language: Option<String>,
    /// Resolution.
    pub resolution: Option<String>,
    /// YYYY-MM-DD.
    pub resolution_date: Option<String>,
    /// Resolution judge.
    pub resolution_judge: Option<String>,
    /// Ground.
    pub ground: Option<String>,
    /// Accused.
    pub accused: Option<String>,
    /// Cause.
    pub cause: Option<String>,
    /// Cause note.
    pub cause_note: Option<String>,
    /// The draft it was booked from: booking twice has one effect.
    #[sea_orm(unique)]
    pub draft_id: Option<Uuid>,
    /// YYYY-MM-DD: the last day on which the law lets it be held.
    pub deadline: Option<String>,
    /// Why it was booked at shorter notice than is due.
    pub notice_reason: Option<String>,
    /// Created by.
    pub created_by: Option<Uuid>,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
