//! Writing a letter anew in which a word was corrected since it was written, or whose reader has no link: of the same matter,
//! to the same person, as it is written now. The one that was given up then has a newer one after it, and is sent no more.

use entity::{appointments, audit_entries, messages, participants};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use shared::{
    ids::{AppointmentId, MessageId, PersonId},
    notice::{Delivery, MessageKind},
    principal::Principal,
};
use uuid::Uuid;

use super::{super::links, Way, known::unreached, wait_again, ways};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    notices,
};

/// What the record says of the letter in whose place others were written.
const WRITTEN: &str = "message_written_anew";

/// Writes what takes the place of a letter that was given up; answers how many letters wait for it, which is none if it is not
/// one to be written anew. One that may go as it is by now waits itself: the letter with the link that it lacks does too.
pub(super) async fn write(house: &House, who: &Principal, message: MessageId) -> Result<usize, StoreError> {
    transaction!(house, |txn| within(txn, house, who, message).await)
}

async fn within(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    message: MessageId,
) -> Result<usize, StoreError> {
    let Some(stale) = messages::Entity::find_by_id(message.0).one(txn).await? else { return Ok(0) };
    // First the appointments, as everybody who changes one: what is written of them holds until it is committed.
    let about = locked(txn, &notices::days::told(txn, &stale).await?).await?;
    let stale = messages::Entity::find_by_id(message.0)
        .filter(messages::Column::Delivery.eq(Delivery::Failed.code()))
        .lock_exclusive()
        .one(txn)
        .await?;
    let Some(stale) = stale else { return Ok(0) };
    let way = ways(txn, house, std::slice::from_ref(&stale)).await?.get(&stale.id).copied();
    match way {
        Some(Way::Anew(_)) => {}
        Some(Way::AsItIs) => return Ok(wait_again(txn, house, who, &[stale]).await?.0),
        None => return Ok(0),
    }
    let Some(part) = part(txn, &stale).await? else { return Ok(0) };
    let (kind, person) = (kind(&stale)?, PersonId(part.person_id));
    let mut written = 0;
    for row in about {
        let linked = links::has_any(&stale.body) || has_no_link(txn, row.id, person).await?;
        written += notices::write_anew(txn, house, row, (kind, linked), person).await?;
    }
    if written > 0 {
        audit::record(txn, house, who, Subject::Message(message), WRITTEN, &[], None).await?;
    }
    Ok(written)
}

/// The appointments of `about`, locked until the transaction ends: by start, as by those who call off several days. Then their
/// private meetings, of which they tell: whoever changes one of these by itself locks nothing else.
async fn locked(txn: &DatabaseTransaction, about: &[AppointmentId]) -> Result<Vec<appointments::Model>, StoreError> {
    let ids: Vec<Uuid> = about.iter().map(|id| id.0).collect();
    let in_order = |found: Select<appointments::Entity>| {
        found.order_by_asc(appointments::Column::StartsAt).order_by_asc(appointments::Column::Id).lock_exclusive()
    };
    let own = appointments::Entity::find().filter(appointments::Column::Id.is_in(ids.clone()));
    let meetings = appointments::Entity::find().filter(appointments::Column::MainId.is_in(ids));
    let rows = in_order(own).all(txn).await?;
    in_order(meetings).all(txn).await?;
    Ok(rows)
}

/// Whether the link to `appointment` that `person` is to answer with never reached them: it stands in a letter that was given
/// up.
async fn has_no_link(txn: &DatabaseTransaction, appointment: Uuid, person: PersonId) -> Result<bool, StoreError> {
    let part = participants::Entity::find()
        .filter(participants::Column::AppointmentId.eq(appointment))
        .filter(participants::Column::PersonId.eq(person.0))
        .one(txn)
        .await?;
    let Some(part) = part else { return Ok(false) };
    Ok(!unreached(txn, &[appointment], &[part.id]).await?.is_empty())
}

/// Whose letter it is, while they take part.
async fn part(db: &impl ConnectionTrait, stale: &messages::Model) -> Result<Option<participants::Model>, StoreError> {
    let Some(participant) = stale.participant_id else { return Ok(None) };
    Ok(participants::Entity::find_by_id(participant).one(db).await?)
}

/// What is written in its place. One to several days names a single case and type for all of them, but they are corrected day
/// by day: each day is told of in a letter of its own.
fn kind(stale: &messages::Model) -> Result<MessageKind, StoreError> {
    Ok(match reading::known(MessageKind::from_code(&stale.kind), "kind")? {
        MessageKind::Days => MessageKind::Invitation,
        same => same,
    })
}

/// Whether others were written in the place of `message` before.
pub(super) async fn was_written(db: &impl ConnectionTrait, message: MessageId) -> Result<bool, StoreError> {
    let written = entries().filter(audit_entries::Column::SubjectId.eq(message.0)).one(db).await?;
    Ok(written.is_some())
}

/// What the record says of all letters in whose place others were written.
pub(super) fn entries() -> Select<audit_entries::Entity> {
    audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectKind.eq(Subject::Message(MessageId(Uuid::nil())).kind()))
        .filter(audit_entries::Column::Event.eq(WRITTEN))
}
