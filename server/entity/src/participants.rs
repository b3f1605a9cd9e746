//! One person's part in an appointment.

use sea_orm::entity::prelude::*;

/// One person's part in an appointment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participants")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Appointment id.
    pub appointment_id: Uuid,
    /// Person id.
    pub person_id: Uuid,
    /// Role.
    pub role: String,
    /// Required.
    pub required: bool,
    /// Attendance.
    pub attendance: String,
    /// Cause.
    pub cause: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// The start they propose (seconds since 1970, UTC).
    pub proposed_at: Option<i64>,
    /// Answered at (seconds since 1970, UTC).
    pub answered_at: Option<i64>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
