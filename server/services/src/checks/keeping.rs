//! What is kept of a check: verdicts, findings, rounded numbers, the browser's family, the version, when, and for what.
//! Never sound or pictures, names or numbers of devices, addresses. The measurements have fields for nothing else, so
//! there is nothing else to keep. Of a room also which equipment stood there, so that its history goes with it.

use entity::{appointments, checked_kits, device_checks, kits, participants, sites};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use shared::{
    appointment::{Event, Field, FieldChange, State},
    check::{CheckResult, Measurements, RUN_MINUTES, Verdict, expires, verdicts},
    ids::{AppointmentId, RoomId},
    principal::Principal,
    text::Name,
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading},
    house::House,
    notices::matter::{self, Matter},
};

/// So many appointments of a room are looked at to find when its device checks itself: more than a room holds in weeks.
const MOST_AHEAD: u64 = 200;

/// For whom or what a check is kept.
#[derive(Default)]
struct Target {
    appointment: Option<Uuid>,
    participant: Option<Uuid>,
    room: Option<Uuid>,
}

/// Keeps the check of a participant's devices.
pub(super) async fn participant(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    matter: &Matter,
    participant: &participants::Model,
    measured: &Measurements,
    result: &CheckResult,
) -> Result<(), StoreError> {
    let person = entity::people::Entity::find_by_id(participant.person_id).one(txn).await?;
    let name = matter::name(&person.ok_or(StoreError::Unreadable("person"))?.name)?;
    let before = latest(txn, device_checks::Column::ParticipantId, participant.id).await?;
    let target = Target { appointment: Some(matter.id.0), participant: Some(participant.id), ..Target::default() };
    let until = expires(house.clock.now());
    insert(txn, house, who, target, until, measured, result).await?;
    tell(txn, house, who, matter.id, name.as_str(), (before, Some(result.verdict))).await?;
    for (_, meeting, _) in &matter.meetings {
        announce(txn, house, *meeting, Announcement::Touched).await?;
    }
    Ok(())
}

/// Keeps the check of a room's devices; it counts for every appointment there until the centre's next midnight.
pub(super) async fn room(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    (room, name, zone): (RoomId, &Name, &Zone),
    measured: &Measurements,
    result: &CheckResult,
) -> Result<(), StoreError> {
    let now = house.clock.now();
    let until = zone.day(zone.date(now)).map_or_else(|| expires(now), Period::end);
    let before = latest(txn, device_checks::Column::RoomId, room.0).await?;
    let affected = ahead_in(txn, room, now, until).await?;
    let target = Target { room: Some(room.0), ..Target::default() };
    let check = insert(txn, house, who, target, until, measured, result).await?;
    note_kits(txn, check, room).await?;
    for appointment in affected {
        tell(txn, house, who, appointment, name.as_str(), (before.clone(), Some(result.verdict))).await?;
    }
    Ok(())
}

/// Keeps the trial of whoever is signed in. It counts for nothing, so nobody is told.
pub(super) async fn trial(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    measured: &Measurements,
    result: &CheckResult,
) -> Result<(), StoreError> {
    insert(txn, house, who, Target::default(), expires(house.clock.now()), measured, result).await.map(|_| ())
}

/// Whose last check ends.
pub(super) enum Ended {
    /// That of a participant, for an appointment, by name.
    Participant(AppointmentId, Uuid, Name),
    /// That of a room, by name, in its zone.
    Room(RoomId, Name, Zone),
}

/// Ends the last check, if it still counts: the devices are others now.
pub(super) async fn end(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    ended: &Ended,
) -> Result<(), StoreError> {
    let now = house.clock.now();
    let (column, id, name) = match ended {
        Ended::Participant(_, participant, name) => (device_checks::Column::ParticipantId, *participant, name),
        Ended::Room(room, name, _) => (device_checks::Column::RoomId, room.0, name),
    };
    let standing = device_checks::Entity::find()
        .filter(column.eq(id))
        .filter(device_checks::Column::ExpiresAt.gt(now.0))
        .order_by_desc(device_checks::Column::MadeAt)
        .all(txn)
        .await?;
    let Some(last) = standing.first() else { return Ok(()) };
    device_checks::Entity::update_many()
        .col_expr(device_checks::Column::ExpiresAt, now.0.into())
        .filter(device_checks::Column::Id.is_in(standing.iter().map(|check| check.id)))
        .exec(txn)
        .await?;
    let affected = match ended {
        Ended::Participant(appointment, ..) => vec![*appointment],
        Ended::Room(room, _, zone) => {
            let until = zone.day(zone.date(now)).map_or_else(|| expires(now), Period::end);
            ahead_in(txn, *room, now, until).await?
        }
    };
    for appointment in affected {
        tell(txn, house, who, appointment, name.as_str(), (Some(last.verdict.clone()), None)).await?;
    }
    Ok(())
}

