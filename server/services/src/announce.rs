//! Telling the world that an appointment changed: a live event for open screens and, where people must know, messages.
//! Both are rows of the same transaction as the change, so nothing is announced that did not commit.

use std::collections::BTreeSet;

use entity::{appointments, live_events, participants, sites};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    ids::{AppointmentId, CentreId, PersonId},
    notice::MessageKind,
};
use uuid::Uuid;

use crate::{db::StoreError, house::House, notices::To};

/// What happened, as far as others must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It got its slot: everybody is invited.
    Booked,
    /// Its time or room changed: everybody is told.
    Changed,
    /// It was cancelled: everybody is told.
    Cancelled,
    /// Anything else: only open screens show it.
    Touched,
}

impl Announcement {
    const fn message(self) -> Option<MessageKind> {
        match self {
            Self::Booked => Some(MessageKind::Invitation),
            Self::Changed => Some(MessageKind::Changed),
            Self::Cancelled => Some(MessageKind::Cancelled),
            Self::Touched => None,
        }
    }
}

/// Announces `what` of `appointment`. Call it last in the transaction: PostgreSQL numbers live events in the order of
/// commits by letting one transaction at a time hold the newest number. Wake [`crate::outbox::Hub`] after the commit.
///
/// # Errors
/// If the store refuses.
pub async fn announce(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    what: Announcement,
) -> Result<(), StoreError> {
    if let Some(kind) = what.message() {
        crate::notices::write(txn, house, appointment.0, kind, To::Everybody).await?;
    }
    show(txn, house, appointment, (&[], &[])).await
}

/// Tells open screens that `appointment` changed, also those of people and centres who no longer have a part in it.
///
/// # Errors
/// If the store refuses.
pub async fn show(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    (left, gone): (&[PersonId], &[CentreId]),
) -> Result<(), StoreError> {
    let Some(agency) = appointments::Entity::find_by_id(appointment.0)
        .select_only()
        .column(appointments::Column::AgencyId)
        .into_tuple::<Uuid>()
        .one(txn)
        .await?
    else {
        return Ok(());
    };
    let centres: BTreeSet<Uuid> = sites::Entity::find()
        .select_only()
        .column(sites::Column::CentreId)
        .filter(sites::Column::AppointmentId.eq(appointment.0))
        .into_tuple()
        .all(txn)
        .await?
        .into_iter()
        .chain(gone.iter().map(|centre| centre.0))
        .collect();
    let people: BTreeSet<Uuid> = participants::Entity::find()
        .select_only()
        .column(participants::Column::PersonId)
        .filter(participants::Column::AppointmentId.eq(appointment.0))
        .into_tuple()
        .all(txn)
        .await?
        .into_iter()
        .chain(left.iter().map(|person| person.0))
        .collect();
    let event = live_events::ActiveModel {
        appointment_id: Set(appointment.0),
        agency_id: Set(agency),
        centres: Set(serde_json::to_value(centres)?),
        people: Set(serde_json::to_value(people)?),
        at: Set(house.clock.now().0),
        ..Default::default()
    };
    live_events::Entity::insert(event).exec_without_returning(txn).await?;
    Ok(())
}
