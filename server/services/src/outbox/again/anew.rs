//! Writing a letter anew in which a word was corrected since it was written: of the same matter, to the same person, as it is
//! written now. The one that was given up then has a newer one after it, and is sent no more.

use entity::{appointments, audit_entries, messages, participants};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    ids::{AppointmentId, MessageId, PersonId},
    notice::{Delivery, MessageKind},
    principal::Principal,
};

use super::{super::links, Way, ways};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    notices,
};

/// What the record says of the letter in whose place others were written.
const WRITTEN: &str = "message_written_anew";

/// Writes what takes the place of a letter that was given up; answers how many letters wait for it, which is none if it is not
/// one to be written anew.
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
    // Whoever presses twice finds it on its way.
    if was_written(txn, message).await? {
        return Ok(1);
    }
    if ways(txn, house, std::slice::from_ref(&stale)).await?.get(&stale.id) != Some(&Way::Anew) {
        return Ok(0);
    }
    let Some(part) = part(txn, &stale).await? else { return Ok(0) };
    let asked = (kind(&stale)?, links::has_any(&stale.body));
    let mut written = 0;
    for row in about {
        written += notices::write_anew(txn, house, row, asked, PersonId(part.person_id)).await?;
    }
    if written > 0 {
        audit::record(txn, house, who, Subject::Message(message), WRITTEN, &[], None).await?;
    }
    Ok(written)
}

/// The appointments of `about`, locked until the transaction ends, in the order in which everybody locks several.
async fn locked(txn: &DatabaseTransaction, about: &[AppointmentId]) -> Result<Vec<appointments::Model>, StoreError> {
    Ok(appointments::Entity::find()
        .filter(appointments::Column::Id.is_in(about.iter().map(|id| id.0)))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?)
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
async fn was_written(db: &impl ConnectionTrait, message: MessageId) -> Result<bool, StoreError> {
    let written = audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectKind.eq(Subject::Message(message).kind()))
        .filter(audit_entries::Column::SubjectId.eq(message.0))
        .filter(audit_entries::Column::Event.eq(WRITTEN))
        .one(db)
        .await?;
    Ok(written.is_some())
}
