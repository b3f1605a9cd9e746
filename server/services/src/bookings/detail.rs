//! Everything about one appointment that the reader may see, and what they may do with it now.

use std::collections::HashMap;

use entity::{appointments, audit_entries, continuations};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{
        AccusedPosition, Detail, Event, FieldChange, Kind, LegalBasis, Link, Linked, State, TimelineEntry, transitions,
    },
    cause::Cause,
    civil::read_date,
    error::Error,
    ids::AppointmentId,
    permission::{Action, UseCase},
    principal::Principal,
    schedule::Side,
    time::{Instant, Minutes},
    zone::Zone,
};

use super::series;
use crate::{
    audit::Subject,
    db::{StoreError, reading},
    house::House,
    meetings,
    reach::Reach,
    summaries::{self, Line, Reader},
};

pub(super) async fn appointment(house: &House, who: &Principal, id: AppointmentId) -> Result<Detail, StoreError> {
    let reach = Reach::of(who, UseCase::ReadAppointment)?;
    let reader = Reader::from(who);
    let which = reach.condition().add(appointments::Column::Id.eq(id.0));
    let now = house.clock.now();
    let lines = summaries::lines(&house.db, which, &reader, now).await?;
    let line = lines.into_iter().next().ok_or(StoreError::Refused(Error::NotFound))?;
    let row = &line.row;
    let zone = reading::zone(&row.zone)?;
    let minutes = reading::period(row.starts_at, row.ends_at)?.minutes();
    let linked = linked(house, reach, row).await?;
    let mut detail = Detail {
        actions: actions(who, &line, &linked, now),
        legal_basis: legal_basis(row)?,
        deadline: row.deadline.as_deref().map(|date| reading::known(read_date(date), "deadline")).transpose()?,
        duration: reading::known(u16::try_from(minutes).ok().and_then(Minutes::new), "length")?,
        linked,
        series: series::series(&house.db, reach, id).await?,
        cause: reading::coded(row.cause.as_deref(), Cause::from_code, "cause")?,
        cause_note: reading::text_or_none(row.cause_note.clone(), "note")?,
        timeline: timeline(house, id, &zone).await?,
        summary: line.summary,
    };
    reader.redact_detail(&mut detail, line.takes_part);
    Ok(detail)
}

fn legal_basis(row: &appointments::Model) -> Result<Option<LegalBasis>, StoreError> {
    let (Some(resolution), Some(date), Some(judge), Some(ground), Some(accused)) =
        (&row.resolution, &row.resolution_date, &row.resolution_judge, &row.ground, &row.accused)
    else {
        return Ok(None);
    };
    Ok(Some(LegalBasis {
        resolution: reading::text(resolution.clone(), "resolution")?,
        date: reading::known(date.parse().ok(), "date of resolution")?,
        judge: reading::text(judge.clone(), "judge")?,
        ground: reading::text(ground.clone(), "ground")?,
        accused: reading::known(AccusedPosition::from_code(accused), "position of the accused")?,
    }))
}

/// What belongs to it, as far as the reader reaches it: the meetings before and after it or the hearing it belongs to, what
/// it goes on with and what goes on with it.
async fn linked(house: &House, reach: Reach, row: &appointments::Model) -> Result<Vec<Linked>, StoreError> {
    let db = &house.db;
    let continued =
        Condition::any().add(continuations::Column::Id.eq(row.id)).add(continuations::Column::ContinuesId.eq(row.id));
    let mut links = HashMap::new();
    for found in continuations::Entity::find().filter(continued).all(db).await? {
        if found.id == row.id {
            links.insert(found.continues_id, Link::Continues);
        } else {
            links.insert(found.id, Link::ContinuedBy);
        }
    }
    links.extend(row.main_id.map(|main| (main, Link::Main)));
    for (side, meeting) in meetings::sides(row, meetings::of_hearing(row.id).all(db).await?) {
        let link = match side {
            Side::Before => Link::Meeting,
            Side::After => Link::MeetingAfter,
        };
        links.insert(meeting.id, link);
    }
    let rows = appointments::Entity::find()
        .filter(reach.condition())
        .filter(appointments::Column::Id.is_in(links.keys().copied()))
        .order_by_asc(appointments::Column::StartsAt)
        .all(db)
        .await?;
    let linked = rows.into_iter().map(|row| {
        let zone = reading::zone(&row.zone)?;
        Ok(Linked {
            id: AppointmentId(row.id),
            kind: reading::known(Kind::from_code(&row.kind), "kind")?,
            state: reading::known(State::from_code(&row.state), "state")?,
            period: zone.local_period(reading::period(row.starts_at, row.ends_at)?),
            link: reading::known(links.get(&row.id).copied(), "link")?,
        })
    });
    linked.collect()
}

