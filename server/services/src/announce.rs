//! Telling the world that an appointment changed: a live event for open screens and, where people must know, messages.
//! Both are rows of the same transaction as the change, so nothing is announced that did not commit.

use std::collections::BTreeSet;

use entity::{appointments, live_events, participants, sites};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    sea_query::{Expr, Query, SelectStatement, UnionType},
};
use shared::{
    ids::{AppointmentId, CentreId, PersonId},
    notice::MessageKind,
};
use uuid::Uuid;

use crate::{
    db::{Batch, StoreError},
    house::House,
    notices::To,
};

/// What happened, as far as others must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
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
            Self::Changed => Some(MessageKind::Changed),
            Self::Cancelled => Some(MessageKind::Cancelled),
            Self::Touched => None,
        }
    }
}

/// Announces `what` of `appointment`, as it is when everything else of the transaction is done. Wake [`crate::outbox::Hub`] after
/// the commit.
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
    let (mut agency, mut centres, mut people) = (None, BTreeSet::new(), BTreeSet::new());
    for row in txn.query_all(&whom(appointment)).await? {
        let id: Uuid = row.try_get_by_index(1)?;
        match row.try_get_by_index(0)? {
            AGENCY => agency = Some(id),
            CENTRE => _ = centres.insert(id),
            _ => _ = people.insert(id),
        }
    }
    let Some(agency) = agency else { return Ok(()) };
    centres.extend(gone.iter().map(|centre| centre.0));
    people.extend(left.iter().map(|person| person.0));
    let shown = vec![Shown { appointment: appointment.0, agency, centres, people }];
    let mut batch = Batch::default();
    show_known(&mut batch, house, shown)?;
    batch.write(txn).await.map(|_| ())
}

/// An appointment that changed, and all whom it concerns: its agency, the centres of its sites, those who take part.
pub(crate) struct Shown {
    pub(crate) appointment: Uuid,
    pub(crate) agency: Uuid,
    pub(crate) centres: BTreeSet<Uuid>,
    pub(crate) people: BTreeSet<Uuid>,
}

/// Tells open screens of `shown`, as one of the changes of `batch`, where it is known whom they concern.
///
/// # Errors
/// If what they are told cannot be written.
pub(crate) fn show_known(batch: &mut Batch, house: &House, shown: Vec<Shown>) -> Result<(), StoreError> {
    let mut events = Vec::with_capacity(shown.len());
    for Shown { appointment, agency, centres, people } in shown {
        events.push(live_events::ActiveModel {
            appointment_id: Set(appointment),
            agency_id: Set(agency),
            centres: Set(serde_json::to_value(centres)?),
            people: Set(serde_json::to_value(people)?),
            at: Set(house.clock.now().0),
            ..Default::default()
        });
    }
    batch.insert(events);
    Ok(())
}

/// What an identifier that concerns an appointment is one of.
const AGENCY: i32 = 0;
const CENTRE: i32 = 1;
const PERSON: i32 = 2;

/// Whom `appointment` concerns: what kind each identifier is of, and the identifier.
fn whom(appointment: AppointmentId) -> SelectStatement {
    fn of<E: EntityTrait>(kind: i32, table: E, id: E::Column, own: Expr) -> SelectStatement {
        Query::select().expr(Expr::value(kind)).expr(id.into_expr()).from(table).and_where(own).take()
    }
    let id = appointment.0;
    let agency = of(AGENCY, appointments::Entity, appointments::Column::AgencyId, appointments::Column::Id.eq(id));
    let centres = of(CENTRE, sites::Entity, sites::Column::CentreId, sites::Column::AppointmentId.eq(id));
    let own = participants::Column::AppointmentId.eq(id);
    let people = of(PERSON, participants::Entity, participants::Column::PersonId, own);
    let mut all = agency;
    all.union(UnionType::All, centres).union(UnionType::All, people);
    all
}
