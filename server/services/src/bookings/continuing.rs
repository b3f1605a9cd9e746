//! Going on with an adjourned appointment: a draft with what is known of it, and the link between the two.

use entity::{appointments, continuations, drafts, participants, site_detainees};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use shared::{
    appointment::{Kind, Role, State},
    draft::{Draft, DraftView, Invitee, WhatForm},
    error::Fault,
    ids::{AppointmentId, DetaineeId, PersonId},
    permission::UseCase,
    schedule::Side,
};
use uuid::Uuid;

use super::{
    changing::Target,
    drafts::{Desk, read, wrong},
};
use crate::{
    db::{StoreError, reading, transaction},
    meetings,
};

/// Begins the draft, or takes up the one that was begun.
pub(super) async fn begin(desk: &Desk<'_>, adjourned: AppointmentId) -> Result<DraftView, StoreError> {
    let db = &desk.house.db;
    let target = Target::seen(db, desk.who, UseCase::ReadAppointment, adjourned).await?;
    if target.state != State::Adjourned {
        return Err(target.refuse(State::Adjourned));
    }
    let open = drafts::Entity::find()
        .filter(drafts::Column::AccountId.eq(desk.account.id.0))
        .filter(drafts::Column::AppointmentId.is_null())
        .order_by_desc(drafts::Column::UpdatedAt)
        .order_by_desc(drafts::Column::Id)
        .all(db)
        .await?;
    for row in open {
        if read(&row)?.continues == Some(adjourned) {
            // It counts as changed: it must not be cleared away as forgotten while somebody goes on with it.
            let row = transaction!(desk.house, |txn| desk.take_up(txn, row.clone()).await);
            return desk.view(row?).await;
        }
    }
    desk.keep_new(&filled(db, &target).await?).await
}

/// What the next appointment has in common with the adjourned one: everything but the time and the court's decision,
/// which allowed that one only. The law's last day is that of the matter, and stays.
pub(super) async fn filled(db: &impl ConnectionTrait, target: &Target) -> Result<Draft, StoreError> {
    let row = &target.row;
    let minutes =
        |row: &appointments::Model| Ok::<_, StoreError>(reading::period(row.starts_at, row.ends_at)?.minutes());
    let (mut meeting, mut meeting_after) = (0, 0);
    for (side, one) in meetings::sides(row, meetings::of_hearing(row.id).all(db).await?) {
        match side {
            Side::Before => meeting = minutes(&one)?,
            Side::After => meeting_after = minutes(&one)?,
        }
    }
    let of_hearing = |minutes: i64| if target.kind == Kind::Hearing { minutes.to_string() } else { String::new() };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let what = WhatForm {
        kind: row.kind.clone(),
        hearing_type: text(&row.hearing_type),
        case_number: text(&row.case_number),
        duration: minutes(row)?.to_string(),
        meeting: of_hearing(meeting),
        meeting_after: of_hearing(meeting_after),
        interpreter_language: text(&row.interpreter_language),
        deadline: text(&row.deadline),
        ..WhatForm::default()
    };
    let detainees = site_detainees::Entity::find()
        .select_only()
        .column(site_detainees::Column::DetaineeId)
        .filter(site_detainees::Column::AppointmentId.eq(row.id))
        .order_by_asc(site_detainees::Column::Id)
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let people = participants::Entity::find()
        .filter(participants::Column::AppointmentId.eq(row.id))
        .order_by_asc(participants::Column::Id)
        .all(db)
        .await?;
    let invitees = people.into_iter().map(|part| {
        let role = reading::known(Role::from_code(&part.role), "role")?;
        Ok(Invitee { person: PersonId(part.person_id), role, required: part.required })
    });
    Ok(Draft {
        what,
        detainees: detainees.into_iter().map(DetaineeId).collect(),
        invitees: invitees.collect::<Result<_, StoreError>>()?,
        slot: None,
        beside: Vec::new(),
        hold_until: None,
        continues: Some(target.id),
        request: None,
    })
}

/// Links the appointment `id` to the adjourned one that it goes on with.
///
/// # Errors
/// [`shared::error::Error::Invalid`] if another that was not called off does so already.
pub(super) async fn link(
    txn: &DatabaseTransaction,
    id: AppointmentId,
    adjourned: AppointmentId,
) -> Result<(), StoreError> {
    // The lock lets one of two who book at once find what the other booked.
    appointments::Entity::find_by_id(adjourned.0).lock_exclusive().one(txn).await?;
    let others: Vec<Uuid> = continuations::Entity::find()
        .filter(continuations::Column::ContinuesId.eq(adjourned.0))
        .all(txn)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let standing = appointments::Entity::find()
        .filter(appointments::Column::Id.is_in(others))
        .filter(appointments::Column::State.is_not_in([State::Cancelled.code(), State::NotHeld.code()]))
        .one(txn)
        .await?;
    if standing.is_some() {
        return Err(wrong("continues", Fault::Duplicate));
    }
    let row = continuations::ActiveModel { id: Set(id.0), continues_id: Set(adjourned.0) };
    continuations::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
