//! Moving an appointment through its states, as far as the one table allows and the safeguards are met.

use entity::participants;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use shared::{
    appointment::{Attendance, Event, Kind, Role, State, transitions},
    cause::Cause,
    error::{Error, Fault, Problem},
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    schedule::{Obstacle, Side},
    text::Note,
    time::Instant,
};

use super::{
    cancelling::{end, needs_note},
    changing::{Target, changing_with, state_change},
    drafts::wrong,
};
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    reservations,
};

pub(super) async fn advance(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    version: i32,
    to: State,
    cause: Option<Cause>,
    note: Option<&Note>,
) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        let target = Target::lock(txn, who, UseCase::Advance, id).await?;
        let again = target.made_by(txn, (who, version), Event::StateChanged).await?;
        if again && target.stands(to, cause, note) {
            return Ok(());
        }
        target.newest(txn, version).await?;
        // Cancelling is a use case of its own, and back to booked is what a move or a refusal does, not a person.
        if !transitions::allowed(target.state, to) || matches!(to, State::Booked | State::Cancelled) {
            return Err(target.refuse(to));
        }
        let (now, mut touched) = (house.clock.now(), vec![id]);
        match to {
            State::Confirmed => {
                safeguards(txn, &target).await?;
                step(txn, house, who, &target, to).await?;
                for (_, meeting) in changing_with(&target, target.meetings(txn).await?, now) {
                    if meeting.state == State::Booked {
                        step(txn, house, who, &meeting, to).await?;
                        touched.push(meeting.id);
                    }
                }
            }
            State::NotHeld => {
                let Some(cause) = cause else { return Err(wrong("cause", Fault::Missing)) };
                needs_note(cause, note)?;
                // What is known to fail before that is cancelled, so that everybody is told.
                not_too_early(&target, now)?;
                end(txn, house, who, &target, to, cause, note).await?;
                for (side, meeting) in changing_with(&target, target.meetings(txn).await?, now) {
                    // The one before may have been held.
                    if side == Side::After || now < Instant(meeting.row.ends_at) {
                        end(txn, house, who, &meeting, to, cause, note).await?;
                        touched.push(meeting.id);
                    }
                }
            }
            _ => {
                if to == State::InProgress && target.state == State::Confirmed {
                    not_too_early(&target, now)?;
                }
                step(txn, house, who, &target, to).await?;
            }
        }
        for id in touched {
            announce(txn, house, id, Announcement::Touched).await?;
        }
        Ok(())
    })?;
    house.hub.wake();
    Ok(())
}

/// Moves one appointment; what is over holds nothing any more.
async fn step(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    target: &Target,
    to: State,
) -> Result<(), StoreError> {
    target.write(txn, |row| row.state = Set(to.code().to_owned())).await?;
    if to.is_terminal() {
        reservations::free(txn, &[target.id]).await?;
    }
    let changes = [state_change(target.state, to)];
    let subject = Subject::Appointment(target.id);
    let event = Event::StateChanged.code();
    audit::record(txn, house, who, subject, event, &changes, Some(target.next_version())).await
}

/// What must be recorded and said before an appointment is confirmed.
async fn safeguards(txn: &DatabaseTransaction, target: &Target) -> Result<(), StoreError> {
    let row = &target.row;
    let mut problems = Vec::new();
    if target.kind == Kind::Hearing && row.resolution.is_none() {
        problems.push(Problem::new("resolution", Fault::SafeguardMissing));
    }
    let people = participants::Entity::find().filter(participants::Column::AppointmentId.eq(row.id)).all(txn).await?;
    let interpreter = row.interpreter_language.is_some().then_some(Role::Interpreter);
    for role in target.kind.needs().iter().copied().chain(interpreter) {
        if !people.iter().any(|person| person.role == role.code()) {
            problems.push(Problem::new(role.code(), Fault::SafeguardMissing));
        }
    }
    let missing = |person: &participants::Model| person.required && person.attendance != Attendance::Accepted.code();
    for person in people.iter().filter(|person| missing(person)) {
        let role = reading::known(Role::from_code(&person.role), "role")?;
        let problem = Problem::new(role.code(), Fault::NotAccepted);
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems).into()) }
}

fn not_too_early(target: &Target, now: Instant) -> Result<(), StoreError> {
    let earliest = transitions::earliest_start(Instant(target.row.starts_at));
    if now >= earliest {
        return Ok(());
    }
    let earliest = reading::zone(&target.row.zone)?.local(earliest);
    Err(Error::Refused(vec![Obstacle::TooEarly { earliest }]).into())
}
