//! Those who take part in an appointment, as they are written to.

use entity::{participants, people};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{Attendance, Role},
    directory::Language,
    text::{Email, Name},
};
use uuid::Uuid;

use super::matter;
use crate::{db::StoreError, facts::Person};

/// A participant with the person behind it.
pub(crate) struct Part {
    pub(crate) participant: participants::Model,
    pub(crate) role: Role,
    pub(crate) attendance: Attendance,
    pub(crate) name: Name,
    pub(crate) email: Email,
    pub(crate) language: Language,
}

impl Part {
    /// The part of a participant's row.
    pub(crate) async fn of(db: &impl ConnectionTrait, participant: participants::Model) -> Result<Self, StoreError> {
        let person = people::Entity::find_by_id(participant.person_id).one(db).await?;
        Self::joined(participant, person.ok_or(StoreError::Unreadable("person"))?)
    }

    /// All parts of an appointment.
    pub(super) async fn all(db: &impl ConnectionTrait, appointment: Uuid) -> Result<Vec<Self>, StoreError> {
        let rows = participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(appointment))
            .order_by_asc(participants::Column::Id)
            .all(db)
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
        let people = people::Entity::find().filter(people::Column::Id.is_in(ids)).all(db).await?;
        rows.into_iter()
            .map(|row| {
                let person = people.iter().find(|person| person.id == row.person_id);
                Self::joined(row, person.cloned().ok_or(StoreError::Unreadable("person"))?)
            })
            .collect()
    }

    /// The part of a participant who is known.
    pub(crate) fn known(participant: participants::Model, person: &Person) -> Result<Self, StoreError> {
        let email = person.summary.email.clone().ok_or(StoreError::Unreadable("email"))?;
        Self::with(participant, person.summary.name.clone(), email, person.language)
    }

    fn joined(participant: participants::Model, person: people::Model) -> Result<Self, StoreError> {
        let language = Language::from_code(&person.language).unwrap_or_default();
        Self::with(participant, matter::name(&person.name)?, address(&person.email)?, language)
    }

    fn with(
        participant: participants::Model,
        name: Name,
        email: Email,
        language: Language,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            role: Role::from_code(&participant.role).ok_or(StoreError::Unreadable("role"))?,
            attendance: Attendance::from_code(&participant.attendance).ok_or(StoreError::Unreadable("attendance"))?,
            name,
            email,
            language,
            participant,
        })
    }
}

/// An address as it stands in the store.
pub(super) fn address(stored: &str) -> Result<Email, StoreError> {
    stored.parse().map_err(|_| StoreError::Unreadable("email"))
}
