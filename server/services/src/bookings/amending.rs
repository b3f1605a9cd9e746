//! Changing an appointment: its particulars, or its time and room. Whoever is moved must be free again, everybody is
//! told, and what they answered to the old time no longer counts.

use entity::{participants, sites};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use shared::{
    appointment::{Amendment, Attendance, Event, Field, FieldChange, Kind, Role, State},
    draft::DURATION_RANGE,
    error::Fault,
    ids::{AppointmentId, CentreId, DetaineeId, PersonId, RoomId},
    permission::UseCase,
    principal::Principal,
    schedule::Slot,
    time::{Instant, Minutes, Period},
};
use uuid::Uuid;

use super::{
    changing::{Target, change, state_change},
    drafts::wrong,
    making::set_legal_basis,
    needs::{Needs, Shape, horizon},
};
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    reservations,
};

pub(super) async fn amend(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    amendment: &Amendment,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        let target = Target::take(txn, who, UseCase::Amend, id, version).await?;
        if target.state.is_terminal() {
            return Err(target.refuse(target.state));
        }
        fits(&target, amendment)?;
        let mut changes = particulars(&target, amendment);
        let moved = Move::of(txn, &target, amendment).await?;
        if let Some(moved) = &moved {
            if !matches!(target.state, State::Booked | State::Confirmed) {
                return Err(target.refuse(State::Booked));
            }
            changes.extend(moved.carry_out(txn, house, who, &target).await?);
        }
        if changes.is_empty() {
            return Ok(());
        }
        let new_time = moved.as_ref().is_some_and(|moved| moved.new_time);
        if new_time && target.state == State::Confirmed {
            changes.push(state_change(State::Confirmed, State::Booked));
        }
        target
            .write(txn, |row| {
                put_particulars(row, amendment);
                if let Some(moved) = &moved {
                    row.starts_at = Set(moved.to.start.0);
                    row.ends_at = Set(moved.period().end().0);
                }
                if new_time {
                    row.state = Set(State::Booked.code().to_owned());
                }
            })
            .await?;
        let subject = Subject::Appointment(id);
        audit::record(txn, house, who, subject, Event::Amended.code(), &changes, Some(target.next_version())).await?;
        let what = if moved.is_some() { Announcement::Changed } else { Announcement::Touched };
        announce(txn, house, id, what).await?;
        if let Some(meeting) = moved.and_then(|moved| moved.meeting) {
            announce(txn, house, meeting.target.id, Announcement::Touched).await?;
        }
        Ok(())
    })?;
    house.hub.wake();
    Ok(())
}

/// Only hearings have a type, a case and a legal basis; lengths are those that can be booked.
fn fits(target: &Target, amendment: &Amendment) -> Result<(), StoreError> {
    let of_hearings = [
        ("hearing_type", amendment.hearing_type.is_some()),
        ("case_number", amendment.case_number.is_some()),
        ("resolution", amendment.legal_basis.is_some()),
    ];
    if let Some((field, _)) = of_hearings.into_iter().find(|(_, given)| *given && target.kind != Kind::Hearing) {
        return Err(wrong(field, Fault::UnknownChoice));
    }
    let (min, max) = DURATION_RANGE;
    match amendment.duration {
        Some(duration) if !(min..=max).contains(&duration.get()) => {
            Err(wrong("duration", Fault::NumberOutside { min: i64::from(min), max: i64::from(max) }))
        }
        _ => Ok(()),
    }
}

/// What changes of the particulars.
fn particulars(target: &Target, amendment: &Amendment) -> Vec<FieldChange> {
    let row = &target.row;
    let given = [
        (Field::HearingType, &row.hearing_type, amendment.hearing_type.map(|it| it.code().to_owned())),
        (Field::CaseNumber, &row.case_number, amendment.case_number.as_ref().map(ToString::to_string)),
    ];
    let mut changes: Vec<_> = given
        .into_iter()
        .filter(|(_, before, after)| after.is_some() && *before != after)
        .map(|(field, before, after)| change(field, before.clone(), after))
        .collect();
    if let Some(basis) = &amendment.legal_basis {
        let same = row.resolution.as_deref() == Some(basis.resolution.as_str())
            && row.resolution_date == Some(basis.date.to_string())
            && row.resolution_judge.as_deref() == Some(basis.judge.as_str())
            && row.ground.as_deref() == Some(basis.ground.as_str())
            && row.accused.as_deref() == Some(basis.accused.code());
        if !same {
            changes.push(change(Field::LegalBasis, row.resolution.clone(), Some(basis.resolution.to_string())));
        }
    }
    changes
}

