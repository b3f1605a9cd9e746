//! What is kept of a check: verdicts, findings, rounded numbers, the browser's family, the version, when, and for what.
//! Never sound or pictures, names or numbers of devices, addresses. The measurements have fields for nothing else, so
//! there is nothing else to keep. Of a room also which equipment stood there, so that its history goes with it.

use entity::{checked_kits, device_checks, kits, participants, room_devices};
use sea_orm::{
    ActiveValue::{self, Set, Unchanged},
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::{
    appointment::{Event, Field, FieldChange},
    check::{
        CHECK_VERSION, CheckResult, Measurements, SAME_CHECK_MINUTES, Verdict, expires, passing,
        standing::{standing, supersedes},
    },
    ids::{AppointmentId, DeviceCheckId, RoomDeviceId, RoomId},
    principal::Principal,
    text::Name,
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::ahead::ahead_in;
use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    db::{StoreError, reading},
    house::House,
    notices::matter::{self, Matter},
};

/// For whom or what a check is kept.
#[derive(Default)]
struct Target {
    appointment: Option<Uuid>,
    participant: Option<Uuid>,
    room: Option<Uuid>,
    device: Option<Uuid>,
}

/// What a check brought so far.
pub(super) struct Brought<'check> {
    /// As the browser sent it.
    pub(super) measured: &'check Measurements,
    /// What follows from it.
    pub(super) result: &'check CheckResult,
    /// Under what an earlier part of the same check is kept.
    pub(super) before: Option<DeviceCheckId>,
    /// At which of the devices that stay in the room it was made, if at one.
    pub(super) at: Option<RoomDeviceId>,
}

/// What became of it.
enum Kept {
    /// It is kept for itself.
    Beside(DeviceCheckId),
    /// It took the place of an earlier part, which had this verdict.
    Instead(DeviceCheckId, String),
}

impl Kept {
    const fn check(&self) -> DeviceCheckId {
        let (Self::Beside(check) | Self::Instead(check, _)) = self;
        *check
    }

    /// Whether the record of an appointment has something to say: another part of the same check with the same verdict is
    /// nothing new there.
    fn is_news(&self, result: &CheckResult) -> bool {
        !matches!(self, Self::Instead(_, verdict) if verdict == result.verdict.code())
    }
}

/// Keeps the check of a participant's devices. Answers under what, and what stands with it.
pub(super) async fn participant(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    matter: &Matter,
    participant: &participants::Model,
    brought: &Brought<'_>,
) -> Result<(DeviceCheckId, CheckResult), StoreError> {
    let person = entity::people::Entity::find_by_id(participant.person_id).one(txn).await?;
    let name = matter::name(&person.ok_or(StoreError::Unreadable("person"))?.name)?;
    let own = Condition::all().add(device_checks::Column::ParticipantId.eq(participant.id));
    let before = latest(txn, own.clone()).await?;
    let target = Target { appointment: Some(matter.id.0), participant: Some(participant.id), ..Target::default() };
    let until = expires(brought.measured.counts_from(house.clock.now()));
    let kept = keep(txn, house, who, target, until, brought).await?;
    let stands = standing_with(txn, house, own, brought).await?;
    if kept.is_news(brought.result) {
        tell(txn, house, who, matter.id, name.as_str(), (before, Some(brought.result.verdict))).await?;
    } else {
        announce(txn, house, matter.id, Announcement::Touched).await?;
    }
    for (_, meeting, _) in &matter.meetings {
        announce(txn, house, *meeting, Announcement::Touched).await?;
    }
    Ok((kept.check(), stands))
}

/// Keeps the check of a room's devices; it counts for every appointment there until the centre's next midnight after the oldest
/// of it was measured, which may be over. Answers as
/// [`participant`].
pub(super) async fn room(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    (room, name, zone): (RoomId, &Name, &Zone),
    brought: &Brought<'_>,
) -> Result<(DeviceCheckId, CheckResult), StoreError> {
    let now = house.clock.now();
    let from = brought.measured.counts_from(now);
    let until = zone.day(zone.date(from)).map_or_else(|| expires(from), Period::end);
    let at = match brought.at {
        Some(device) => still_staying(txn, device).await?,
        None => None,
    };
    let own = made_at(room, at);
    let before = latest(txn, own.clone()).await?;
    let affected = ahead_in(txn, room, now, until).await?;
    let target = Target { room: Some(room.0), device: at.map(|device| device.0), ..Target::default() };
    let kept = keep(txn, house, who, target, until, brought).await?;
    if let Kept::Beside(check) = kept {
        note_kits(txn, check.0, room).await?;
    }
    // Of this device: at another, nothing that is measured here mends what was found.
    let stands = standing_with(txn, house, own, brought).await?;
    for appointment in affected {
        if kept.is_news(brought.result) {
            let verdicts = (before.clone(), Some(brought.result.verdict));
            tell(txn, house, who, appointment, name.as_str(), verdicts).await?;
        } else {
            announce(txn, house, appointment, Announcement::Touched).await?;
        }
    }
    Ok((kept.check(), stands))
}

