//! Drafts: kept as typed after every step, each its account's own.

use entity::{agencies, drafts, rooms};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::Value;
use shared::{
    appointment::Role,
    draft::{Booking, Draft, DraftStep, DraftView, Invitee, SlotView, WhatForm, WhoChange, rules},
    error::{Error, Fault, Problem},
    ids::{AgencyId, AppointmentId, DraftId, PersonId},
    permission::UseCase,
    principal::{Account, Principal},
    schedule::Slot,
    time::{Minutes, Period},
    zone::Zone,
};

use super::directory;
use crate::{
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
};

/// Nobody invites more people to one appointment.
const MOST_INVITEES: usize = 40;

/// Where somebody books, and for whom.
pub(super) struct Desk<'a> {
    pub(super) house: &'a House,
    pub(super) who: &'a Principal,
    pub(super) account: &'a Account,
    pub(super) agency: AgencyId,
}

impl<'a> Desk<'a> {
    /// The desk of `who`.
    ///
    /// # Errors
    /// If they may not book, or belong to no agency to book for.
    pub(super) fn of(house: &'a House, who: &'a Principal) -> Result<Self, Error> {
        match (Reach::of(who, UseCase::Book)?, who.account()) {
            (Reach::Agency(agency), Some(account)) => Ok(Self { house, who, account, agency }),
            _ => Err(Error::Forbidden),
        }
    }

    pub(super) async fn begin(&self) -> Result<DraftView, StoreError> {
        let newest = drafts::Entity::find()
            .filter(drafts::Column::AccountId.eq(self.account.id.0))
            .filter(drafts::Column::AppointmentId.is_null())
            .order_by_desc(drafts::Column::UpdatedAt)
            .order_by_desc(drafts::Column::Id)
            .one(&self.house.db)
            .await?;
        if let Some(newest) = newest
            && read(&newest)? == Draft::default()
        {
            return self.view(newest).await;
        }
        let new = drafts::ActiveModel {
            id: Set(self.house.ids.next()),
            account_id: Set(self.account.id.0),
            body: Set(written(&Draft::default())?),
            updated_at: Set(self.house.clock.now().0),
            appointment_id: Set(None),
        };
        self.view(new.insert(&self.house.db).await?).await
    }

    pub(super) async fn draft(&self, id: DraftId) -> Result<DraftView, StoreError> {
        self.view(self.row(&self.house.db, id, false).await?).await
    }

    pub(super) async fn save_what(&self, id: DraftId, form: WhatForm) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.row(txn, id, true).await?;
            self.keep(txn, row, |draft| draft.what = form.clone()).await
        });
        self.view(row?).await
    }

    pub(super) async fn change_who(&self, id: DraftId, change: WhoChange) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.row(txn, id, true).await?;
            let invitee = match &change {
                WhoChange::Add(person) => Some(self.known(txn, *person).await?),
                WhoChange::AddNew(form) if row.appointment_id.is_none() => {
                    let person = directory::add(txn, self.house, self.who, form).await?;
                    Some(invitee(person.id, person.role))
                }
                _ => None,
            };
            let mut draft = read(&row)?;
            match &change {
                WhoChange::Detainee(detainee) => {
                    let Some((chosen, _)) = directory::detainee(txn, *detainee).await? else {
                        return Err(wrong("detainee", Fault::UnknownChoice));
                    };
                    // A slot is a room of the centre; elsewhere it means nothing.
                    if let Some(slot) = draft.slot
                        && room_name(txn, slot, chosen.centre.0).await?.is_none()
                    {
                        draft.slot = None;
                    }
                    draft.detainee = Some(*detainee);
                }
                WhoChange::NoDetainee => {
                    draft.detainee = None;
                    draft.slot = None;
                }
                WhoChange::Add(_) | WhoChange::AddNew(_) => {
                    draft.invitees.extend(
                        invitee.filter(|new| draft.invitees.iter().all(|invitee| invitee.person != new.person)),
                    );
                    if draft.invitees.len() > MOST_INVITEES {
                        let most = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
                        return Err(wrong("people", Fault::NumberOutside { min: 0, max: most }));
                    }
                }
                WhoChange::Remove(person) => draft.invitees.retain(|invitee| invitee.person != *person),
            }
            self.keep(txn, row, |kept| *kept = draft.clone()).await
        });
        self.view(row?).await
    }

    pub(super) async fn choose_slot(&self, id: DraftId, slot: Slot) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.row(txn, id, true).await?;
            let draft = read(&row)?;
            let Some(detainee) = draft.detainee else { return Err(wrong("detainee", Fault::Missing)) };
            let Some((detainee, _)) = directory::detainee(txn, detainee).await? else {
                return Err(wrong("detainee", Fault::UnknownChoice));
            };
            if room_name(txn, slot, detainee.centre.0).await?.is_none() {
                return Err(wrong("slot", Fault::OtherCentre));
            }
            self.keep(txn, row, |draft| draft.slot = Some(slot)).await
        });
        self.view(row?).await
    }

    /// The draft's row, if it is this account's.
    pub(super) async fn row(
        &self,
        db: &impl ConnectionTrait,
        id: DraftId,
        locked: bool,
    ) -> Result<drafts::Model, StoreError> {
        let found = drafts::Entity::find_by_id(id.0).filter(drafts::Column::AccountId.eq(self.account.id.0));
        let found = if locked { found.lock_exclusive() } else { found };
        found.one(db).await?.ok_or(StoreError::Refused(Error::NotFound))
    }

    /// Keeps the draft as `change` leaves it. What was booked stays as it was booked.
    async fn keep(
        &self,
        txn: &DatabaseTransaction,
        row: drafts::Model,
        change: impl FnOnce(&mut Draft),
    ) -> Result<drafts::Model, StoreError> {
        if row.appointment_id.is_some() {
            return Ok(row);
        }
        let mut draft = read(&row)?;
        change(&mut draft);
        let mut row: drafts::ActiveModel = row.into();
        row.body = Set(written(&draft)?);
        row.updated_at = Set(self.house.clock.now().0);
        Ok(row.update(txn).await?)
    }

    async fn known(&self, txn: &DatabaseTransaction, person: PersonId) -> Result<Invitee, StoreError> {
        match directory::people(txn, &[person]).await?.first() {
            Some(found) => Ok(invitee(found.id, found.role)),
            None => Err(wrong("people", Fault::UnknownChoice)),
        }
    }

    /// The zone of the agency, for drafts without a centre yet.
    async fn own_zone(&self) -> Result<Zone, StoreError> {
        let agency = agencies::Entity::find_by_id(self.agency.0).one(&self.house.db).await?;
        agency.map_or_else(|| Ok(self.house.settings.zone.clone()), |agency| reading::zone(&agency.zone))
    }

    async fn view(&self, row: drafts::Model) -> Result<DraftView, StoreError> {
        let db = &self.house.db;
        let draft = read(&row)?;
        let detainee = match draft.detainee {
            Some(id) => directory::detainee(db, id).await?,
            None => None,
        };
        let ids: Vec<_> = draft.invitees.iter().map(|invitee| invitee.person).collect();
        let people = directory::people(db, &ids).await?;
        let (detainee, zone) = match detainee {
            Some((detainee, zone)) => (Some(detainee), zone),
            None => (None, self.own_zone().await?),
        };
        let problems = rules::problems(&draft);
        let slot = match (draft.slot, &detainee) {
            (Some(slot), Some(detainee)) => room_name(db, slot, detainee.centre.0)
                .await?
                .map(|name| reading::text(name, "room name"))
                .transpose()?
                .map(|name| slot_view(slot, name, lengths(&draft), &zone)),
            _ => None,
        };
        Ok(DraftView {
            id: DraftId(row.id),
            slot,
            detainee,
            people,
            problems,
            booked: row.appointment_id.map(AppointmentId),
            today: zone.date(self.house.clock.now()),
            draft,
        })
    }
}

