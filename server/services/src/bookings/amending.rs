//! Changing an appointment: its particulars, its time and room, or who takes part. Whoever is moved must be free again,
//! everybody whom it concerns is told, and what they answered to the old time no longer counts.

mod brought;
mod choices;
mod moving;
mod people;
mod repairing;
mod standing;

use sea_orm::{ActiveValue::Set, DatabaseTransaction};
use shared::{
    appointment::{Amendment, Event, Field, FieldChange, Kind, NewDeadline, State},
    civil::written_date,
    draft::DURATION_RANGE,
    error::{Error, Fault},
    ids::{AppointmentId, ClaimId},
    notice::MessageKind,
    permission::UseCase,
    principal::Principal,
    schedule::Obstacle,
};

pub(super) use self::choices::{GivenUp, choices, given_up};
pub(crate) use self::repairing::RepairsService;
use self::{brought::Brought, moving::Move, people::People};
use super::{
    changing::{Target, change, changing_with, state_change},
    drafts::wrong,
    making::set_legal_basis,
};
use crate::{
    announce::{Announcement, announce, show},
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    exchange::{belongs_to, done_before},
    house::House,
    notices::{self, To},
};

pub(super) async fn amend(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    amendment: &Amendment,
    claim: Option<ClaimId>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        if done_before(txn, claim).await? {
            return Ok(());
        }
        within(txn, house, who, id, version, amendment, false).await?;
        belongs_to(txn, claim, id).await
    })?;
    house.hub.wake();
    Ok(())
}