fn put_particulars(row: &mut entity::appointments::ActiveModel, amendment: &Amendment) {
    if let Some(hearing_type) = amendment.hearing_type {
        row.hearing_type = Set(Some(hearing_type.code().to_owned()));
    }
    if let Some(case_number) = &amendment.case_number {
        row.case_number = Set(Some(case_number.to_string()));
    }
    if let Some(basis) = &amendment.legal_basis {
        set_legal_basis(row, basis);
    }
}

/// A move to another time or room, with the private meeting that moves along.
struct Move {
    from: Slot,
    to: Slot,
    new_time: bool,
    duration: Minutes,
    centre: CentreId,
    meeting: Option<Meeting>,
}

/// The private meeting that moves along, and how long it lasts.
struct Meeting {
    target: Target,
    length: Minutes,
}

impl Move {
    /// The move that the amendment asks for; `None` if it leaves time and room.
    async fn of(txn: &DatabaseTransaction, target: &Target, to: &Amendment) -> Result<Option<Self>, StoreError> {
        let site = sites::Entity::find()
            .filter(sites::Column::AppointmentId.eq(target.id.0))
            .order_by_asc(sites::Column::Id)
            .one(txn)
            .await?;
        let site = reading::known(site, "site")?;
        let period = reading::period(target.row.starts_at, target.row.ends_at)?;
        let length = length_of(period)?;
        let from = Slot { start: period.start(), room: RoomId(site.room_id) };
        let slot = Slot { start: to.start.unwrap_or(from.start), room: to.room.unwrap_or(from.room) };
        let duration = to.duration.unwrap_or(length);
        let new_time = slot.start != from.start || duration != length;
        if !new_time && slot.room == from.room {
            return Ok(None);
        }
        // A meeting stays where it is if only the end of the hearing moves.
        let meeting = match target.meeting(txn).await? {
            Some(meeting) if slot != from => {
                let length = length_of(reading::period(meeting.row.starts_at, meeting.row.ends_at)?)?;
                Some(Meeting { target: meeting, length })
            }
            _ => None,
        };
        Ok(Some(Self { from, to: slot, new_time, duration, centre: CentreId(site.centre_id), meeting }))
    }

    fn period(&self) -> Period {
        Period::starting(self.to.start, self.duration)
    }