/// What the draft holds.
pub(super) fn read(row: &drafts::Model) -> Result<Draft, StoreError> {
    reading::structured(row.body.clone())
}

/// The booking that a draft is before its slot is chosen: the problems of the steps before, if there are any.
pub(super) fn without_slot(draft: &Draft) -> Result<Booking, Vec<(DraftStep, Problem)>> {
    let any = Slot { start: shared::time::Instant(0), room: shared::ids::RoomId(uuid::Uuid::nil()) };
    rules::complete(&Draft { slot: Some(any), ..draft.clone() })
}

/// A slot as people read it.
pub(super) fn slot_view(
    slot: Slot,
    room: shared::text::Name,
    (duration, meeting): (Minutes, Option<Minutes>),
    zone: &Zone,
) -> SlotView {
    SlotView {
        slot,
        room,
        period: zone.local_period(Period::starting(slot.start, duration)),
        meeting_start: meeting.map(|length| zone.local(slot.start.plus_minutes(-i64::from(length.get())))),
    }
}

/// The lengths of the appointment and of the meeting before it. While they are not sound, a slot is shown as if it
/// lasted an hour: the step that is wrong says so.
fn lengths(draft: &Draft) -> (Minutes, Option<Minutes>) {
    const HOUR: Minutes = Minutes::new(60).expect("an hour is a length");
    let number = |typed: &str| typed.trim().parse().ok().and_then(Minutes::new);
    without_slot(draft).map_or_else(
        |_| (number(&draft.what.duration).unwrap_or(HOUR), None),
        |booking| (booking.duration, booking.meeting),
    )
}

fn invitee(person: PersonId, role: Role) -> Invitee {
    Invitee { person, role, required: role != Role::Guest }
}

pub(super) fn wrong(field: &str, fault: Fault) -> StoreError {
    StoreError::Refused(Error::Invalid(vec![Problem::new(field, fault)]))
}

/// The name of a slot's room, if it is a room of that centre.
async fn room_name(db: &impl ConnectionTrait, slot: Slot, centre: uuid::Uuid) -> Result<Option<String>, StoreError> {
    let room = rooms::Entity::find_by_id(slot.room.0).filter(rooms::Column::CentreId.eq(centre)).one(db).await?;
    Ok(room.map(|room| room.name))
}

/// The draft as it is stored. PostgreSQL's JSON cannot hold the character NUL; nobody types it.
fn written(draft: &Draft) -> Result<Value, StoreError> {
    let mut value = serde_json::to_value(draft)?;
    without_nul(&mut value);
    Ok(value)
}

fn without_nul(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(without_nul),
        Value::Object(fields) => fields.values_mut().for_each(without_nul),
        _ => {}
    }
}
