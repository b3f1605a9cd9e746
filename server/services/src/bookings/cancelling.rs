//! Cancelling: with a coded cause, together with the private meetings, and everything held is free again.

use entity::appointments;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Event, Field, State, transitions},
    cause::Cause,
    error::Fault,
    ids::{AppointmentId, ClaimId},
    permission::UseCase,
    principal::Principal,
    text::Note,
};
use uuid::Uuid;

use super::{
    changing::{Target, change, changing_with, state_change},
    drafts::wrong,
};
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    exchange::{belongs_to, done_before},
    house::House,
    reservations,
};

pub(super) async fn cancel(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    (cause, note): (Cause, Option<&Note>),
    claim: Option<ClaimId>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        if done_before(txn, claim).await? {
            return Ok(());
        }
        let target = Target::lock(txn, who, UseCase::Cancel, id).await?;
        let again = target.made_by(txn, (who, version), Event::Cancelled).await?;
        if again && target.stands(State::Cancelled, Some(cause), note) {
            return Ok(());
        }
        target.newest(txn, version).await?;
        if !transitions::allowed(target.state, State::Cancelled) {
            return Err(target.refuse(State::Cancelled));
        }
        needs_note(cause, note)?;
        let meetings = changing_with(&target, target.meetings(txn).await?, house.clock.now());
        end(txn, house, who, &target, State::Cancelled, cause, note).await?;
        for (_, meeting) in &meetings {
            end(txn, house, who, meeting, State::Cancelled, cause, note).await?;
        }
        announce(txn, house, id, Announcement::Cancelled).await?;
        for (_, meeting) in &meetings {
            announce(txn, house, meeting.id, Announcement::Touched).await?;
        }
        belongs_to(txn, claim, id).await
    })?;
    house.hub.wake();
    Ok(())
}

/// A cause that says too little needs words.
pub(super) fn needs_note(cause: Cause, note: Option<&Note>) -> Result<(), StoreError> {
    if cause.needs_note() && note.is_none() { Err(wrong("note", Fault::NeedsNote)) } else { Ok(()) }
}

/// Ends an appointment that will not be held, or was not: records why, and frees what it holds.
pub(super) async fn end(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    target: &Target,
    to: State,
    cause: Cause,
    note: Option<&Note>,
) -> Result<(), StoreError> {
    target
        .write(txn, |row| {
            row.state = Set(to.code().to_owned());
            row.cause = Set(Some(cause.code().to_owned()));
            row.cause_note = Set(note.map(ToString::to_string));
        })
        .await?;
    match target.row.main_id {
        Some(main) => leave_to(txn, target, main).await?,
        None => reservations::free(txn, &[target.id]).await?,
    }
    let event = if to == State::Cancelled { Event::Cancelled } else { Event::StateChanged };
    let changes = [state_change(target.state, to), change(Field::Cause, None, Some(cause.code().to_owned()))];
    let subject = Subject::Appointment(target.id);
    audit::record(txn, house, who, subject, event.code(), &changes, Some(target.next_version())).await
}

/// Frees what a private meeting holds. If its hearing is still to be held, the way of those who are brought and the time
/// until the room is ready, which the meeting held for both, are the hearing's from now on.
async fn leave_to(txn: &DatabaseTransaction, meeting: &Target, main: Uuid) -> Result<(), StoreError> {
    // Without a lock: whoever moves the hearing locks it first, and waits for the meeting.
    let main = appointments::Entity::find_by_id(main).one(txn).await?;
    let main = main.map(Target::of).transpose()?.filter(|main| main.state.is_live());
    let Some(main) = main else { return reservations::free(txn, &[meeting.id]).await };
    let period = |row: &appointments::Model| reading::period(row.starts_at, row.ends_at);
    let (from, to) = ((meeting.id, period(&meeting.row)?), (main.id, period(&main.row)?));
    reservations::hand_over(txn, from, to).await
}
