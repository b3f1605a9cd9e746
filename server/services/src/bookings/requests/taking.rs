//! Answering requests: booking makes a request the appointment that was asked for, declining ends it.

use entity::{accounts, appointments, drafts, requests};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::{
    appointment::{Event, Field, Role, State},
    cause::Cause,
    draft::{Booking, Draft, DraftView, WhatForm},
    error::{Error, Fault},
    ids::{AppointmentId, DetaineeId, PersonId},
    permission::UseCase,
    principal::Principal,
    text::Note,
};

use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    bookings::{
        cancelling::needs_note,
        changing::{Target, change, state_change},
        drafts::{Desk, invitee, read, wrong},
    },
    db::{StoreError, transaction},
    house::House,
    notices,
    reach::Reach,
};

/// The request `id` of the agency of `who`, locked until the transaction ends if it is to be answered.
///
/// # Errors
/// [`Error::NotFound`] if it is none of theirs.
async fn find(
    db: &impl ConnectionTrait,
    who: &Principal,
    id: AppointmentId,
    locked: bool,
) -> Result<(Target, requests::Model), StoreError> {
    let nowhere = || StoreError::Refused(Error::NotFound);
    let Reach::Agency(agency) = Reach::of(who, UseCase::AnswerRequest)? else { return Err(nowhere()) };
    let row = appointments::Entity::find_by_id(id.0).filter(appointments::Column::AgencyId.eq(agency.0));
    let row = if locked { row.lock_exclusive() } else { row };
    let row = row.one(db).await?.ok_or_else(nowhere)?;
    let asked = requests::Entity::find_by_id(id.0).one(db).await?.ok_or_else(nowhere)?;
    Ok((Target::of(row)?, asked))
}

/// Begins the draft that books the request, or takes up the one that this account has begun already.
pub(super) async fn take_up(desk: &Desk<'_>, id: AppointmentId) -> Result<DraftView, StoreError> {
    let row = transaction!(desk.house, |txn| {
        // The lock makes a second click wait here, and then find the draft that the first one began.
        accounts::Entity::find_by_id(desk.account.id.0).lock_exclusive().one(txn).await?;
        begun(txn, desk, id).await
    });
    desk.view(row?).await
}

/// The draft of this account that books the request, new if there is none.
async fn begun(txn: &DatabaseTransaction, desk: &Desk<'_>, id: AppointmentId) -> Result<drafts::Model, StoreError> {
    let (target, asked) = find(txn, desk.who, id, false).await?;
    if target.state != State::Requested {
        return Err(Error::Answered.into());
    }
    let open = drafts::Entity::find()
        .filter(drafts::Column::AccountId.eq(desk.account.id.0))
        .filter(drafts::Column::AppointmentId.is_null())
        .order_by_desc(drafts::Column::UpdatedAt)
        .order_by_desc(drafts::Column::Id)
        .all(txn)
        .await?;
    for row in open {
        if read(&row)?.request == Some(id) {
            return desk.take_up(txn, row).await;
        }
    }
    let counsel = asked.person_id.map(|person| invitee(PersonId(person), Role::DefenceLawyer));
    let draft = Draft {
        what: WhatForm {
            kind: target.kind.code().to_owned(),
            duration: asked.minutes.to_string(),
            ..WhatForm::default()
        },
        detainees: vec![DetaineeId(asked.detainee_id)],
        invitees: counsel.into_iter().collect(),
        request: Some(id),
        ..Draft::default()
    };
    desk.insert(txn, &draft).await
}

/// Takes the request that `booking` answers: from here on nobody else can, and its row becomes the appointment.
///
/// # Errors
/// [`Error::Answered`] if it was answered meanwhile, [`Error::Invalid`] if what is booked is not what was asked for.
pub(in crate::bookings) async fn take(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    id: AppointmentId,
    booking: &Booking,
) -> Result<Target, StoreError> {
    let (target, asked) = find(txn, who, id, true).await?;
    if target.state != State::Requested {
        return Err(Error::Answered.into());
    }
    if booking.kind != target.kind {
        return Err(wrong("kind", Fault::UnknownChoice));
    }
    if !booking.detainees.contains(&DetaineeId(asked.detainee_id)) {
        return Err(wrong("detainee", Fault::Missing));
    }
    if let Some(person) = asked.person_id
        && booking.invitees.iter().all(|invitee| invitee.person.0 != person)
    {
        return Err(wrong(Role::DefenceLawyer.code(), Fault::Missing));
    }
    answered(txn, house, &asked, true).await?;
    Ok(target)
}

/// Declines the request.
pub(super) async fn decline(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    cause: Cause,
    note: Option<&Note>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        let (target, asked) = find(txn, who, id, true).await?;
        if target.state != State::Requested {
            return Err(Error::Answered.into());
        }
        needs_note(cause, note)?;
        target
            .write(txn, |row| {
                row.state = Set(State::Cancelled.code().to_owned());
                row.cause = Set(Some(cause.code().to_owned()));
                row.cause_note = Set(note.map(ToString::to_string));
            })
            .await?;
        answered(txn, house, &asked, false).await?;
        let cause = change(Field::Cause, None, Some(cause.code().to_owned()));
        let changes = [state_change(target.state, State::Cancelled), cause];
        let (subject, version) = (Subject::Appointment(id), Some(target.next_version()));
        audit::record(txn, house, who, subject, Event::Cancelled.code(), &changes, version).await?;
        if let Some(person) = asked.person_id {
            notices::declined(txn, house, id, PersonId(person)).await?;
        }
        announce(txn, house, id, Announcement::Touched).await
    })?;
    house.hub.wake();
    Ok(())
}

/// Writes down that the request was answered now.
async fn answered(
    txn: &DatabaseTransaction,
    house: &House,
    asked: &requests::Model,
    booked: bool,
) -> Result<(), StoreError> {
    let row = requests::ActiveModel {
        id: Unchanged(asked.id),
        booked: Set(booked),
        answered_at: Set(Some(house.clock.now().0)),
        ..Default::default()
    };
    row.update(txn).await?;
    Ok(())
}
