//! Reading an answer and keeping it.

use entity::{appointments, participants};
use jiff::civil::{Date, Time};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};
use shared::{
    appointment::{Attendance, Event, Field, FieldChange, NoteChange, State, transitions},
    cause::Cause,
    draft::HORIZON_DAYS,
    error::{Error, Fault, LinkEnd, Problem},
    ids::AppointmentId,
    notice::{AnswerForm, AnswerKind, Times},
    principal::Principal,
    text::Note,
    time::Instant,
    zone::Zone,
};
use uuid::Uuid;

use super::asked;
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading},
    house::House,
    meetings,
    notices::matter::Matter,
};

/// An answer in which every field is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answered {
    attendance: Attendance,
    cause: Option<Cause>,
    note: Option<Note>,
    proposed: Option<Instant>,
    /// The times that were read; `None` if the form names none.
    times: Option<Times>,
}

/// Reads the form; fields that do not belong to the kind of answer are not looked at, for a form without scripts sends
/// them all.
pub(super) fn read(form: &AnswerForm, matter: &Matter, now: Instant) -> Result<Answered, Error> {
    let mut problems = Vec::new();
    let kind = match (form.answer.trim(), AnswerKind::from_code(form.answer.trim())) {
        (_, Some(kind)) => kind,
        ("", None) => return Err(Error::Invalid(vec![Problem::new("answer", Fault::Missing)])),
        (_, None) => return Err(Error::Invalid(vec![Problem::new("answer", Fault::UnknownChoice)])),
    };
    let note = read_note(&form.note, &mut problems);
    let (mut cause, mut proposed) = (None, None);
    let attendance = match kind {
        AnswerKind::Accept => Attendance::Accepted,
        AnswerKind::Decline => {
            cause = read_cause(&form.cause, &mut problems);
            if cause.is_some_and(Cause::needs_note) && form.note.trim().is_empty() {
                problems.push(Problem::new("note", Fault::NeedsNote));
            }
            Attendance::Declined
        }
        AnswerKind::Propose => {
            proposed = read_start(form, matter, now, &mut problems);
            Attendance::Tentative
        }
    };
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(Answered { attendance, cause, note, proposed, times: Times::from_code(form.times.trim()) })
}

fn read_note(typed: &str, problems: &mut Vec<Problem>) -> Option<Note> {
    if typed.trim().is_empty() {
        return None;
    }
    typed.parse().map_err(|fault| problems.push(Problem::new("note", Fault::Text(fault)))).ok()
}

fn read_cause(typed: &str, problems: &mut Vec<Problem>) -> Option<Cause> {
    let cause = Cause::from_code(typed.trim()).filter(|cause| Cause::DECLINE.contains(cause));
    if cause.is_none() {
        let fault = if typed.trim().is_empty() { Fault::Missing } else { Fault::UnknownChoice };
        problems.push(Problem::new("cause", fault));
    }
    cause
}

fn read_start(form: &AnswerForm, matter: &Matter, now: Instant, problems: &mut Vec<Problem>) -> Option<Instant> {
    let date = read_part::<Date>("date", &form.date, "%Y-%m-%d", Fault::NotADate, problems);
    let time = read_part::<Time>("time", &form.time, "%H:%M", Fault::NotATime, problems);
    let read = matter.zone.typed(date?.to_datetime(time?));
    let start = read.map_err(|fault| problems.push(Problem::new("time", fault))).ok()?;
    let fault = if start <= now {
        ("date", Fault::InThePast)
    } else if start > now.plus_minutes(HORIZON_DAYS * 24 * 60) {
        ("date", Fault::TooFarAhead)
    } else if start == matter.period.start() {
        // It is already planned for then: that is not another time.
        ("time", Fault::Duplicate)
    } else {
        return Some(start);
    };
    problems.push(Problem::new(fault.0, fault.1));
    None
}

/// Reads a date or a time in exactly the form in which browsers send it.
fn read_part<T: Civil>(field: &str, typed: &str, form: &str, fault: Fault, problems: &mut Vec<Problem>) -> Option<T> {
    let typed = typed.trim();
    let read = T::read(form, typed);
    if read.is_none() {
        problems.push(Problem::new(field, if typed.is_empty() { Fault::Missing } else { fault }));
    }
    read
}

