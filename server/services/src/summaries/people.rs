//! Who takes part in appointments, and what they answered.

use std::collections::HashMap;

use entity::{appointments, participants, people};
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::SelectStatement,
};
use shared::{
    appointment::{Attendance, Participant, Role},
    cause::Cause,
    ids::{ParticipantId, PersonId},
    time::Instant,
    zone::Zone,
};
use uuid::Uuid;

use super::one_of;
use crate::db::{StoreError, reading};

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    participant: participants::Model,
    person_name: String,
    interprets: Option<String>,
    zone: String,
}

/// The participants of the appointments in `which` with their person's id, by appointment.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    which: &SelectStatement,
    zones: &HashMap<String, Zone>,
) -> Result<HashMap<Uuid, Vec<(Uuid, Participant)>>, StoreError> {
    let person =
        participants::Entity::belongs_to(people::Entity).from(participants::Column::PersonId).to(people::Column::Id);
    let appointment = participants::Entity::belongs_to(appointments::Entity)
        .from(participants::Column::AppointmentId)
        .to(appointments::Column::Id);
    let rows = participants::Entity::find()
        .column_as(people::Column::Name, "person_name")
        .column_as(people::Column::Interprets, "interprets")
        .column_as(appointments::Column::Zone, "zone")
        .join(JoinType::InnerJoin, person.into())
        .join(JoinType::InnerJoin, appointment.into())
        .filter(one_of(participants::Column::AppointmentId, which))
        .order_by_asc(participants::Column::Id)
        .into_model::<Row>()
        .all(db)
        .await?;
    let mut by_appointment: HashMap<Uuid, Vec<(Uuid, Participant)>> = HashMap::new();
    for row in rows {
        let zone = reading::known(zones.get(&row.zone), "zone")?;
        by_appointment
            .entry(row.participant.appointment_id)
            .or_default()
            .push((row.participant.person_id, participant(row, zone)?));
    }
    Ok(by_appointment)
}

fn participant(row: Row, zone: &Zone) -> Result<Participant, StoreError> {
    let Row { participant: row, person_name, interprets, .. } = row;
    let local = |at: Option<i64>| at.map(|at| zone.local(Instant(at)));
    Ok(Participant {
        id: ParticipantId(row.id),
        person: PersonId(row.person_id),
        name: reading::text(person_name, "person name")?,
        role: reading::known(Role::from_code(&row.role), "role")?,
        interprets: reading::text_or_none(interprets, "language")?,
        required: row.required,
        attendance: reading::known(Attendance::from_code(&row.attendance), "attendance")?,
        cause: reading::coded(row.cause.as_deref(), Cause::from_code, "cause")?,
        note: reading::text_or_none(row.note, "note")?,
        proposed: local(row.proposed_at),
        answered: local(row.answered_at),
        check: None,
    })
}
