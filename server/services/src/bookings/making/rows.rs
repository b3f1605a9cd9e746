//! The rows of a booking: each table is written once for all appointments that a booking makes.

use entity::{appointments, audit_entries, participants, site_detainees, sites};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    DatabaseTransaction, EntityTrait, TryIntoModel,
};
use shared::{
    appointment::{Attendance, Event, Field, Kind, LegalBasis, State},
    civil::written_date,
    draft::{Booking, Invitee},
    ids::{AgencyId, AppointmentId, DraftId, RoomId},
    principal::Principal,
    schedule::{Side, Sitting},
    time::Period,
};
use uuid::Uuid;

use crate::{
    announce::Shown,
    audit::{self, Subject},
    bookings::{
        changing::{Target, change},
        needs::Needs,
    },
    db::{Batch, StoreError},
    house::House,
};

/// An appointment as it is stored now, with those who take part in it, in their order.
pub(super) struct Row {
    pub(super) appointment: appointments::Model,
    pub(super) participants: Vec<participants::Model>,
}

impl Row {
    pub(super) fn shown(&self, needs: &Needs) -> Shown {
        Shown {
            appointment: self.appointment.id,
            agency: self.appointment.agency_id,
            centres: needs.sites().map(|site| site.centre.0).collect(),
            people: self.participants.iter().map(|row| row.person_id).collect(),
        }
    }
}

/// For whom and where.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) agency: AgencyId,
    pub(super) needs: &'a Needs,
    pub(super) sitting: &'a Sitting,
}

/// One of the appointments that a booking makes.
pub(super) struct Appointment {
    pub(super) id: AppointmentId,
    /// The request that becomes it.
    pub(super) asked: Option<Target>,
    pub(super) kind: Kind,
    /// Of a private meeting, on which side of the hearing it is.
    pub(super) side: Option<Side>,
    pub(super) period: Period,
    pub(super) main: Option<AppointmentId>,
    pub(super) invitees: Vec<Invitee>,
}

/// Puts `all` into `batch`, each table at once; answers their rows. What was asked for is changed at once.
pub(super) async fn insert(
    txn: &DatabaseTransaction,
    batch: &mut Batch,
    house: &House,
    who: &Principal,
    place: Place<'_>,
    (booking, draft): (&Booking, Option<DraftId>),
    all: &[Appointment],
) -> Result<Vec<Row>, StoreError> {
    let (mut stored, mut new) = (Vec::new(), Vec::new());
    let (mut places, mut brought, mut taking_part) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        let row = one.row(house, who, place, booking, draft.filter(|_| one.main.is_none()));
        let appointment = if let Some(asked) = &one.asked {
            // Who made it, and when, is who asked for it.
            let version = Set(asked.next_version());
            let row = appointments::ActiveModel { version, created_by: NotSet, created_at: NotSet, ..row };
            row.update(txn).await?
        } else {
            new.push(row.clone());
            row.try_into_model()?
        };
        for (there, slot) in place.needs.sites().zip(place.sitting.slots()) {
            let id = house.ids.next();
            brought.extend(brought_to(house, one.id, id, there));
            places.push(site(id, one.id, there, slot.room));
        }
        let rows: Vec<_> = one.invitees.iter().map(|invitee| participant(house, one.id, invitee)).collect();
        taking_part.extend(rows.iter().cloned());
        let read = rows.into_iter().map(TryIntoModel::<participants::Model>::try_into_model);
        let participants = read.collect::<Result<Vec<_>, _>>()?;
        stored.push(Row { appointment, participants });
    }
    batch.insert(new);
    batch.insert(places);
    batch.insert(brought);
    batch.insert(taking_part);
    Ok(stored)
}

impl Appointment {
    /// What the record says of its booking.
    pub(super) fn entry(
        &self,
        house: &House,
        who: &Principal,
        Place { needs, sitting, .. }: Place<'_>,
        booking: &Booking,
    ) -> Result<audit_entries::ActiveModel, StoreError> {
        let mut rooms = Vec::new();
        for (there, slot) in needs.sites().zip(sitting.slots()) {
            rooms.push(there.room_name(slot.room)?.to_string());
        }
        let local = needs.zone.local_period(self.period);
        let mut changes = vec![
            change(
                Field::State,
                self.asked.as_ref().map(|asked| asked.state.code().to_owned()),
                Some(State::Booked.code().to_owned()),
            ),
            change(Field::Start, None, Some(local.start.civil.to_string())),
            change(Field::End, None, Some(local.end.civil.to_string())),
            change(Field::Room, None, Some(rooms.join(", "))),
        ];
        if self.main.is_none() {
            let deadline = booking.deadline.map(written_date);
            changes.extend(deadline.map(|last| change(Field::Deadline, None, Some(last))));
            let reason = booking.notice_reason.as_ref().map(ToString::to_string);
            changes.extend(reason.map(|reason| change(Field::NoticeReason, None, Some(reason))));
        }
        let version = self.asked.as_ref().map_or(1, Target::next_version);
        let subject = Subject::Appointment(self.id);
        audit::noted(house, who, subject, Event::Booked.code(), &changes, Some(version))
    }

