//! Letters that were given up: which of them may still be sent, and sending them again.
//!
//! A letter goes out as it was written, so only while all that it says still holds. One whose link has ended, whose
//! appointment has begun or was cancelled since, or after which the same person was written to about an appointment in it,
//! would mislead whoever gets it now. One in which nothing but the case number or the type was corrected since is written
//! anew: nobody is told of such a correction by itself, and so whom it is for would never hear of the appointment. So is one
//! without a link to whoever has none, for the letter with theirs was given up before it: they could never answer.

mod anew;
mod known;

use std::collections::HashMap;

use entity::messages;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use shared::{error::Error, ids::MessageId, notice::Delivery, principal::Principal};
use uuid::Uuid;

use self::known::Known;
pub(super) use self::known::Way;
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
};

/// How many letters are looked at in one go.
const BATCH: u64 = 200;

/// Lets one letter wait to be sent that was given up, or others that are written in its place; answers how many do, which is
/// none if it would mislead by now.
pub(super) async fn send(house: &House, who: &Principal, message: MessageId) -> Result<usize, StoreError> {
    let waiting = transaction!(house, |txn| {
        let found = messages::Entity::find_by_id(message.0).lock_exclusive().one(txn).await?;
        let found = found.ok_or(StoreError::Refused(Error::NotFound))?;
        match reading::known(Delivery::from_code(&found.delivery), "delivery")? {
            // Whoever presses twice finds it on its way.
            Delivery::Waiting | Delivery::Sent => Ok(1),
            Delivery::Kept => Ok(0),
            Delivery::Failed => Ok(wait_again(txn, house, who, &[found]).await?.0),
        }
    })?;
    if waiting > 0 {
        return Ok(waiting);
    }
    let written = anew::write(house, who, message).await?;
    // Also what was written in its place is on its way for whoever presses twice.
    if written == 0 && anew::was_written(&house.db, message).await? { Ok(1) } else { Ok(written) }
}

/// The same for all letters that were given up.
pub(super) async fn send_all(house: &House, who: &Principal) -> Result<usize, StoreError> {
    let (mut last, mut sent) = (Uuid::nil(), 0);
    loop {
        let (newest, (waiting, stale)) = transaction!(house, |txn| {
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
        for message in stale {
            sent += anew::write(house, who, message).await?;
        }
        let Some(newest) = newest else { return Ok(sent) };
        last = newest;
    }
}

/// Lets those of `failed` wait that go out as they are, with all tries before them; answers how many, and which others are to
/// be written anew.
async fn wait_again(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    failed: &[messages::Model],
) -> Result<(usize, Vec<MessageId>), StoreError> {
    let ways = ways(txn, house, failed).await?;
    let (mut waiting, mut stale) = (0, Vec::new());
    for before in failed {
        let way = ways.get(&before.id).copied();
        if matches!(way, Some(Way::Anew(_))) {
            stale.push(MessageId(before.id));
        }
        if way != Some(Way::AsItIs) {
            continue;
        }
        let mut row: messages::ActiveModel = before.clone().into();
        row.delivery = Set(Delivery::Waiting.code().to_owned());
        row.attempts = Set(0);
        row.next_attempt_at = Set(house.clock.now().0);
        let after = row.update(txn).await?;
        let (subject, rows) = (Subject::Message(MessageId(before.id)), (Some(before), Some(&after)));
        audit::record_row(txn, house, who, subject, "message_sent_again", rows).await?;
        waiting += 1;
    }
    Ok((waiting, stale))
}

/// How those of `failed` that may still reach whom they are for do so now; none does without a mail server.
pub(super) async fn ways(
    db: &impl ConnectionTrait,
    house: &House,
    failed: &[messages::Model],
) -> Result<HashMap<Uuid, Way>, StoreError> {
    let mut ways = HashMap::new();
    if failed.is_empty() || house.settings.smtp_url.is_none() {
        return Ok(ways);
    }
    let now = house.clock.now();
    let known = Known::of(db, failed, now).await?;
    for message in failed {
        if let Some(way) = known.way(message, now)? {
            ways.insert(message.id, way);
        }
    }
    Ok(ways)
}
