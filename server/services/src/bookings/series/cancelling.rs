//! Cancelling a day with those after it: in one transaction, each with its private meetings, and one message to each person.

use std::collections::BTreeSet;

use entity::appointments;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    appointment::{Event, State, transitions},
    cause::Cause,
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    text::Note,
};

use super::{
    super::{
        cancelling::{end, needs_note},
        changing::{Target, changing_with},
    },
    days, numbered_days, series_of,
};
use crate::{
    announce::{Announcement, announce, show},
    db::{StoreError, transaction},
    house::House,
    notices::days::{Days, call_off},
    reach::Reach,
};

pub(super) async fn cancel_following(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    cause: Cause,
    note: Option<&Note>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        let target = Target::lock(txn, who, UseCase::Cancel, id).await?;
        let again = target.made_by(txn, (who, version), Event::Cancelled).await?;
        if again && target.stands(State::Cancelled, Some(cause), note) && following(txn, who, &target).await?.is_empty()
        {
            return Ok(());
        }
        target.newest(txn, version).await?;
        needs_note(cause, note)?;
        let mut over = following(txn, who, &target).await?;
        over.insert(0, target);
        for one in &over {
            if !transitions::allowed(one.state, State::Cancelled) {
                return Err(one.refuse(State::Cancelled));
            }
        }
        let mut meetings = Vec::new();
        for one in &over {
            let linked = changing_with(one, one.meetings(txn).await?, house.clock.now());
            end(txn, house, who, one, State::Cancelled, cause, note).await?;
            for (_, meeting) in linked {
                end(txn, house, who, &meeting, State::Cancelled, cause, note).await?;
                meetings.push(meeting.id);
            }
        }
        tell(txn, house, &over).await?;
        for meeting in meetings {
            show(txn, house, meeting, (&[], &[])).await?;
        }
        Ok(())
    })?;
    house.hub.wake();
    Ok(())
}

/// The days after `target` that are not over yet, locked.
async fn following(txn: &DatabaseTransaction, who: &Principal, target: &Target) -> Result<Vec<Target>, StoreError> {
    let Some(series) = series_of(txn, target.id).await? else { return Ok(Vec::new()) };
    let begun = (target.row.starts_at, target.row.id);
    let later = days(txn, series).await?.into_iter().filter(|row| (row.starts_at, row.id) > begun).map(|row| row.id);
    let rows = appointments::Entity::find()
        .filter(appointments::Column::Id.is_in(later))
        .filter(Reach::of(who, UseCase::Cancel)?.condition())
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    let targets = rows.into_iter().map(Target::of).collect::<Result<Vec<_>, _>>()?;
    Ok(targets.into_iter().filter(|one| !one.state.is_terminal()).collect())
}

/// One day alone is told of as ever.
async fn tell(txn: &DatabaseTransaction, house: &House, over: &[Target]) -> Result<(), StoreError> {
    if let [one] = over {
        return announce(txn, house, one.id, Announcement::Cancelled).await;
    }
    let ids: BTreeSet<_> = over.iter().map(|one| one.id).collect();
    if let Some(first) = over.first()
        && let Some(series) = series_of(txn, first.id).await?
    {
        let (mut listed, of) = numbered_days(txn, series).await?;
        listed.retain(|(row, _)| ids.contains(&AppointmentId(row.id)));
        call_off(txn, house, &Days { listed: &listed, of, changed: &ids }).await?;
    }
    for id in ids {
        show(txn, house, id, (&[], &[])).await?;
    }
    Ok(())
}