    /// Checks the new slot, takes it and lets go of the old one; answers what changes of the appointment.
    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        target: &Target,
    ) -> Result<Vec<FieldChange>, StoreError> {
        let needs = self.needs(txn, target).await?;
        let now = house.clock.now();
        let horizon = horizon(now)?;
        // Whose start stays may still get another room when it is late.
        let (horizon, not_before) = if self.to.start == self.from.start {
            let begun = needs.shape.meeting_period(self.from.start).map_or(self.from.start, Period::start).min(now);
            (Period::new(begun, horizon.end()).unwrap_or(horizon), begun)
        } else {
            (horizon, now)
        };
        let mut ours = vec![target.id];
        ours.extend(self.meeting.as_ref().map(|meeting| meeting.target.id));
        needs.judge(txn, self.to, horizon, not_before, &ours).await?;
        reservations::free(txn, &ours).await?;
        needs.hold(txn, house, target.id, &needs.shape.holds(self.to), &ours).await?;
        self.put(txn, target.id).await?;
        if let Some(meeting) = &self.meeting {
            needs.hold(txn, house, meeting.target.id, &needs.shape.meeting_holds(self.to), &ours).await?;
            self.put(txn, meeting.target.id).await?;
            self.move_meeting(txn, house, who, &needs, meeting).await?;
        }
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        self.changes(&needs, old, self.period())
    }

    async fn needs(&self, txn: &DatabaseTransaction, target: &Target) -> Result<Needs, StoreError> {
        let detainees: Vec<Uuid> = entity::site_detainees::Entity::find()
            .select_only()
            .column(entity::site_detainees::Column::DetaineeId)
            .filter(entity::site_detainees::Column::AppointmentId.eq(target.id.0))
            .into_tuple()
            .all(txn)
            .await?;
        let people = participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(target.id.0))
            .order_by_asc(participants::Column::Id)
            .all(txn)
            .await?
            .into_iter()
            .map(|row| Ok((PersonId(row.person_id), reading::known(Role::from_code(&row.role), "role")?)))
            .collect::<Result<_, StoreError>>()?;
        // A private meeting is held in the room of its hearing.
        let kind = if target.row.main_id.is_some() { Kind::Hearing } else { target.kind };
        let shape = Shape {
            kind,
            duration: self.duration,
            meeting: self.meeting.as_ref().map(|meeting| meeting.length),
            detainees: detainees.into_iter().map(DetaineeId).collect(),
            people,
        };
        Needs::load(txn, self.centre, reading::zone(&target.row.zone)?, shape).await
    }

    /// The room, and, for a new time, the answers, which were given to the old one.
    async fn put(&self, txn: &DatabaseTransaction, id: AppointmentId) -> Result<(), StoreError> {
        sites::Entity::update_many()
            .col_expr(sites::Column::RoomId, Expr::value(self.to.room.0))
            .filter(sites::Column::AppointmentId.eq(id.0))
            .filter(sites::Column::RoomId.eq(self.from.room.0))
            .exec(txn)
            .await?;
        if self.new_time {
            let none = participants::ActiveModel {
                attendance: Set(Attendance::NeedsAction.code().to_owned()),
                cause: Set(None),
                note: Set(None),
                proposed_at: Set(None),
                answered_at: Set(None),
                ..Default::default()
            };
            participants::Entity::update_many()
                .set(none)
                .filter(participants::Column::AppointmentId.eq(id.0))
                .exec(txn)
                .await?;
        }
        Ok(())
    }

    async fn move_meeting(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        needs: &Needs,
        meeting: &Meeting,
    ) -> Result<(), StoreError> {
        let Meeting { target, length } = meeting;
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        let start = self.to.start.plus_minutes(-i64::from(length.get()));
        let new = Period::starting(start, *length);
        let mut changes = self.changes(needs, old, new)?;
        let back = self.new_time && target.state == State::Confirmed;
        if back {
            changes.push(state_change(State::Confirmed, State::Booked));
        }
        target
            .write(txn, |row| {
                row.starts_at = Set(new.start().0);
                row.ends_at = Set(new.end().0);
                if back {
                    row.state = Set(State::Booked.code().to_owned());
                }
            })
            .await?;
        let subject = Subject::Appointment(target.id);
        audit::record(txn, house, who, subject, Event::Amended.code(), &changes, Some(target.next_version())).await
    }

    /// What of time and room changes, as people read it.
    fn changes(&self, needs: &Needs, old: Period, new: Period) -> Result<Vec<FieldChange>, StoreError> {
        let civil = |at: Instant| Some(needs.zone.local(at).civil.to_string());
        let mut changes = Vec::new();
        if old.start() != new.start() {
            changes.push(change(Field::Start, civil(old.start()), civil(new.start())));
        }
        if old.end() != new.end() {
            changes.push(change(Field::End, civil(old.end()), civil(new.end())));
        }
        if self.from.room != self.to.room {
            let name = |room| Ok::<_, StoreError>(Some(needs.room_name(room)?.to_string()));
            changes.push(change(Field::Room, name(self.from.room)?, name(self.to.room)?));
        }
        Ok(changes)
    }
}

fn length_of(period: Period) -> Result<Minutes, StoreError> {
    reading::known(u16::try_from(period.minutes()).ok().and_then(Minutes::new), "length")
}
