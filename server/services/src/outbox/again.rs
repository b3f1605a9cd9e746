//! Letters that were given up: which of them may still be sent, and sending them again.
//!
//! A letter goes out as it was written, so only while all that it says still holds. One whose link has ended, whose
//! appointment has begun or was cancelled since, whose case number or type was corrected since, or after which the same
//! person was written to about an appointment in it, would mislead whoever gets it now.

mod known;

use std::collections::HashSet;

use entity::messages;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use shared::{error::Error, ids::MessageId, notice::Delivery, principal::Principal};
use uuid::Uuid;

use self::known::Known;
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
};

/// How many letters are looked at in one go.
const BATCH: u64 = 200;

/// Lets one letter wait to be sent that was given up; answers how many do, which is none if it would mislead by now.
pub(super) async fn send(house: &House, who: &Principal, message: MessageId) -> Result<usize, StoreError> {
    transaction!(house, |txn| {
        let found = messages::Entity::find_by_id(message.0).lock_exclusive().one(txn).await?;
        let found = found.ok_or(StoreError::Refused(Error::NotFound))?;
        match reading::known(Delivery::from_code(&found.delivery), "delivery")? {
            // Whoever presses twice finds it on its way.
            Delivery::Waiting | Delivery::Sent => Ok(1),
            Delivery::Kept => Ok(0),
            Delivery::Failed => wait_again(txn, house, who, &[found]).await,
        }
    })
}

/// The same for all letters that were given up.
pub(super) async fn send_all(house: &House, who: &Principal) -> Result<usize, StoreError> {
    let (mut last, mut sent) = (Uuid::nil(), 0);
    loop {
        let (newest, waiting) = transaction!(house, |txn| {
            let failed = messages::Entity::find()
                .filter(messages::Column::Id.gt(last))
                .filter(messages::Column::Delivery.eq(Delivery::Failed.code()))
                .order_by_asc(messages::Column::Id)
                .limit(BATCH)
                .lock_exclusive()
                .all(txn)
                .await?;
            let newest = failed.last().map(|row| row.id);
            Ok((newest, wait_again(txn, house, who, &failed).await?))
        })?;
        sent += waiting;
        let Some(newest) = newest else { return Ok(sent) };
        last = newest;
    }
}

/// Lets those of `failed` wait that may be sent, with all tries before them; answers how many.
async fn wait_again(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    failed: &[messages::Model],
) -> Result<usize, StoreError> {
    let sendable = sendable(txn, house, failed).await?;
    for before in failed {
        if !sendable.contains(&before.id) {
            continue;
        }
        let mut row: messages::ActiveModel = before.clone().into();
        row.delivery = Set(Delivery::Waiting.code().to_owned());
        row.attempts = Set(0);
        row.next_attempt_at = Set(house.clock.now().0);
        let after = row.update(txn).await?;
        let (subject, rows) = (Subject::Message(MessageId(before.id)), (Some(before), Some(&after)));
        audit::record_row(txn, house, who, subject, "message_sent_again", rows).await?;
    }
    Ok(sendable.len())
}

/// Which of `failed` may be sent again now; none without a mail server.
pub(super) async fn sendable(
    db: &impl ConnectionTrait,
    house: &House,
    failed: &[messages::Model],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut sendable = HashSet::new();
    if failed.is_empty() || house.settings.smtp_url.is_none() {
        return Ok(sendable);
    }
    let now = house.clock.now();
    let known = Known::of(db, failed, now).await?;
    for message in failed {
        if known.holds(message, now)? {
            sendable.insert(message.id);
        }
    }
    Ok(sendable)
}
