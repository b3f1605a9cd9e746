//! Booking: from a sound draft to an appointment that holds its room and its people, in one transaction.

use entity::{appointments, drafts, participants, site_detainees, sites};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    DatabaseTransaction, EntityTrait,
};
use shared::{
    appointment::{Attendance, Event, Field, Kind, LegalBasis, State},
    civil::written_date,
    draft::{Booking, Invitee, in_private_meeting, rules},
    error::Error,
    ids::{AgencyId, AppointmentId, DraftId, RoomId},
    principal::Principal,
    schedule::{Side, Sitting},
    time::Period,
};
use uuid::Uuid;

use super::{
    changing::{Target, change},
    continuing,
    drafts::{Desk, read},
    needs::{Needs, horizon, needs_of, rather},
    requests,
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

/// Makes the appointment of `booking`, and the private meetings before and after it.
pub(super) async fn place(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    draft: Option<DraftId>,
) -> Result<AppointmentId, StoreError> {
    let made = make(txn, house, who, agency, booking, draft).await?;
    announce(txn, house, made.main, Announcement::Booked).await?;
    for meeting in made.meetings {
        // The invitation to the hearing tells of the meetings too.
        announce(txn, house, meeting, Announcement::Touched).await?;
    }
    Ok(made.main)
}

/// What a booking made.
pub(super) struct Made {
    pub(super) main: AppointmentId,
    /// Its private meetings.
    pub(super) meetings: Vec<AppointmentId>,
}

/// The same without telling anybody.
pub(super) async fn make(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    draft: Option<DraftId>,
) -> Result<Made, StoreError> {
    let now = house.clock.now();
    // As a change does: first the appointment's row, then the place. Of two who answer one request the second waits here.
    let asked = match booking.request {
        Some(request) => Some(requests::take(txn, house, who, request, booking).await?),
        None => None,
    };
    // Who comes without a draft held nothing before; and by a name of their own, nobody looks through what others held.
    let holder = draft.map_or_else(|| house.ids.next(), |draft| draft.0);
    let facts = house.facts.seen(txn).await?;
    let needs = needs_of(txn, &facts, (now, holder), booking).await?;
    let bounds = (horizon(now)?, now);
    let sitting = needs.sitting(txn, booking.slot, &rather(&booking.beside), bounds, &[]).await?;
    if let Err(refused) = needs.claim(txn, house, &sitting, bounds, &[]).await {
        // The other lines of a list go on in the same transaction: nothing of what was refused stands in their way.
        if matches!(refused, StoreError::Refused(_)) {
            needs.release(txn).await?;
        }
        return Err(refused);
    }

    let main = Appointment {
        id: asked.as_ref().map_or_else(|| AppointmentId(house.ids.next()), |asked| asked.id),
        asked,
        kind: booking.kind,
        period: Period::starting(booking.slot.start, booking.duration),
        main: None,
        invitees: booking.invitees.clone(),
    };
    let place = Place { agency, needs: &needs, sitting: &sitting };
    main.insert(txn, house, who, place, booking, draft).await?;
    needs.hold(txn, house, main.id, &needs.holds(&sitting), &[]).await?;
    let mut meetings = Vec::new();
    for side in Side::BOTH {
        let Some(period) = needs.shape.meeting_period(side, booking.slot.start) else { continue };
        let meeting = Appointment {
            id: AppointmentId(house.ids.next()),
            asked: None,
            kind: Kind::LegalMeeting,
            period,
            main: Some(main.id),
            invitees: booking.invitees.iter().copied().filter(|invitee| in_private_meeting(invitee.role)).collect(),
        };
        meeting.insert(txn, house, who, place, booking, None).await?;
        needs.hold(txn, house, meeting.id, &needs.meeting_holds(side, &sitting), &[]).await?;
        meetings.push(meeting.id);
    }
    needs.release(txn).await?;
    if let Some(adjourned) = booking.continues {
        continuing::link(txn, main.id, adjourned).await?;
    }
    Ok(Made { main: main.id, meetings })
}

/// For whom and where.
#[derive(Clone, Copy)]
struct Place<'a> {
    agency: AgencyId,
    needs: &'a Needs,
    sitting: &'a Sitting,
}

/// One of the appointments that a booking makes.
struct Appointment {
    id: AppointmentId,
    /// The request that becomes it.
    asked: Option<Target>,
    kind: Kind,
    period: Period,
    main: Option<AppointmentId>,
    invitees: Vec<Invitee>,
}

impl Appointment {
    async fn insert(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        place: Place<'_>,
        booking: &Booking,
        draft: Option<DraftId>,
    ) -> Result<(), StoreError> {
        let Place { needs, sitting, .. } = place;
        let row = self.row(house, who, place, booking, draft);
        let version = self.asked.as_ref().map_or(1, Target::next_version);
        if self.asked.is_some() {
            // Who made it, and when, is who asked for it.
            let row =
                appointments::ActiveModel { version: Set(version), created_by: NotSet, created_at: NotSet, ..row };
            row.update(txn).await?;
        } else {
            appointments::Entity::insert(row).exec_without_returning(txn).await?;
        }
        let mut rooms = Vec::new();
        for (there, slot) in needs.sites().zip(sitting.slots()) {
            insert_site(txn, house, self.id, there, slot.room).await?;
            rooms.push(there.room_name(slot.room)?.to_string());
        }
        if !self.invitees.is_empty() {
            let rows = self.invitees.iter().map(|invitee| participant(house, self.id, invitee));
            participants::Entity::insert_many(rows).exec_without_returning(txn).await?;
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
        let subject = Subject::Appointment(self.id);
        audit::record(txn, house, who, subject, Event::Booked.code(), &changes, Some(version)).await
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

/// Puts a site into the store: who is brought to `room` for `appointment`.
pub(super) async fn insert_site(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    there: &Needs,
    room: RoomId,
) -> Result<(), StoreError> {
    let site: Uuid = house.ids.next();
    let row = sites::ActiveModel {
        id: Set(site),
        appointment_id: Set(appointment.0),
        centre_id: Set(there.centre.0),
        room_id: Set(room.0),
    };
    sites::Entity::insert(row).exec_without_returning(txn).await?;
    bring(txn, house, appointment, site, there).await
}

/// Puts into the store who is brought to a site.
pub(super) async fn bring(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: AppointmentId,
    site: Uuid,
    there: &Needs,
) -> Result<(), StoreError> {
    let brought = there.shape.detainees.iter().map(|detainee| site_detainees::ActiveModel {
        id: Set(house.ids.next()),
        site_id: Set(site),
        appointment_id: Set(appointment.0),
        detainee_id: Set(detainee.0),
    });
    site_detainees::Entity::insert_many(brought).exec_without_returning(txn).await?;
    Ok(())
}

/// The row of someone who takes part in `appointment`.
pub(super) fn participant(house: &House, appointment: AppointmentId, invitee: &Invitee) -> participants::ActiveModel {
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
pub(super) fn set_legal_basis(row: &mut appointments::ActiveModel, basis: &LegalBasis) {
    row.resolution = Set(Some(basis.resolution.to_string()));
    row.resolution_date = Set(Some(basis.date.to_string()));
    row.resolution_judge = Set(Some(basis.judge.to_string()));
    row.ground = Set(Some(basis.ground.to_string()));
    row.accused = Set(Some(basis.accused.code().to_owned()));
}
