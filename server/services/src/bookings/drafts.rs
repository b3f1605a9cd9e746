//! Drafts: kept as typed after every step, each its account's own.

use entity::{agencies, drafts, rooms};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde_json::Value;
use shared::{
    appointment::Role,
    directory::DetaineeSummary,
    draft::{Booking, Draft, DraftStep, DraftView, Invitee, MOST_DETAINEES, SlotView, WhatForm, WhoChange, rules},
    error::{Error, Fault, Problem},
    exchange::Key,
    ids::{AgencyId, AppointmentId, DraftId, PersonId, RoomId},
    permission::UseCase,
    principal::{Account, Principal},
    schedule::{Meetings, Slot},
    text::Name,
    time::{Minutes, Period},
    zone::Zone,
};

use super::{choosing::keep_slot_if_there, directory, keys};
use crate::{
    db::{StoreError, reading, transaction},
    holds,
    house::House,
    reach::Reach,
};

/// Nobody invites more people to one appointment.
pub(super) const MOST_INVITEES: usize = 40;

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

    pub(super) async fn draft(&self, id: DraftId) -> Result<DraftView, StoreError> {
        self.view(self.row(&self.house.db, id, false).await?).await
    }

    pub(super) async fn save_what(&self, id: DraftId, form: WhatForm) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.open_row(txn, id).await?;
            self.keep(txn, row, |draft| draft.what = form.clone()).await
        });
        self.view(row?).await
    }

    pub(super) async fn change_who(&self, id: DraftId, change: WhoChange) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.open_row(txn, id).await?;
            let facts = self.house.facts.within(txn).await?;
            let invitee = match &change {
                WhoChange::Add(person) => Some(self.known(txn, *person).await?),
                WhoChange::AddNew(form) => {
                    let person = directory::add(txn, self.house, self.who, form).await?;
                    Some(invitee(person.id, person.role))
                }
                _ => None,
            };
            let mut draft = read(&row)?;
            match &change {
                WhoChange::Detainee(detainee) => {
                    if directory::detainee(txn, *detainee).await?.is_none() {
                        return Err(wrong("detainee", Fault::UnknownChoice));
                    }
                    if !draft.detainees.contains(detainee) {
                        draft.detainees.push(*detainee);
                    }
                    if draft.detainees.len() > MOST_DETAINEES {
                        let most = i64::try_from(MOST_DETAINEES).unwrap_or(i64::MAX);
                        return Err(wrong("detainee", Fault::NumberOutside { min: 1, max: most }));
                    }
                    keep_slot_if_there(txn, &facts, &mut draft).await?;
                }
                WhoChange::NoDetainee(detainee) => {
                    draft.detainees.retain(|one| one != detainee);
                    keep_slot_if_there(txn, &facts, &mut draft).await?;
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

    /// The draft's row, to be changed until the transaction ends. What was booked stays as it was booked.
    ///
    /// # Errors
    /// [`Error::Booked`] if it was: whoever changes it in another tab is told, and nothing that they typed is passed over.
    pub(super) async fn open_row(&self, txn: &DatabaseTransaction, id: DraftId) -> Result<drafts::Model, StoreError> {
        let row = self.row(txn, id, true).await?;
        match row.appointment_id {
            Some(booked) => Err(Error::Booked(AppointmentId(booked)).into()),
            None => Ok(row),
        }
    }

    /// Keeps the draft as `change` leaves it, and its slot held for it.
    pub(super) async fn keep(
        &self,
        txn: &DatabaseTransaction,
        row: drafts::Model,
        change: impl FnOnce(&mut Draft),
    ) -> Result<drafts::Model, StoreError> {
        let before = read(&row)?;
        let mut draft = before.clone();
        change(&mut draft);
        let row = self.put(txn, row, &draft).await?;
        self.hold_again(txn, row, &before, draft).await
    }

    pub(super) async fn put(
        &self,
        txn: &DatabaseTransaction,
        row: drafts::Model,
        draft: &Draft,
    ) -> Result<drafts::Model, StoreError> {
        let mut row: drafts::ActiveModel = row.into();
        row.body = Set(written(draft)?);
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

    pub(super) async fn view(&self, row: drafts::Model) -> Result<DraftView, StoreError> {
        let db = &self.house.db;
        let draft = read(&row)?;
        let mut detainees = Vec::with_capacity(draft.detainees.len());
        let mut zone = None;
        let facts = self.house.facts.seen(db).await?;
        let named: Vec<_> = draft.detainees.iter().map(|id| Key::Id(id.0)).collect();
        for (detainee, there) in keys::known_detainees(db, &facts, &named).await?.into_iter().flatten() {
            zone.get_or_insert(there);
            detainees.push(detainee);
        }
        let ids: Vec<_> = draft.invitees.iter().map(|invitee| invitee.person).collect();
        let people = directory::people(db, &ids).await?;
        let zone = match zone {
            Some(zone) => zone,
            None => self.own_zone().await?,
        };
        let problems = rules::problems(&draft);
        let slot = match (draft.slot, detainees.first()) {
            (Some(slot), Some(first)) => match room_name(db, slot.room, first.centre.0).await? {
                Some(name) => {
                    let mut view = slot_view(slot, name, lengths(&draft), &zone);
                    for (centre, room) in centres_of(&detainees).into_iter().skip(1).zip(&draft.beside) {
                        let room = room_name(db, *room, centre.centre.0).await?;
                        view.beside.extend(room.map(|room| (centre.centre_name.clone(), room)));
                    }
                    Some(view)
                }
                None => None,
            },
            _ => None,
        };
        let held_until = holds::until(db, row.id, self.house.clock.now()).await?;
        Ok(DraftView {
            id: DraftId(row.id),
            slot,
            held_until: held_until.map(|until| zone.local(until)),
            detainees,
            people,
            problems,
            booked: row.appointment_id.map(AppointmentId),
            today: zone.date(self.house.clock.now()),
            zone: zone.name().clone(),
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
pub(super) fn slot_view(slot: Slot, room: Name, (duration, meetings): (Minutes, Meetings), zone: &Zone) -> SlotView {
    let period = Period::starting(slot.start, duration);
    SlotView {
        slot,
        room,
        period: zone.local_period(period),
        beside: Vec::new(),
        meeting_start: meetings.before.map(|_| zone.local(slot.start.plus_minutes(-meetings.lead()))),
        meeting_end: meetings.after.map(|_| zone.local(period.end().plus_minutes(meetings.trail()))),
    }
}

/// The lengths of the appointment and of its private meetings. While they are not sound, a slot is shown as if it
/// lasted an hour: the step that is wrong says so.
fn lengths(draft: &Draft) -> (Minutes, Meetings) {
    const HOUR: Minutes = Minutes::new(60).expect("an hour is a length");
    let number = |typed: &str| typed.trim().parse().ok().and_then(Minutes::new);
    without_slot(draft).map_or_else(
        |_| (number(&draft.what.duration).unwrap_or(HOUR), Meetings::NONE),
        |booking| (booking.duration, booking.meetings),
    )
}

/// Someone who takes part as the directory has them.
pub(super) fn invitee(person: PersonId, role: Role) -> Invitee {
    Invitee { person, role, required: role != Role::Guest }
}

pub(super) fn wrong(field: &str, fault: Fault) -> StoreError {
    StoreError::Refused(Error::Invalid(vec![Problem::new(field, fault)]))
}

/// The first one of each centre, in the order in which the centres occur.
fn centres_of(detainees: &[DetaineeSummary]) -> Vec<&DetaineeSummary> {
    let mut first: Vec<&DetaineeSummary> = Vec::new();
    for one in detainees {
        if first.iter().all(|known| known.centre != one.centre) {
            first.push(one);
        }
    }
    first
}

/// The name of a room, if it is one of that centre.
pub(super) async fn room_name(
    db: &impl ConnectionTrait,
    room: RoomId,
    centre: uuid::Uuid,
) -> Result<Option<Name>, StoreError> {
    let room = rooms::Entity::find_by_id(room.0).filter(rooms::Column::CentreId.eq(centre)).one(db).await?;
    room.map(|room| reading::text(room.name, "room name")).transpose()
}

/// The draft as it is stored. PostgreSQL's JSON cannot hold the character NUL; nobody types it.
pub(super) fn written(draft: &Draft) -> Result<Value, StoreError> {
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
