//! Booking: from a sound draft to an appointment that holds its room and its people, in one transaction.

use entity::{appointments, drafts, participants, site_detainees, sites};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Attendance, Event, Field, Kind, LegalBasis, State},
    draft::{Booking, Invitee, in_private_meeting, rules},
    error::{Error, Fault},
    ids::{AgencyId, AppointmentId, CentreId, DraftId, RoomId},
    principal::Principal,
    time::Period,
};
use uuid::Uuid;

use super::{
    changing::change,
    directory,
    drafts::{Desk, read, wrong},
    needs::{Needs, Shape, horizon},
};
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
};

/// Books the draft; a draft that was booked answers with its appointment.
pub(super) async fn book(desk: &Desk<'_>, draft: DraftId) -> Result<AppointmentId, StoreError> {
    let booked = transaction!(desk.house, |txn| {
        // The lock makes a second click wait here, and then find what the first one booked.
        let row = desk.row(txn, draft, true).await?;
        if let Some(appointment) = row.appointment_id {
            return Ok(AppointmentId(appointment));
        }
        let booking = rules::complete(&read(&row)?)
            .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()))?;
        let id = place(txn, desk.house, desk.who, desk.agency, &booking, Some(draft)).await?;
        let mut row: drafts::ActiveModel = row.into();
        row.appointment_id = Set(Some(id.0));
        row.update(txn).await?;
        Ok(id)
    })?;
    desk.house.hub.wake();
    Ok(booked)
}

/// Makes the appointment of `booking`, and the private meeting before it.
async fn place(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    draft: Option<DraftId>,
) -> Result<AppointmentId, StoreError> {
    let Some((detainee, zone)) = directory::detainee(txn, booking.detainee).await? else {
        return Err(wrong("detainee", Fault::UnknownChoice));
    };
    let shape = Shape {
        kind: booking.kind,
        duration: booking.duration,
        meeting: booking.meeting,
        detainees: vec![booking.detainee],
        people: booking.invitees.iter().map(|invitee| (invitee.person, invitee.role)).collect(),
    };
    let needs = Needs::load(txn, detainee.centre, zone, shape).await?;
    let now = house.clock.now();
    needs.judge(txn, booking.slot, horizon(now)?, now, &[]).await?;

    let main = Appointment {
        id: AppointmentId(house.ids.next()),
        kind: booking.kind,
        period: Period::starting(booking.slot.start, booking.duration),
        main: None,
        invitees: booking.invitees.clone(),
    };
    let meeting = needs.shape.meeting_period(booking.slot.start).map(|period| Appointment {
        id: AppointmentId(house.ids.next()),
        kind: Kind::LegalMeeting,
        period,
        main: Some(main.id),
        invitees: booking.invitees.iter().copied().filter(|invitee| in_private_meeting(invitee.role)).collect(),
    });
    let site = Place { agency, centre: detainee.centre, room: booking.slot.room };
    main.insert(txn, house, who, &needs, site, booking, draft).await?;
    if let Some(meeting) = &meeting {
        meeting.insert(txn, house, who, &needs, site, booking, None).await?;
    }
    needs.hold(txn, house, main.id, &needs.shape.holds(booking.slot), &[]).await?;
    if let Some(meeting) = &meeting {
        needs.hold(txn, house, meeting.id, &needs.shape.meeting_holds(booking.slot), &[]).await?;
    }
    announce(txn, house, main.id, Announcement::Booked).await?;
    if let Some(meeting) = &meeting {
        // The invitation to the hearing tells of the meeting too.
        announce(txn, house, meeting.id, Announcement::Touched).await?;
    }
    Ok(main.id)
}

/// For whom and where.
#[derive(Clone, Copy)]
struct Place {
    agency: AgencyId,
    centre: CentreId,
    room: RoomId,
}

/// One of the two appointments that a booking makes.
struct Appointment {
    id: AppointmentId,
    kind: Kind,
    period: Period,
    main: Option<AppointmentId>,
    invitees: Vec<Invitee>,
}

impl Appointment {
    #[expect(clippy::too_many_arguments, reason = "all of it is one booking; a struct would be made here only")]
    async fn insert(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        needs: &Needs,
        place: Place,
        booking: &Booking,
        draft: Option<DraftId>,
    ) -> Result<(), StoreError> {
        let row = self.row(house, who, needs, place, booking, draft);
        appointments::Entity::insert(row).exec_without_returning(txn).await?;
        let site: Uuid = house.ids.next();
        let row = sites::ActiveModel {
            id: Set(site),
            appointment_id: Set(self.id.0),
            centre_id: Set(place.centre.0),
            room_id: Set(place.room.0),
        };
        sites::Entity::insert(row).exec_without_returning(txn).await?;
        let row = site_detainees::ActiveModel {
            id: Set(house.ids.next()),
            site_id: Set(site),
            appointment_id: Set(self.id.0),
            detainee_id: Set(booking.detainee.0),
        };
        site_detainees::Entity::insert(row).exec_without_returning(txn).await?;
        if !self.invitees.is_empty() {
            let rows = self.invitees.iter().map(|invitee| self.participant(house, invitee));
            participants::Entity::insert_many(rows).exec_without_returning(txn).await?;
        }
        let local = needs.zone.local_period(self.period);
        let changes = [
            change(Field::State, None, Some(State::Booked.code().to_owned())),
            change(Field::Start, None, Some(local.start.civil.to_string())),
            change(Field::End, None, Some(local.end.civil.to_string())),
            change(Field::Room, None, Some(needs.room_name(place.room)?.to_string())),
        ];
        let subject = Subject::Appointment(self.id);
        audit::record(txn, house, who, subject, Event::Booked.code(), &changes, Some(1)).await
    }

    fn row(
        &self,
        house: &House,
        who: &Principal,
        needs: &Needs,
        place: Place,
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
            zone: Set(needs.zone.name().0.clone()),
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
            created_by: Set(who.account().map(|account| account.id.0)),
            created_at: Set(house.clock.now().0),
        };
        if let Some(basis) = basis {
            set_legal_basis(&mut row, &basis);
        }
        row
    }

    fn participant(&self, house: &House, invitee: &Invitee) -> participants::ActiveModel {
        participants::ActiveModel {
            id: Set(house.ids.next()),
            appointment_id: Set(self.id.0),
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
}

/// Puts the decision that allows the remote mode into the row.
pub(super) fn set_legal_basis(row: &mut appointments::ActiveModel, basis: &LegalBasis) {
    row.resolution = Set(Some(basis.resolution.to_string()));
    row.resolution_date = Set(Some(basis.date.to_string()));
    row.resolution_judge = Set(Some(basis.judge.to_string()));
    row.ground = Set(Some(basis.ground.to_string()));
    row.accused = Set(Some(basis.accused.code().to_owned()));
}
