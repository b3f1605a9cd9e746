//! Why a personal link serves no more, also to those who left: their part is gone, and with it what the link opened, but the
//! letter is still in their mailbox.

use std::collections::HashMap;

use entity::{appointments, links, participants, released_links};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use shared::{appointment::State, error::LinkEnd, time::Instant};
use uuid::Uuid;

use super::LINK_GRACE_MINUTES;
use crate::{db::StoreError, house::House, secrets};

/// Minutes for which the link of somebody who left still says so after it would have expired: thirty days.
const REMEMBERED_MINUTES: i64 = 30 * 24 * 60;

/// Why a link of `appointment` serves no more; `None` if it does.
pub(super) fn end(appointment: &appointments::Model, replaced: bool, expires_at: i64, now: Instant) -> Option<LinkEnd> {
    // A moved appointment may lie far ahead while its old link is long past: such a link was replaced, not expired.
    let over = appointment.ends_at + LINK_GRACE_MINUTES * 60;
    if appointment.state == State::Cancelled.code() {
        Some(LinkEnd::Cancelled)
    } else if now.0 >= over {
        Some(LinkEnd::Expired)
    } else if replaced {
        Some(LinkEnd::Replaced)
    } else {
        (now.0 >= expires_at).then_some(LinkEnd::Expired)
    }
}

/// Why a link of somebody who left serves no more; `None` if it is not remembered as one. What became of the appointment
/// since is none of their business, unless they were invited again.
pub(super) async fn end_of_released(
    db: &impl ConnectionTrait,
    secret: &str,
    now: Instant,
) -> Result<Option<LinkEnd>, StoreError> {
    let link = released_links::Entity::find().filter(released_links::Column::SecretHash.eq(secrets::kept(secret)));
    let Some(link) = link.one(db).await? else { return Ok(None) };
    let again = participants::Entity::find()
        .filter(participants::Column::AppointmentId.eq(link.appointment_id))
        .filter(participants::Column::PersonId.eq(link.person_id))
        .one(db)
        .await?;
    if again.is_none() {
        return Ok(Some(LinkEnd::Released));
    }
    let appointment = appointments::Entity::find_by_id(link.appointment_id).one(db).await?;
    Ok(appointment.and_then(|appointment| end(&appointment, true, link.expires_at, now)))
}

/// Remembers the links of those who leave an appointment that was to end at `ends_at`, before their rows go.
pub(crate) async fn release(
    txn: &DatabaseTransaction,
    house: &House,
    leaving: &[participants::Model],
    ends_at: i64,
) -> Result<(), StoreError> {
    let people: HashMap<Uuid, Uuid> = leaving.iter().map(|row| (row.id, row.person_id)).collect();
    let theirs = links::Column::ParticipantId.is_in(people.keys().copied());
    let found = links::Entity::find().filter(theirs).all(txn).await?;
    let rows: Vec<_> = found
        .into_iter()
        .filter_map(|link| {
            Some(released_links::ActiveModel {
                id: Set(link.id),
                secret_hash: Set(link.secret_hash),
                appointment_id: Set(link.appointment_id),
                person_id: Set(*people.get(&link.participant_id)?),
                released_at: Set(house.clock.now().0),
                expires_at: Set(ends_at + LINK_GRACE_MINUTES * 60),
            })
        })
        .collect();
    if !rows.is_empty() {
        released_links::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Forgets the links of those who left, some time after they would have expired.
pub(crate) async fn forget_released(db: &impl ConnectionTrait, now: Instant) -> Result<(), StoreError> {
    released_links::Entity::delete_many()
        .filter(released_links::Column::ExpiresAt.lte(now.plus_minutes(-REMEMBERED_MINUTES).0))
        .exec(db)
        .await?;
    Ok(())
}
