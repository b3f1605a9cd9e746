//! A person's own calendar as their unavailability: read, looked at, and then taken. Taking it again replaces what it
//! brought before and nothing that was typed; of what stands in it only the times are ever kept.

mod events;
mod lines;
mod recurring;
#[cfg(test)]
mod tests;
mod times;

use std::collections::HashSet;

use entity::{appointments, blocks, calendars, participants, people};
use jiff::civil::Date;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use shared::{
    absence::{CalendarFault, CalendarPreview, CalendarWrong, MOST_CALENDAR_BYTES, MOST_PERIODS},
    appointment::{Field, FieldChange},
    block::Hit,
    civil::written_date_time,
    draft::HORIZON_DAYS,
    error::Error,
    ids::{AccountId, CalendarId, PersonId},
    principal::Principal,
    schedule::{BlockCause, ResourceKind},
    time::{Instant, Period},
    zone::Zone,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::events::{Occupied, occupied};
use super::{super::hits, AbsencesService, Kept, theirs};
use crate::{
    audit::{self, Subject},
    bookings::professional,
    db::{StoreError, reading, transaction},
    house::House,
};

/// Reading a file takes a processor for up to seconds: one at a time.
static READERS: Semaphore = Semaphore::const_new(1);
/// So many periods are listed.
const LISTED: usize = 40;
/// Minutes for which an upload waits to be taken.
pub(crate) const WAITS_MINUTES: i64 = 24 * 60;

/// What is looked at: nobody books further ahead.
fn bookable(now: Instant) -> Result<Period, StoreError> {
    reading::known(Period::new(now, now.plus_minutes(HORIZON_DAYS * 24 * 60)), "horizon")
}

/// The last day that was looked at in the calendar that brought some of `rows`; none if none of them came from one.
pub(super) fn reached(rows: &[blocks::Model], zone: &Zone) -> Result<Option<Date>, StoreError> {
    let brought = rows.iter().filter(|row| row.cause == BlockCause::Calendar.code());
    let read = brought.map(|row| row.created_at).max();
    read.map(|read| Ok(zone.date(bookable(Instant(read))?.end()))).transpose()
}

/// Reads the calendar of `person`, and keeps its times until it is taken.
pub(super) async fn upload(
    of: &AbsencesService,
    who: &Principal,
    person: PersonId,
    bytes: Vec<u8>,
) -> Result<Result<CalendarId, CalendarWrong>, StoreError> {
    let house = &of.house;
    let Kept { zone, .. } = of.kept(who, person).await?;
    let account = account(who)?;
    if bytes.is_empty() {
        return Ok(Err(CalendarWrong::whole(CalendarFault::Missing)));
    }
    if bytes.len() > MOST_CALENDAR_BYTES {
        return Ok(Err(CalendarWrong::whole(CalendarFault::TooLarge)));
    }
    let now = house.clock.now();
    let within = bookable(now)?;
    let turn = READERS.acquire().await.map_err(|_| StoreError::Unavailable)?;
    let read = tokio::task::spawn_blocking(move || occupied(&bytes, &zone, within)).await;
    drop(turn);
    let found = match read {
        Ok(Ok(found)) => found,
        Ok(Err(wrong)) => return Ok(Err(wrong)),
        // Whatever a made-up file does to those who unroll its rules, it is the file that is wrong.
        Err(_) => return Ok(Err(CalendarWrong::whole(CalendarFault::Rule))),
    };
    let periods = joined(others(house, found).await?);
    if periods.len() > MOST_PERIODS {
        return Ok(Err(CalendarWrong::whole(CalendarFault::TooMany)));
    }
    let pairs: Vec<(i64, i64)> = periods.iter().map(|period| (period.start().0, period.end().0)).collect();
    let body = serde_json::to_value(pairs)?;
    let id = house.ids.next();
    transaction!(house, |txn| {
        calendars::Entity::delete_many().filter(calendars::Column::AccountId.eq(account.0)).exec(txn).await?;
        let row = calendars::ActiveModel {
            id: Set(id),
            person_id: Set(person.0),
            account_id: Set(account.0),
            body: Set(body.clone()),
            created_at: Set(now.0),
        };
        calendars::Entity::insert(row).exec_without_returning(txn).await?;
        Ok(())
    })?;
    Ok(Ok(CalendarId(id)))
}

/// Only people upload.
fn account(who: &Principal) -> Result<AccountId, Error> {
    who.account().map(|account| account.id).ok_or(Error::Forbidden)
}

/// Those that are none of our own appointments, which people have in their calendars, too: nobody is kept from an
/// appointment by that appointment.
async fn others(house: &House, found: Vec<Occupied>) -> Result<Vec<Period>, StoreError> {
    let named = |one: &Occupied| one.uid.as_deref().and_then(|uid| uid.parse::<Uuid>().ok());
    let ids: HashSet<Uuid> = found.iter().filter_map(named).collect();
    let mut ours: HashSet<Uuid> = HashSet::new();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    for some in ids.chunks(1000) {
        let known = appointments::Entity::find()
            .select_only()
            .column(appointments::Column::Id)
            .filter(appointments::Column::Id.is_in(some.iter().copied()));
        ours.extend(known.into_tuple::<Uuid>().all(&house.db).await?);
    }
    Ok(found.into_iter().filter(|one| named(one).is_none_or(|id| !ours.contains(&id))).map(|one| one.period).collect())
}

/// Sorted; those that overlap or touch are one.
fn joined(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_unstable();
    let mut joined: Vec<Period> = Vec::new();
    for period in periods {
        match joined.last_mut() {
            Some(last) if period.start() <= last.end() => {
                *last = Period::new(last.start(), last.end().max(period.end())).unwrap_or(*last);
            }
            _ => joined.push(period),
        }
    }
    joined
}

/// An upload that waits to be taken.
struct Waiting {
    person: PersonId,
    /// When the file was read.
    read: Instant,
    /// What of it is not over.
    periods: Vec<Period>,
}

/// An upload of `who`.
async fn waiting(house: &House, who: &Principal, calendar: CalendarId) -> Result<Waiting, StoreError> {
    theirs(who)?;
    let now = house.clock.now();
    let found = calendars::Entity::find_by_id(calendar.0)
        .filter(calendars::Column::AccountId.eq(account(who)?.0))
        .filter(calendars::Column::CreatedAt.gt(now.plus_minutes(-WAITS_MINUTES).0))
        .one(&house.db)
        .await?;
    let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
    let pairs: Vec<(i64, i64)> = reading::structured(row.body)?;
    let periods: Vec<Period> =
        pairs.into_iter().map(|(from, until)| reading::period(from, until)).collect::<Result<_, _>>()?;
    Ok(Waiting {
        person: PersonId(row.person_id),
        read: Instant(row.created_at),
        periods: periods.into_iter().filter(|period| period.end() > now).collect(),
    })
}

/// What a calendar brought that is not over.
fn brought(person: PersonId, now: Instant) -> Condition {
    Condition::all()
        .add(blocks::Column::OverKind.eq(ResourceKind::Person.code()))
        .add(blocks::Column::OverId.eq(person.0))
        .add(blocks::Column::Cause.eq(BlockCause::Calendar.code()))
        .add(blocks::Column::EndsAt.gt(now.0))
}

/// What an upload would bring, and what it would hit: nothing is changed.
pub(super) async fn preview(
    of: &AbsencesService,
    who: &Principal,
    calendar: CalendarId,
) -> Result<CalendarPreview, StoreError> {
    let (house, now) = (&of.house, of.house.clock.now());
    let Waiting { person, read, periods } = waiting(house, who, calendar).await?;
    let Kept { row, zone } = of.kept(who, person).await?;
    let replaced = blocks::Entity::find().filter(brought(person, now)).count(&house.db).await?;
    let (hits, more_hits) = hit(house, who, person, &periods).await?;
    Ok(CalendarPreview {
        id: calendar,
        person: professional(row)?,
        zone: zone.name().clone(),
        last: zone.date(bookable(read)?.end()),
        more: periods.len().saturating_sub(LISTED),
        periods: periods.iter().take(LISTED).map(|period| zone.local_period(*period)).collect(),
        replaced: usize::try_from(replaced).unwrap_or(usize::MAX),
        hits,
        more_hits,
    })
}

/// The appointments of `person` that any of `periods`, which are sorted and disjoint, touches, as far as `who` may read
/// them; and how many more.
async fn hit(
    house: &House,
    who: &Principal,
    person: PersonId,
    periods: &[Period],
) -> Result<(Vec<Hit>, usize), StoreError> {
    let whole = periods.first().zip(periods.last()).and_then(|(first, last)| Period::new(first.start(), last.end()));
    let Some(whole) = whole else { return Ok((Vec::new(), 0)) };
    let with_them = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::PersonId.eq(person.0));
    let booked: Vec<(Uuid, i64, i64)> = appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::Id, appointments::Column::StartsAt, appointments::Column::EndsAt])
        .filter(hits::during(whole).add(appointments::Column::Id.in_subquery(with_them.into_query())))
        .order_by_asc(appointments::Column::StartsAt)
        .into_tuple()
        .all(&house.db)
        .await?;
    let touched = |from: i64, until: i64| {
        let next = periods.partition_point(|period| period.end().0 <= from);
        periods.get(next).is_some_and(|period| period.start().0 < until)
    };
    let ids: Vec<Uuid> =
        booked.into_iter().filter(|(_, from, until)| touched(*from, *until)).map(|(id, ..)| id).collect();
    if ids.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let which = hits::open().add(appointments::Column::Id.is_in(ids.iter().copied()));
    let known = hits::hits(house, who, which, None).await?;
    let more = ids.len().saturating_sub(known.len());
    Ok((known, more))
}