/// The appointments in a room that are not over and begin before `until`.
async fn ahead_in(
    txn: &DatabaseTransaction,
    room: RoomId,
    now: Instant,
    until: Instant,
) -> Result<Vec<AppointmentId>, StoreError> {
    let ids = appointments::Entity::find()
        .select_only()
        .column(appointments::Column::Id)
        .filter(live_in(room))
        .filter(appointments::Column::StartsAt.lt(until.0))
        .filter(appointments::Column::EndsAt.gt(now.0))
        .order_by_asc(appointments::Column::StartsAt)
        .into_tuple::<Uuid>()
        .all(txn)
        .await?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// Whether `room` need not check itself on `day` any more: a check that measured everything stands, or it did so already.
/// What a person skipped is not known.
pub(super) async fn stands(db: &impl ConnectionTrait, room: RoomId, day: Period) -> Result<bool, StoreError> {
    let standing = device_checks::Entity::find()
        .filter(device_checks::Column::RoomId.eq(room.0))
        .filter(device_checks::Column::MadeAt.gte(day.start().0))
        .filter(device_checks::Column::MadeAt.lt(day.end().0))
        .filter(device_checks::Column::ExpiresAt.gte(day.end().0))
        .all(db)
        .await?;
    for check in standing {
        // What an older version measured may be read otherwise now.
        let measured: Option<Measurements> = serde_json::from_value(check.measured).ok();
        let by_itself = measured.is_some_and(|measured| !measured.attended);
        if by_itself || verdicts::is_complete(&reading::structured(check.result)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The appointments in `room` that are not over at `now`, by start, and those begun on `day` that nobody has ended yet although
/// their time is over: nobody knows for how long they go on.
pub(super) async fn taken_in(
    db: &impl ConnectionTrait,
    room: RoomId,
    day: Period,
    now: Instant,
) -> Result<Vec<Period>, StoreError> {
    let under_way = [State::InProgress, State::Suspended].map(State::code);
    let unended = Condition::all()
        .add(appointments::Column::State.is_in(under_way))
        .add(appointments::Column::StartsAt.gte(day.start().0));
    let rows = appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::State, appointments::Column::StartsAt, appointments::Column::EndsAt])
        .filter(live_in(room))
        .filter(Condition::any().add(appointments::Column::EndsAt.gt(now.0)).add(unended))
        .order_by_asc(appointments::Column::StartsAt)
        .limit(MOST_AHEAD)
        .into_tuple::<(String, i64, i64)>()
        .all(db)
        .await?;
    let mut taken = Vec::with_capacity(rows.len());
    for (state, starts_at, ends_at) in rows {
        let known = reading::period(starts_at, ends_at)?;
        let (start, end) = if under_way.contains(&state.as_str()) {
            // It may have begun early, and it may be over at any moment: the device asks again.
            (known.start().min(now), known.end().max(now.plus_minutes(RUN_MINUTES)))
        } else {
            (known.start(), known.end())
        };
        taken.extend(Period::new(start, end));
    }
    taken.sort_unstable_by_key(|period| period.start());
    Ok(taken)
}

/// What is not over, in `room`.
fn live_in(room: RoomId) -> Condition {
    let there = sites::Entity::find()
        .select_only()
        .column(sites::Column::AppointmentId)
        .filter(sites::Column::RoomId.eq(room.0))
        .into_query();
    let live = State::ALL.iter().filter(|state| state.is_live()).map(|state| state.code());
    Condition::all().add(appointments::Column::Id.in_subquery(there)).add(appointments::Column::State.is_in(live))
}

/// The verdict before this one.
async fn latest(
    txn: &DatabaseTransaction,
    column: device_checks::Column,
    id: Uuid,
) -> Result<Option<String>, StoreError> {
    let verdict = device_checks::Entity::find()
        .select_only()
        .column(device_checks::Column::Verdict)
        .filter(column.eq(id))
        .order_by_desc(device_checks::Column::MadeAt)
        .order_by_desc(device_checks::Column::Id)
        .into_tuple::<String>()
        .one(txn)
        .await?;
    Ok(verdict)
}

/// Notes what stands in `room` with its `check`.
async fn note_kits(txn: &DatabaseTransaction, check: Uuid, room: RoomId) -> Result<(), StoreError> {
    let here = kits::Entity::find().filter(kits::Column::RoomId.eq(room.0)).all(txn).await?;
    if !here.is_empty() {
        let noted = |kit: kits::Model| checked_kits::ActiveModel { check_id: Set(check), kit_id: Set(kit.id) };
        checked_kits::Entity::insert_many(here.into_iter().map(noted)).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Stores a check, and answers its identifier.
async fn insert(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    target: Target,
    until: Instant,
    measured: &Measurements,
    result: &CheckResult,
) -> Result<Uuid, StoreError> {
    let id = house.ids.next();
    let check = device_checks::ActiveModel {
        id: Set(id),
        appointment_id: Set(target.appointment),
        participant_id: Set(target.participant),
        room_id: Set(target.room),
        account_id: Set(who.account().map(|account| account.id.0)),
        made_at: Set(house.clock.now().0),
        expires_at: Set(until.0),
        version: Set(i16::try_from(measured.version).unwrap_or(i16::MAX)),
        browser: Set(measured.browser.code().to_owned()),
        verdict: Set(result.verdict.code().to_owned()),
        result: Set(serde_json::to_value(result)?),
        measured: Set(serde_json::to_value(measured.rounded())?),
    };
    device_checks::Entity::insert(check).exec_without_returning(txn).await?;
    Ok(id)
}

/// Records the check on an appointment and tells open screens.
async fn tell(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    appointment: AppointmentId,
    of: &str,
    (before, now): (Option<String>, Option<Verdict>),
) -> Result<(), StoreError> {
    let change = FieldChange {
        field: Field::Verdict,
        of: Some(of.to_owned()),
        from: before,
        to: now.map(|verdict| verdict.code().to_owned()),
    };
    let event = Event::Checked.code();
    audit::record(txn, house, who, Subject::Appointment(appointment), event, &[change], None).await?;
    announce(txn, house, appointment, Announcement::Touched).await
}