trait Civil: Sized {
    fn read(form: &str, typed: &str) -> Option<Self>;
}

impl Civil for Date {
    fn read(form: &str, typed: &str) -> Option<Self> {
        Self::strptime(form, typed).ok()
    }
}

impl Civil for Time {
    fn read(form: &str, typed: &str) -> Option<Self> {
        Self::strptime(form, typed).ok()
    }
}

/// Keeps an answer, if it says anything new; answers whether it did.
pub(super) async fn keep(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    participant: &participants::Model,
    answered: &Answered,
) -> Result<bool, StoreError> {
    // The appointment's row is locked first, as every change to it does: two answers, or an answer and a cancellation,
    // come one after the other.
    let appointment = appointments::Entity::find_by_id(participant.appointment_id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(StoreError::Refused(Error::NotFound))?;
    let state = State::from_code(&appointment.state).ok_or(StoreError::Unreadable("state"))?;
    if state == State::Cancelled {
        return Err(StoreError::Refused(Error::LinkEnded(LinkEnd::Cancelled)));
    }
    if state.is_terminal() || matches!(state, State::InProgress | State::Suspended) {
        return Err(StoreError::Refused(Error::LinkEnded(LinkEnd::Expired)));
    }
    let before = participants::Entity::find_by_id(participant.id).one(txn).await?;
    let before = before.ok_or(StoreError::Refused(Error::NotFound))?;
    asked::still_serves(txn, who).await?;
    let mut meetings = meetings::of_hearing(appointment.id).lock_exclusive().all(txn).await?;
    let zone = reading::zone(&appointment.zone)?;
    asked::still_so(answered.times.as_ref(), &appointment, &meetings, &before.role, &zone)?;
    // Of one that was held or called off nothing is said any more.
    let over = |meeting: &appointments::Model| State::from_code(&meeting.state).is_none_or(State::is_terminal);
    let now = house.clock.now();
    meetings.retain(|meeting| meetings::changes_along(&appointment, meeting, now) && !over(meeting));
    if same(&before, answered) {
        return again(txn, house, (who, &zone), &before, &meetings, answered).await;
    }
    let broken = before.required && answered.attendance == Attendance::Declined;
    let (id, person) = (AppointmentId(appointment.id), before.person_id);
    let version = if broken { unconfirm(txn, house, appointment).await? } else { appointment.version };
    say(txn, house, (who, &zone), before, answered, version).await?;
    // Whoever answers the hearing answers its private meetings too.
    for meeting in &meetings {
        let version = if broken { unconfirm(txn, house, meeting.clone()).await? } else { meeting.version };
        if let Some(theirs) = part_in(txn, meeting.id, person).await?.filter(|theirs| !same(theirs, answered)) {
            say(txn, house, (who, &zone), theirs, answered, version).await?;
        }
    }
    announce(txn, house, id, Announcement::Touched).await?;
    for meeting in meetings {
        announce(txn, house, AppointmentId(meeting.id), Announcement::Touched).await?;
    }
    Ok(true)
}

/// Whoever says of a hearing again what they said says it of a private meeting too that was moved by itself since; answers
/// whether there was one.
async fn again(
    txn: &DatabaseTransaction,
    house: &House,
    (who, zone): (&Principal, &Zone),
    before: &participants::Model,
    meetings: &[appointments::Model],
    answered: &Answered,
) -> Result<bool, StoreError> {
    let waits = [State::Booked.code(), State::Confirmed.code()];
    let mut said = Vec::new();
    for meeting in meetings.iter().filter(|meeting| waits.contains(&meeting.state.as_str())) {
        let Some(theirs) = part_in(txn, meeting.id, before.person_id).await? else { continue };
        if same(&theirs, answered) {
            continue;
        }
        say(txn, house, (who, zone), theirs, answered, meeting.version).await?;
        said.push(AppointmentId(meeting.id));
    }
    for id in &said {
        announce(txn, house, *id, Announcement::Touched).await?;
    }
    Ok(!said.is_empty())
}

/// The part of `person` in `appointment`.
async fn part_in(
    txn: &DatabaseTransaction,
    appointment: Uuid,
    person: Uuid,
) -> Result<Option<participants::Model>, StoreError> {
    let theirs = participants::Entity::find()
        .filter(participants::Column::AppointmentId.eq(appointment))
        .filter(participants::Column::PersonId.eq(person))
        .one(txn)
        .await?;
    Ok(theirs)
}

fn same(before: &participants::Model, answered: &Answered) -> bool {
    before.attendance == answered.attendance.code()
        && before.cause.as_deref() == answered.cause.map(Cause::code)
        && before.note.as_deref() == answered.note.as_ref().map(Note::as_str)
        && before.proposed_at == answered.proposed.map(|start| start.0)
}

/// Puts the answer in place of what was said `before`, and records what of it is new.
async fn say(
    txn: &DatabaseTransaction,
    house: &House,
    (who, zone): (&Principal, &Zone),
    before: participants::Model,
    answered: &Answered,
    version: i32,
) -> Result<(), StoreError> {
    let changes = changes(&before, answered, who.name().map(ToString::to_string), zone);
    let subject = Subject::Appointment(AppointmentId(before.appointment_id));
    let mut row: participants::ActiveModel = before.into();
    row.attendance = Set(answered.attendance.code().to_owned());
    row.cause = Set(answered.cause.map(|cause| cause.code().to_owned()));
    row.note = Set(answered.note.as_ref().map(ToString::to_string));
    row.proposed_at = Set(answered.proposed.map(|start| start.0));
    row.answered_at = Set(Some(house.clock.now().0));
    row.update(txn).await?;
    audit::record(txn, house, who, subject, Event::Answered.code(), &changes, Some(version)).await
}

/// A confirmed appointment that someone who must come declines is no longer confirmed; answers its version then.
/// Telesala itself moves it: the participant only answered.
async fn unconfirm(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: appointments::Model,
) -> Result<i32, StoreError> {
    let (from, to) = (State::Confirmed, State::Booked);
    if appointment.state != from.code() || !transitions::allowed(from, to) {
        return Ok(appointment.version);
    }
    let (id, version) = (AppointmentId(appointment.id), appointment.version + 1);
    let mut row: appointments::ActiveModel = appointment.into();
    row.state = Set(to.code().to_owned());
    row.version = Set(version);
    row.update(txn).await?;
    let change = FieldChange {
        field: Field::State,
        of: None,
        from: Some(from.code().to_owned()),
        to: Some(to.code().to_owned()),
    };
    let event = Event::StateChanged.code();
    audit::record(txn, house, &Principal::System, Subject::Appointment(id), event, &[change], Some(version)).await?;
    Ok(version)
}

fn changes(before: &participants::Model, answered: &Answered, of: Option<String>, zone: &Zone) -> Vec<FieldChange> {
    let mut changes = vec![FieldChange {
        field: Field::Attendance,
        of: of.clone(),
        from: Some(before.attendance.clone()),
        to: Some(answered.attendance.code().to_owned()),
    }];
    let cause = answered.cause.map(|cause| cause.code().to_owned());
    if before.cause != cause {
        changes.push(FieldChange { field: Field::Cause, of: of.clone(), from: before.cause.clone(), to: cause });
    }
    let civil = |at: Option<Instant>| at.map(|at| zone.local(at).civil.to_string());
    let (from, to) = (civil(before.proposed_at.map(Instant)), civil(answered.proposed));
    if from != to {
        changes.push(FieldChange { field: Field::Proposal, of: of.clone(), from, to });
    }
    let note = answered.note.as_ref().map(Note::as_str);
    if before.note.as_deref() != note {
        let code = |change: NoteChange| change.code().to_owned();
        let from = before.note.as_ref().map(|_| code(NoteChange::Written));
        let new = if from.is_some() { NoteChange::Rewritten } else { NoteChange::Written };
        changes.push(FieldChange { field: Field::Note, of, from, to: note.map(|_| code(new)) });
    }
    changes
}
