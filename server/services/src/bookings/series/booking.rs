//! Booking further days: each as a single booking would be, in one transaction, all of them or none.

use std::collections::BTreeSet;

use entity::series_days;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Event, Field},
    civil::written_date,
    error::{Error, Fault},
    ids::{AgencyId, AppointmentId},
    permission::UseCase,
    principal::Principal,
    schedule::{Obstacle, Slot},
    series::{MOST_DAYS, SeriesOrder},
};

use super::{
    super::{
        changing::{Target, change},
        drafts::wrong,
        making::{self, Made, Way},
        needs::parts,
        ordering::refusal,
    },
    agency, day, draft, goes_on, numbered_days, series_of,
};
use crate::{
    announce::show,
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    notices::days::{Days, invite},
    rules::queue,
};

pub(super) async fn book(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    order: &SeriesOrder,
) -> Result<Vec<AppointmentId>, StoreError> {
    let agency = agency(who)?;
    let made = transaction!(house, |txn| within(txn, house, (who, agency), id, version, order).await)?;
    house.hub.wake();
    Ok(made)
}

async fn within(
    txn: &DatabaseTransaction,
    house: &House,
    (who, agency): (&Principal, AgencyId),
    id: AppointmentId,
    version: i32,
    order: &SeriesOrder,
) -> Result<Vec<AppointmentId>, StoreError> {
    let target = Target::take(txn, who, UseCase::Amend, id, version).await?;
    goes_on(&target)?;
    let zone = reading::zone(&target.row.zone)?;
    let slots = in_order(order, |slot| zone.date(slot.start))?;
    let made = all(txn, house, (who, agency), &target, order, &slots).await?;
    let new: BTreeSet<_> = made.iter().map(|one| one.main).collect();
    let series = link(txn, &target, &new).await?;

    let dates: Vec<_> = slots.iter().map(|slot| written_date(zone.date(slot.start))).collect();
    target.write(txn, |_| {}).await?;
    let added = [change(Field::Days, None, Some(dates.join(" ")))];
    let (subject, event) = (Subject::Appointment(id), Event::Amended.code());
    audit::record(txn, house, who, subject, event, &added, Some(target.next_version())).await?;

    let (mut listed, of) = numbered_days(txn, series).await?;
    listed.retain(|(_, number)| number.is_some());
    invite(txn, house, &Days { listed: &listed, of, changed: &new }).await?;
    for one in &made {
        show(txn, house, one.main, (&[], &[])).await?;
        for meeting in &one.meetings {
            show(txn, house, *meeting, (&[], &[])).await?;
        }
    }
    // The days that were there are now one of more.
    for (row, _) in listed.iter().filter(|(row, _)| !new.contains(&AppointmentId(row.id))) {
        show(txn, house, AppointmentId(row.id), (&[], &[])).await?;
    }
    Ok(made.into_iter().map(|one| one.main).collect())
}

/// The slots by start: one a day, and not too many.
fn in_order<D: Ord>(order: &SeriesOrder, date: impl Fn(&Slot) -> D) -> Result<Vec<Slot>, StoreError> {
    if order.slots.is_empty() || order.slots.len() > usize::from(MOST_DAYS) {
        return Err(wrong("count", Fault::NumberOutside { min: 1, max: i64::from(MOST_DAYS) }));
    }
    let mut slots = order.slots.clone();
    // Everybody takes what they need in the same order, so that two series wait for each other in one direction only.
    slots.sort_unstable_by_key(|slot| (slot.start, slot.room));
    let dates: BTreeSet<_> = slots.iter().map(date).collect();
    if dates.len() < slots.len() {
        return Err(wrong("slots", Fault::Duplicate));
    }
    Ok(slots)
}

/// Makes every day; if any is refused, all refusals are named.
async fn all(
    txn: &DatabaseTransaction,
    house: &House,
    (who, agency): (&Principal, AgencyId),
    target: &Target,
    order: &SeriesOrder,
    slots: &[Slot],
) -> Result<Vec<Made>, StoreError> {
    let mut draft = draft(txn, target).await?;
    draft.what.notice_reason = order.notice_reason.as_ref().map(ToString::to_string).unwrap_or_default();
    // Series in one centre follow each other; everybody queues in the same order.
    let facts = house.facts.within(txn).await?;
    let (first, _, beside) = parts(txn, &facts, &draft.detainees).await?;
    for centre in std::iter::once(first).chain(beside).map(|part| part.centre).collect::<BTreeSet<_>>() {
        queue(txn, centre).await?;
    }
    let (mut made, mut against): (Vec<Made>, Vec<Obstacle>) = (Vec::new(), Vec::new());
    for slot in slots {
        let booking = day(&draft, order.duration, *slot)?;
        match making::make(txn, house, who, agency, &booking, Way::Among, &facts).await {
            Ok(one) => made.push(one),
            Err(StoreError::Refused(Error::Refused(obstacles))) => against.extend(obstacles),
            Err(StoreError::Refused(Error::Conflict(clashes))) => {
                against.extend(clashes.into_iter().map(Obstacle::Taken));
            }
            Err(other) => return Err(other),
        }
    }
    if against.is_empty() { Ok(made) } else { Err(refusal(against)) }
}

/// Puts the new days into the series, which begins with the hearing if there is none yet; answers which it is.
async fn link(
    txn: &DatabaseTransaction,
    target: &Target,
    new: &BTreeSet<AppointmentId>,
) -> Result<uuid::Uuid, StoreError> {
    let known = series_of(txn, target.id).await?;
    let series = known.unwrap_or(target.id.0);
    let first = known.is_none().then_some(target.id);
    let rows = first
        .into_iter()
        .chain(new.iter().copied())
        .map(|id| series_days::ActiveModel { id: Set(id.0), series_id: Set(series) });
    series_days::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(series)
}
