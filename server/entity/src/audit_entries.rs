//! Who did what when; never changed, never deleted.

use sea_orm::entity::prelude::*;

/// Who did what when; never changed, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// At.
    pub at: i64,
    /// Account, invited, system.
    pub actor_kind: String,
    /// Account or participant.
    pub actor_id: Option<Uuid>,
    /// Actor name.
    pub actor_name: Option<String>,
    /// Appointment, account, import.
    pub subject_kind: String,
    /// Subject id.
    pub subject_id: Option<Uuid>,
    /// Of the appointment after the change.
    pub version: Option<i32>,
    /// `shared::appointment::Event` or another code.
    pub event: String,
    /// Vec<shared::appointment::FieldChange>.
    pub changes: Json,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