/// Keeps the trial of whoever is signed in. It counts for nothing, so nobody is told, and it stands by itself. Answers as
/// [`participant`].
pub(super) async fn trial(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    brought: &Brought<'_>,
) -> Result<(DeviceCheckId, CheckResult), StoreError> {
    let until = expires(brought.measured.counts_from(house.clock.now()));
    let kept = keep(txn, house, who, Target::default(), until, brought).await?;
    Ok((kept.check(), brought.result.clone()))
}

/// Whose last check ends.
pub(super) enum Ended {
    /// That of a participant, for an appointment and its private meetings, by name.
    Participant { appointment: AppointmentId, meetings: Vec<AppointmentId>, participant: Uuid, name: Name },
    /// That of a room, by name, in its zone.
    Room(RoomId, Name, Zone, MadeAt),
}

/// Where the checks of a room that end were made.
pub(super) enum MadeAt {
    /// Anywhere: other equipment stands there.
    Anywhere,
    /// At this device that stays there, or, without one, in the browsers of people.
    Device(Option<RoomDeviceId>),
    /// At this device that stays there, whose devices are others now; also in any browser before it stayed, which may be its own:
    /// most check the room with it first, and let it stay then.
    ChangedAt(RoomDeviceId),
}

/// The checks of `room` that were made at `device`, which stays there. Without one, those that people made in any other browser:
/// which of these are the same device, nobody knows, so they count as one.
pub(super) fn made_at(room: RoomId, device: Option<RoomDeviceId>) -> Condition {
    let made = match device {
        Some(device) => device_checks::Column::DeviceId.eq(device.0),
        None => device_checks::Column::DeviceId.is_null(),
    };
    Condition::all().add(device_checks::Column::RoomId.eq(room.0)).add(made)
}

/// The device, if it still stays anywhere. Its row is kept until the check is written: one that is sent away at the same moment would
/// otherwise be named by a check that is none of its.
async fn still_staying(txn: &DatabaseTransaction, device: RoomDeviceId) -> Result<Option<RoomDeviceId>, StoreError> {
    let stays = room_devices::Entity::find_by_id(device.0).lock_shared().one(txn).await?;
    Ok(stays.map(|_| device))
}

/// Ends the last check, if it still counts: the devices are others now.
pub(super) async fn end(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    ended: &Ended,
) -> Result<(), StoreError> {
    let now = house.clock.now();
    let (own, name) = match ended {
        Ended::Participant { participant, name, .. } => {
            (Condition::all().add(device_checks::Column::ParticipantId.eq(*participant)), name)
        }
        Ended::Room(room, name, _, MadeAt::Anywhere) => {
            (Condition::all().add(device_checks::Column::RoomId.eq(room.0)), name)
        }
        Ended::Room(room, name, _, MadeAt::Device(device)) => (made_at(*room, *device), name),
        Ended::Room(room, name, _, MadeAt::ChangedAt(device)) => {
            let stays = room_devices::Entity::find_by_id(device.0).one(txn).await?;
            let before = stays.map(|stays| made_at(*room, None).add(device_checks::Column::MadeAt.lte(stays.since)));
            (Condition::any().add(made_at(*room, Some(*device))).add_option(before), name)
        }
    };
    let standing = device_checks::Entity::find()
        .filter(own)
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
        Ended::Participant { appointment, .. } => vec![*appointment],
        Ended::Room(room, _, zone, _) => {
            let until = zone.day(zone.date(now)).map_or_else(|| expires(now), Period::end);
            ahead_in(txn, *room, now, until).await?
        }
    };
    for appointment in affected {
        tell(txn, house, who, appointment, name.as_str(), (Some(last.verdict.clone()), None)).await?;
    }
    if let Ended::Participant { meetings, .. } = ended {
        for meeting in meetings {
            announce(txn, house, *meeting, Announcement::Touched).await?;
        }
    }
    Ok(())
}