/// The same in a transaction of others. With `transferred`, those who were transferred since are brought from where they
/// are held now, and nobody else comes or goes.
async fn within(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    amendment: &Amendment,
    transferred: bool,
) -> Result<(), StoreError> {
    let target = Target::lock(txn, who, UseCase::Amend, id).await?;
    let again = target.made_by(txn, (who, version), Event::Amended).await?;
    if again && standing::is_as_asked(txn, &target, amendment).await? {
        return Ok(());
    }
    target.newest(txn, version).await?;
    if target.state.is_terminal() {
        return Err(target.refuse(target.state));
    }
    fits(&target, amendment)?;
    let mut changes = particulars(&target, amendment);
    let now = house.clock.now();
    let meetings = changing_with(&target, target.meetings(txn).await?, now);
    let people = People::of(txn, &target, amendment).await?;
    if let Some(people) = &people {
        let linked: Vec<_> = meetings.iter().map(|(_, meeting)| meeting.id).collect();
        people.carry_out(txn, house, &target, &linked).await?;
        changes.extend(people.changes());
    }
    let staying = Move::staying(txn, &target, meetings).await?;
    let brought = if transferred {
        Brought::transferred(txn, &target, &staying).await?
    } else {
        Brought::of(txn, &target, &staying, amendment).await?
    };
    changes.extend(brought.iter().flat_map(|brought| brought.changes.iter().cloned()));
    let moved = staying.toward(amendment, people.as_ref(), brought.as_ref());
    if let Some(moved) = &moved {
        if !matches!(target.state, State::Booked | State::Confirmed) {
            return Err(target.refuse(State::Booked));
        }
        if moved.period().end() <= now {
            let earliest = reading::zone(&target.row.zone)?.local(now);
            return Err(Error::Refused(vec![Obstacle::TooEarly { earliest }]).into());
        }
        changes.extend(moved.carry_out(txn, house, who, &target).await?);
    } else {
        keeps(&target, amendment.deadline)?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let asked_again = moved.as_ref().is_some_and(Move::asks_again) || people.as_ref().is_some_and(People::asks_again);
    if asked_again && target.state == State::Confirmed {
        changes.push(state_change(State::Confirmed, State::Booked));
    }
    target
        .write(txn, |row| {
            put_particulars(row, amendment);
            if let Some(moved) = &moved {
                row.starts_at = Set(moved.to.start.0);
                row.ends_at = Set(moved.period().end().0);
                moved.put_zone(row);
            }
            if asked_again {
                row.state = Set(State::Booked.code().to_owned());
            }
        })
        .await?;
    let subject = Subject::Appointment(id);
    audit::record(txn, house, who, subject, Event::Amended.code(), &changes, Some(target.next_version())).await?;
    let gone = brought.map(|brought| brought.gone).unwrap_or_default();
    // At another site a room may have been given that nobody asked for.
    let elsewhere =
        moved.as_ref().is_some_and(Move::is_elsewhere) || changes.iter().any(|change| change.field == Field::Room);
    if let Some(people) = &people {
        people.tell(txn, house, id, elsewhere).await?;
    } else if elsewhere {
        notices::write(txn, house, id.0, MessageKind::Changed, To::Everybody).await?;
    }
    let left = people.map(|people| people.left).unwrap_or_default();
    show(txn, house, id, (&left, &gone)).await?;
    for meeting in moved.into_iter().flat_map(|moved| moved.meetings.into_iter().chain(moved.apart)) {
        announce(txn, house, meeting.target.id, Announcement::Touched).await?;
    }
    Ok(())
}

/// Only hearings have a type, a case and a legal basis; lengths are those that can be booked.
fn fits(target: &Target, amendment: &Amendment) -> Result<(), StoreError> {
    let of_hearings = [
        ("hearing_type", amendment.hearing_type.is_some()),
        ("case_number", amendment.case_number.is_some()),
        ("resolution", amendment.legal_basis.is_some()),
        ("deadline", amendment.deadline.is_some()),
        ("notice_reason", amendment.notice_reason.is_some()),
    ];
    if let Some((field, _)) = of_hearings.into_iter().find(|(_, given)| *given && target.kind != Kind::Hearing) {
        return Err(wrong(field, Fault::UnknownChoice));
    }
    // A private meeting is where its hearing is, but for the room that is chosen by hand.
    if target.row.main_id.is_some() && !amendment.rooms_beside.is_empty() {
        return Err(wrong("room", Fault::UnknownChoice));
    }
    let (min, max) = DURATION_RANGE;
    match amendment.duration {
        Some(duration) if !(min..=max).contains(&duration.get()) => {
            Err(wrong("duration", Fault::NumberOutside { min: i64::from(min), max: i64::from(max) }))
        }
        _ => Ok(()),
    }
}

/// Whether what stays where it is keeps a new deadline; what moves is judged there.
fn keeps(target: &Target, deadline: Option<NewDeadline>) -> Result<(), StoreError> {
    let Some(last) = deadline.and_then(NewDeadline::last) else { return Ok(()) };
    let over = reading::zone(&target.row.zone)?.day(last).is_none_or(|day| day.end().0 < target.row.ends_at);
    if over { Err(Error::Refused(vec![Obstacle::AfterDeadline { last }]).into()) } else { Ok(()) }
}

/// What changes of the particulars.
fn particulars(target: &Target, amendment: &Amendment) -> Vec<FieldChange> {
    let row = &target.row;
    let given = [
        (Field::HearingType, &row.hearing_type, amendment.hearing_type.map(|it| it.code().to_owned())),
        (Field::CaseNumber, &row.case_number, amendment.case_number.as_ref().map(ToString::to_string)),
        (Field::NoticeReason, &row.notice_reason, amendment.notice_reason.as_ref().map(ToString::to_string)),
    ];
    let mut changes: Vec<_> = given
        .into_iter()
        .filter(|(_, before, after)| after.is_some() && *before != after)
        .map(|(field, before, after)| change(field, before.clone(), after))
        .collect();
    if let Some(deadline) = amendment.deadline.map(|new| new.last().map(written_date))
        && deadline != row.deadline
    {
        changes.push(change(Field::Deadline, row.deadline.clone(), deadline));
    }
    if let Some(basis) = &amendment.legal_basis {
        // Each part by itself: a decision can change in any of them and keep its number.
        let parts = [
            (Field::LegalBasis, &row.resolution, basis.resolution.to_string()),
            (Field::ResolutionDate, &row.resolution_date, basis.date.to_string()),
            (Field::ResolutionJudge, &row.resolution_judge, basis.judge.to_string()),
            (Field::Accused, &row.accused, basis.accused.code().to_owned()),
            (Field::Ground, &row.ground, basis.ground.to_string()),
        ];
        let differ = parts.into_iter().filter(|(_, before, after)| before.as_deref() != Some(after.as_str()));
        changes.extend(differ.map(|(field, before, after)| change(field, before.clone(), Some(after))));
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
    if let Some(deadline) = amendment.deadline {
        row.deadline = Set(deadline.last().map(written_date));
    }
    if let Some(reason) = &amendment.notice_reason {
        row.notice_reason = Set(Some(reason.to_string()));
    }
    if let Some(basis) = &amendment.legal_basis {
        set_legal_basis(row, basis);
    }
}
