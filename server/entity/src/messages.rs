//! A message to a person.

use sea_orm::entity::prelude::*;

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Participant id; none once they have left the appointment.
    pub participant_id: Option<Uuid>,
    /// Kind.
    pub kind: String,
    /// To name.
    pub to_name: String,
    /// To email.
    pub to_email: String,
    /// Language.
    pub language: String,
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: String,
    /// Calendar.
    pub calendar: String,
    /// REQUEST or CANCEL.
    pub calendar_method: String,
    /// Delivery.
    pub delivery: String,
    /// Attempts.
    pub attempts: i32,
    /// Next attempt at (seconds since 1970, UTC).
    pub next_attempt_at: i64,
    /// Last error.
    pub last_error: Option<String>,
    /// Written at (seconds since 1970, UTC).
    pub written_at: i64,
    /// Sent at (seconds since 1970, UTC).
    pub sent_at: Option<i64>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
