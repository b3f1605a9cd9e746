//! One run of the device check; no device names, no pictures, no sound.

use sea_orm::entity::prelude::*;

/// One run of the device check; no device names, no pictures, no sound.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_checks")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Appointment id.
    pub appointment_id: Option<Uuid>,
    /// Participant id.
    pub participant_id: Option<Uuid>,
    /// Room id.
    pub room_id: Option<Uuid>,
    /// The device at which it was made, if that stays in the room: room device id.
    pub device_id: Option<Uuid>,
    /// Account id.
    pub account_id: Option<Uuid>,
    /// Made at (seconds since 1970, UTC).
    pub made_at: i64,
    /// Expires at (seconds since 1970, UTC).
    pub expires_at: i64,
    /// Of the check.
    pub version: i16,
    /// Browser.
    pub browser: String,
    /// Verdict.
    pub verdict: String,
    /// `shared::check::CheckResult`.
    pub result: Json,
    /// `shared::check::Measurements`, rounded.
    pub measured: Json,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
