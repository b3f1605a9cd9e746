//! A request of a program that is to have one effect, with the answer that is kept for it.

use sea_orm::entity::prelude::*;

/// A request of a program that is to have one effect, with the answer that is kept for it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Token id.
    pub token_id: Uuid,
    /// What the program called it; unique for its token.
    pub request_key: String,
    /// What was asked for, hashed.
    pub fingerprint: String,
    /// Created at (seconds since 1970, UTC).
    pub created_at: i64,
    /// When it was last taken up (seconds since 1970, UTC).
    pub taken_at: i64,
    /// What was booked, changed or cancelled under it.
    pub appointment_id: Option<Uuid>,
    /// The list that was planned anew under it.
    pub docket_id: Option<Uuid>,
    /// The answer, JSON; none while it is carried out.
    pub answer: Option<String>,
}

/// No relations: services join by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