    fn row(
        &self,
        house: &House,
        who: &Principal,
        place: Place<'_>,
        booking: &Booking,
        draft: Option<DraftId>,
    ) -> appointments::ActiveModel {
        let heading = self.main.is_none().then_some(booking);
        let basis = heading.and_then(|booking| booking.legal_basis.clone());
        let mut row = appointments::ActiveModel {
            id: Set(self.id.0),
            version: Set(1),
            kind: Set(self.kind.code().to_owned()),
            hearing_type: Set(heading.and_then(|it| it.hearing_type).map(|it| it.code().to_owned())),
            case_number: Set(heading.and_then(|it| it.case_number.as_ref()).map(ToString::to_string)),
            agency_id: Set(place.agency.0),
            state: Set(State::Booked.code().to_owned()),
            starts_at: Set(self.period.start().0),
            ends_at: Set(self.period.end().0),
            zone: Set(place.needs.zone.name().0.clone()),
            main_id: Set(self.main.map(|id| id.0)),
            interpreter_language: Set(booking.interpreter_language.as_ref().map(ToString::to_string)),
            resolution: Set(None),
            resolution_date: Set(None),
            resolution_judge: Set(None),
            ground: Set(None),
            accused: Set(None),
            cause: Set(None),
            cause_note: Set(None),
            draft_id: Set(draft.map(|id| id.0)),
            deadline: Set(heading.and_then(|it| it.deadline).map(written_date)),
            notice_reason: Set(heading.and_then(|it| it.notice_reason.as_ref()).map(ToString::to_string)),
            created_by: Set(who.account().map(|account| account.id.0)),
            created_at: Set(house.clock.now().0),
        };
        if let Some(basis) = basis {
            set_legal_basis(&mut row, &basis);
        }
        row
    }
}

/// The row of a site of `appointment`.
fn site(id: Uuid, appointment: AppointmentId, there: &Needs, room: RoomId) -> sites::ActiveModel {
    sites::ActiveModel {
        id: Set(id),
        appointment_id: Set(appointment.0),
        centre_id: Set(there.centre.0),
        room_id: Set(room.0),
    }
}

/// The rows of those who are brought to a site.
fn brought_to(
    house: &House,
    appointment: AppointmentId,
    site: Uuid,
    there: &Needs,
) -> impl Iterator<Item = site_detainees::ActiveModel> {
    there.shape.detainees.iter().map(move |detainee| site_detainees::ActiveModel {
        id: Set(house.ids.next()),
        site_id: Set(site),
        appointment_id: Set(appointment.0),
        detainee_id: Set(detainee.0),
    })
}

/// Puts a site into the store: who is brought to `room` for `appointment`.
pub(in crate::bookings) async fn insert_site(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    there: &Needs,
    room: RoomId,
) -> Result<(), StoreError> {
    let id = house.ids.next();
    sites::Entity::insert(site(id, appointment, there, room)).exec_without_returning(txn).await?;
    bring(txn, house, appointment, id, there).await
}

/// Puts into the store who is brought to a site.
pub(in crate::bookings) async fn bring(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    site: Uuid,
    there: &Needs,
) -> Result<(), StoreError> {
    let brought = brought_to(house, appointment, site, there);
    site_detainees::Entity::insert_many(brought).exec_without_returning(txn).await?;
    Ok(())
}

/// The row of someone who takes part in `appointment`.
pub(in crate::bookings) fn participant(
    house: &House,
    appointment: AppointmentId,
    invitee: &Invitee,
) -> participants::ActiveModel {
    participants::ActiveModel {
        id: Set(house.ids.next()),
        appointment_id: Set(appointment.0),
        person_id: Set(invitee.person.0),
        role: Set(invitee.role.code().to_owned()),
        required: Set(invitee.required),
        attendance: Set(Attendance::NeedsAction.code().to_owned()),
        cause: Set(None),
        note: Set(None),
        proposed_at: Set(None),
        answered_at: Set(None),
    }
}

/// Puts the decision that allows the remote mode into the row.
pub(in crate::bookings) fn set_legal_basis(row: &mut appointments::ActiveModel, basis: &LegalBasis) {
    row.resolution = Set(Some(basis.resolution.to_string()));
    row.resolution_date = Set(Some(basis.date.to_string()));
    row.resolution_judge = Set(Some(basis.judge.to_string()));
    row.ground = Set(Some(basis.ground.to_string()));
    row.accused = Set(Some(basis.accused.code().to_owned()));
}
