//! Cancelling: with a coded cause, together with the private meeting, and everything held is free again.

use sea_orm::{ActiveValue::Set, DatabaseTransaction};
use shared::{
    appointment::{Event, Field, State, transitions},
    cause::Cause,
    error::Fault,
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    text::Note,
};

use super::{
    changing::{Target, change, state_change},
    drafts::wrong,
};
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
    reservations,
};

pub(super) async fn cancel(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    cause: Cause,
    note: Option<&Note>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        let target = Target::take(txn, who, UseCase::Cancel, id, version).await?;
        if !transitions::allowed(target.state, State::Cancelled) {
            return Err(target.refuse(State::Cancelled));
        }
        needs_note(cause, note)?;
        let meeting = target.meeting(txn).await?;
        end(txn, house, who, &target, State::Cancelled, cause, note).await?;
        if let Some(meeting) = &meeting {
            end(txn, house, who, meeting, State::Cancelled, cause, note).await?;
        }
        announce(txn, house, id, Announcement::Cancelled).await?;
        if let Some(meeting) = &meeting {
            announce(txn, house, meeting.id, Announcement::Touched).await?;
        }
        Ok(())
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
    reservations::free(txn, &[target.id]).await?;
    let event = if to == State::Cancelled { Event::Cancelled } else { Event::StateChanged };
    let changes = [state_change(target.state, to), change(Field::Cause, None, Some(cause.code().to_owned()))];
    let subject = Subject::Appointment(target.id);
    audit::record(txn, house, who, subject, event.code(), &changes, Some(target.next_version())).await
}