async fn timeline(house: &House, id: AppointmentId, zone: &Zone) -> Result<Vec<TimelineEntry>, StoreError> {
    let entries = audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectKind.eq(Subject::Appointment(id).kind()))
        .filter(audit_entries::Column::SubjectId.eq(id.0))
        .order_by_asc(audit_entries::Column::At)
        .order_by_asc(audit_entries::Column::Id)
        .all(&house.db)
        .await?;
    let entries = entries.into_iter().map(|entry| {
        Ok(TimelineEntry {
            at: zone.local(Instant(entry.at)),
            actor: reading::text_or_none(entry.actor_name, "name")?,
            by_device: entry.actor_kind == "device",
            event: reading::known(Event::from_code(&entry.event), "event")?,
            changes: reading::structured::<Vec<FieldChange>>(entry.changes)?,
        })
    });
    entries.collect()
}

/// What `who` may do with it now: what the permission table grants, of what its state allows.
fn actions(who: &Principal, line: &Line, linked: &[Linked], now: Instant) -> Vec<Action> {
    let summary = &line.summary;
    let state = summary.state;
    let ahead = matches!(state, State::Booked | State::Confirmed);
    let in_time = now >= transitions::earliest_start(Instant(line.row.starts_at));
    let called_off = |one: &Linked| matches!(one.state, State::Cancelled | State::NotHeld);
    let goes_on = linked.iter().any(|one| one.link == Link::ContinuedBy && !called_off(one));
    // A private meeting is over with its time, and goes on on no other day.
    let main = !linked.iter().any(|one| one.link == Link::Main);
    let possible = |action: Action| match action {
        Action::Amend => !state.is_terminal(),
        Action::AddDays => summary.kind == Kind::Hearing && state.is_live(),
        Action::Cancel => transitions::allowed(state, State::Cancelled),
        Action::Confirm => transitions::allowed(state, State::Confirmed),
        Action::Start => state == State::Confirmed && in_time,
        Action::Suspend => transitions::allowed(state, State::Suspended),
        Action::Resume => state == State::Suspended,
        Action::Complete => transitions::allowed(state, State::Completed),
        Action::Adjourn => main && transitions::allowed(state, State::Adjourned),
        Action::BookNext => state == State::Adjourned && !goes_on,
        Action::NotHeld => transitions::allowed(state, State::NotHeld) && in_time,
        Action::Answer => ahead && line.takes_part,
        Action::CheckDevices => state.is_live() && line.takes_part,
        Action::CheckRoom => state.is_live(),
    };
    let granted = |action: Action| {
        use_cases(action).iter().all(|case| Reach::of(who, *case).is_ok_and(|reach| covers(reach, line)))
    };
    Action::ALL.iter().copied().filter(|action| possible(*action) && granted(*action)).collect()
}

/// Whoever does it needs all of these.
const fn use_cases(action: Action) -> &'static [UseCase] {
    match action {
        Action::Amend => &[UseCase::Amend],
        Action::AddDays => &[UseCase::Amend, UseCase::Book],
        Action::Cancel => &[UseCase::Cancel],
        Action::BookNext => &[UseCase::Book],
        Action::Confirm
        | Action::Start
        | Action::Suspend
        | Action::Resume
        | Action::Complete
        | Action::Adjourn
        | Action::NotHeld => &[UseCase::Advance],
        Action::Answer => &[UseCase::Answer],
        Action::CheckDevices => &[UseCase::CheckDevices],
        Action::CheckRoom => &[UseCase::CheckRoom],
    }
}

fn covers(reach: Reach, line: &Line) -> bool {
    match reach {
        Reach::Everything => true,
        Reach::Agency(agency) => line.row.agency_id == agency.0,
        Reach::Centre(centre) => line.summary.sites.iter().any(|site| site.centre == centre),
        Reach::Person(_) => line.takes_part,
        Reach::Invitation(appointment) => line.row.id == appointment.0,
        Reach::Room(_) | Reach::Nothing => false,
    }
}