/// The verdict before this one, of the `own` checks of these devices.
async fn latest(txn: &DatabaseTransaction, own: Condition) -> Result<Option<String>, StoreError> {
    let verdict = device_checks::Entity::find()
        .select_only()
        .column(device_checks::Column::Verdict)
        .filter(own)
        .order_by_desc(device_checks::Column::MadeAt)
        .order_by_desc(device_checks::Column::Id)
        .into_tuple::<String>()
        .one(txn)
        .await?;
    Ok(verdict)
}

/// What the check that was just kept and all others that still count say together, all the `own` checks of these devices: what
/// appointments show, as far as these devices go.
async fn standing_with(
    txn: &DatabaseTransaction,
    house: &House,
    own: Condition,
    brought: &Brought<'_>,
) -> Result<CheckResult, StoreError> {
    // A page of another version reads that it is one, and may not know the words for what pages of this one found.
    if brought.measured.version != CHECK_VERSION {
        return Ok(brought.result.clone());
    }
    let now = house.clock.now();
    let kept = device_checks::Entity::find()
        .select_only()
        .columns([device_checks::Column::Result, device_checks::Column::MadeAt])
        .filter(own)
        .filter(device_checks::Column::ExpiresAt.gt(now.0))
        .order_by_desc(device_checks::Column::MadeAt)
        .order_by_desc(device_checks::Column::Id)
        .into_tuple::<(serde_json::Value, i64)>()
        .all(txn)
        .await?;
    let still = |(result, made)| {
        let result: CheckResult = reading::structured(result)?;
        Ok(passing::still(&result, Instant(made), now).into_owned())
    };
    let kept = kept.into_iter().map(still).collect::<Result<Vec<_>, StoreError>>()?;
    Ok(standing(&kept).unwrap_or_else(|| brought.result.clone()))
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

/// Keeps what a check brought: in place of an earlier part of it that says nothing beside it, or else for itself.
async fn keep(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    target: Target,
    until: Instant,
    brought: &Brought<'_>,
) -> Result<Kept, StoreError> {
    let Brought { measured, result, before, .. } = *brought;
    let earlier = match before {
        Some(before) => earlier_part(txn, house, who, &target, before).await?,
        None => None,
    };
    let earlier = earlier.filter(|(_, _, kept)| supersedes(result, kept));
    let mut check = device_checks::ActiveModel {
        id: ActiveValue::NotSet,
        appointment_id: Set(target.appointment),
        participant_id: Set(target.participant),
        room_id: Set(target.room),
        device_id: Set(target.device),
        account_id: Set(who.account().map(|account| account.id.0)),
        made_at: Set(house.clock.now().0),
        expires_at: Set(until.0),
        version: Set(i16::try_from(measured.version).unwrap_or(i16::MAX)),
        browser: Set(measured.browser.code().to_owned()),
        verdict: Set(result.verdict.code().to_owned()),
        result: Set(serde_json::to_value(result)?),
        measured: Set(serde_json::to_value(measured.rounded())?),
    };
    if let Some((id, verdict, _)) = earlier {
        check.id = Unchanged(id);
        device_checks::Entity::update(check).exec(txn).await?;
        return Ok(Kept::Instead(DeviceCheckId(id), verdict));
    }
    let id = house.ids.next();
    check.id = Set(id);
    device_checks::Entity::insert(check).exec_without_returning(txn).await?;
    Ok(Kept::Beside(DeviceCheckId(id)))
}

/// The earlier part of a check that is kept under `check`, with its verdict and its result: `None` unless the same person
/// recorded it of the same devices, lately, and it still counts.
async fn earlier_part(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    target: &Target,
    check: DeviceCheckId,
) -> Result<Option<(Uuid, String, CheckResult)>, StoreError> {
    let now = house.clock.now();
    // Locked, so that it is judged by what it says when its place is taken: a report may be late.
    let row = device_checks::Entity::find_by_id(check.0).lock_exclusive().one(txn).await?;
    let Some(row) = row else { return Ok(None) };
    let theirs = row.account_id == who.account().map(|account| account.id.0)
        && row.appointment_id == target.appointment
        && row.participant_id == target.participant
        && row.room_id == target.room
        && row.device_id == target.device;
    let lately = row.made_at > now.plus_minutes(-SAME_CHECK_MINUTES).0 && row.expires_at > now.0;
    Ok(if theirs && lately { Some((row.id, row.verdict, reading::structured(row.result)?)) } else { None })
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