/// Takes an upload in place of what a calendar of the same person brought before; answers whose it is.
pub(super) async fn take(of: &AbsencesService, who: &Principal, calendar: CalendarId) -> Result<PersonId, StoreError> {
    let (house, now) = (&of.house, of.house.clock.now());
    let Waiting { person, read, periods } = waiting(house, who, calendar).await?;
    let Kept { row, zone } = of.kept(who, person).await?;
    let told = |at: Option<Instant>| at.map(|at| written_date_time(zone.local(at).civil));
    let change = |field, to| FieldChange { field, of: Some(row.name.clone()), from: None, to };
    let changes = [
        change(Field::Start, told(periods.first().map(|period| period.start()))),
        change(Field::End, told(periods.last().map(|period| period.end()))),
        change(Field::Cause, Some(BlockCause::Calendar.code().to_owned())),
    ];
    transaction!(house, |txn| {
        // Two who take a calendar of the same person at once follow each other.
        people::Entity::find_by_id(person.0).lock_exclusive().one(txn).await?;
        let gone = calendars::Entity::delete_by_id(calendar.0).exec(txn).await?;
        if gone.rows_affected == 0 {
            return Err(Error::NotFound.into());
        }
        blocks::Entity::delete_many().filter(brought(person, now)).exec(txn).await?;
        let rows: Vec<_> = periods
            .iter()
            .map(|period| blocks::ActiveModel {
                id: Set(house.ids.next()),
                over_kind: Set(ResourceKind::Person.code().to_owned()),
                over_id: Set(person.0),
                centre_id: Set(None),
                starts_at: Set(period.start().0),
                ends_at: Set(period.end().0),
                cause: Set(BlockCause::Calendar.code().to_owned()),
                note: Set(None),
                created_by: Set(who.account().map(|account| account.id.0)),
                // Not when it is taken: how far it reaches goes by when it was read.
                created_at: Set(read.0),
            })
            .collect();
        for some in rows.chunks(500) {
            blocks::Entity::insert_many(some.to_vec()).exec_without_returning(txn).await?;
        }
        audit::record(txn, house, who, Subject::Person(person), "calendar_taken", &changes, None).await
    })?;
    Ok(person)
}

/// Takes away what a calendar of `person` brought and is not over.
pub(super) async fn forget(of: &AbsencesService, who: &Principal, person: PersonId) -> Result<(), StoreError> {
    let (house, now) = (&of.house, of.house.clock.now());
    let Kept { row, zone } = of.kept(who, person).await?;
    let told = |at: i64| Some(written_date_time(zone.local(Instant(at)).civil));
    let change = |field, from| FieldChange { field, of: Some(row.name.clone()), from, to: None };
    transaction!(house, |txn| {
        let gone = blocks::Entity::find().filter(brought(person, now)).lock_exclusive().all(txn).await?;
        let first = gone.iter().map(|block| block.starts_at).min();
        let last = gone.iter().map(|block| block.ends_at).max();
        let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
        blocks::Entity::delete_many().filter(brought(person, now)).exec(txn).await?;
        let changes = [
            change(Field::Start, told(first)),
            change(Field::End, told(last)),
            change(Field::Cause, Some(BlockCause::Calendar.code().to_owned())),
        ];
        audit::record(txn, house, who, Subject::Person(person), "calendar_dropped", &changes, None).await
    })
}
