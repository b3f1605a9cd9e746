//! The checks of rooms over the last weeks, and those of the equipment that stands in them.

use std::collections::{HashMap, HashSet};

use entity::{centres, checked_kits, device_checks, kits, room_devices, rooms};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::{
    check::{
        CheckResult, Measurements, Verdict,
        history::{FoundAt, KitHistory, KitPast, Numbers, Past, RoomHistory, found, found_at, since, unmeasured},
        passing,
        standing::{by_device, of_devices},
    },
    ids::{CentreId, RoomId},
    time::Instant,
    zone::Zone,
};
use uuid::Uuid;

use crate::db::{StoreError, reading};

/// A check of a room as it was made.
struct Made {
    id: Uuid,
    room: Uuid,
    /// The device that stays in the room, if it was made at one.
    device: Option<Uuid>,
    /// Whether it stands for today.
    stands: bool,
    /// What it still says.
    result: CheckResult,
    past: Past,
}

/// Those of `centre`, or of all.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    centre: Option<CentreId>,
    now: Instant,
) -> Result<Vec<RoomHistory>, StoreError> {
    let mut places = centres::Entity::find().order_by_asc(centres::Column::Name);
    if let Some(centre) = centre {
        places = places.filter(centres::Column::Id.eq(centre.0));
    }
    let mut history = Vec::new();
    for place in places.all(db).await? {
        let zone = reading::zone(&place.zone)?;
        let here = rooms::Entity::find().filter(rooms::Column::CentreId.eq(place.id));
        let here = here.order_by_asc(rooms::Column::Code).all(db).await?;
        let which = lately_in(&here, now);
        let made = made(db, which.clone(), &zone, now).await?;
        let mut kits = kits_of(db, &here, which, &made).await?;
        let staying = staying_in(db, &here, now).await?;
        for room in here {
            let own: Vec<&Made> = made.iter().filter(|check| check.room == room.id).collect();
            let today = own.iter().rev().filter(|check| check.stands).map(|check| (check.device, &check.result));
            let staying = staying.get(&room.id).map(Vec::as_slice).unwrap_or_default();
            history.push(RoomHistory {
                room: RoomId(room.id),
                kits: kits.remove(&room.id).unwrap_or_default(),
                standing: of_devices(today.clone()),
                devices: told_apart(&by_device(today), staying, &zone),
                checks: own.into_iter().map(|check| check.past.clone()).collect(),
                name: reading::text(room.name, "room name")?,
                centre: reading::text(place.name.clone(), "centre name")?,
            });
        }
    }
    Ok(history)
}

/// The devices that stay in each of `rooms`, and since when.
async fn staying_in(
    db: &impl ConnectionTrait,
    rooms: &[rooms::Model],
    now: Instant,
) -> Result<HashMap<Uuid, Vec<(Uuid, Instant)>>, StoreError> {
    let rows = room_devices::Entity::find()
        .select_only()
        .columns([room_devices::Column::RoomId, room_devices::Column::Id, room_devices::Column::Since])
        .filter(room_devices::Column::RoomId.is_in(rooms.iter().map(|room| room.id)))
        .filter(room_devices::Column::ExpiresAt.gt(now.0))
        .into_tuple::<(Uuid, Uuid, i64)>()
        .all(db)
        .await?;
    let mut staying: HashMap<Uuid, Vec<(Uuid, Instant)>> = HashMap::new();
    for (room, device, since) in rows {
        staying.entry(room).or_default().push((device, Instant(since)));
    }
    Ok(staying)
}

/// Which device of a room found what of all that `stands` there; nothing where it has only one.
fn told_apart(stands: &[(Option<Uuid>, CheckResult)], staying: &[(Uuid, Instant)], zone: &Zone) -> Vec<FoundAt> {
    let elsewhere = stands.iter().filter(|(device, _)| device.is_none()).count();
    let Some(all) = of_devices(stands.iter().map(|(device, own)| (*device, own))) else { return Vec::new() };
    if staying.len() + elsewhere < 2 {
        return Vec::new();
    }
    let since = |device: Uuid| staying.iter().find(|(known, _)| *known == device).map(|(_, since)| zone.local(*since));
    let found =
        stands.iter().map(|(device, own)| FoundAt { since: device.and_then(since), findings: found_at(own, &all) });
    found.filter(|device| !device.findings.is_empty()).collect()
}

/// The checks of `rooms` over the last weeks.
fn lately_in(rooms: &[rooms::Model], now: Instant) -> Condition {
    Condition::all()
        .add(device_checks::Column::RoomId.is_in(rooms.iter().map(|room| room.id)))
        .add(device_checks::Column::MadeAt.gte(since(now).0))
}

/// The checks that `which` names, the oldest first.
async fn made(db: &impl ConnectionTrait, which: Condition, zone: &Zone, now: Instant) -> Result<Vec<Made>, StoreError> {
    let today = zone.day(zone.date(now));
    let rows = device_checks::Entity::find()
        .filter(which)
        .order_by_asc(device_checks::Column::MadeAt)
        .order_by_asc(device_checks::Column::Id);
    let mut made = Vec::new();
    for row in rows.all(db).await? {
        let Some(room) = row.room_id else { continue };
        let result: CheckResult = reading::structured(row.result)?;
        // What an older version measured may be read otherwise now; its verdict stands.
        let measured: Option<Measurements> = serde_json::from_value(row.measured).ok();
        made.push(Made {
            id: row.id,
            room,
            device: row.device_id,
            stands: today.is_some_and(|day| day.contains(Instant(row.made_at)) && row.expires_at >= day.end().0),
            past: Past {
                made: zone.local(Instant(row.made_at)),
                verdict: reading::known(Verdict::from_code(&row.verdict), "verdict")?,
                findings: found(&result),
                unmeasured: unmeasured(&result),
                attended: measured.as_ref().is_none_or(|measured| measured.attended),
                numbers: measured.as_ref().map(Numbers::of).unwrap_or_default(),
            },
            result: passing::still(&result, Instant(row.made_at), now).into_owned(),
        });
    }
    Ok(made)
}

/// What stands in each of `rooms`, with those of the checks `made`, which `which` names, that were made where it stood.
async fn kits_of(
    db: &impl ConnectionTrait,
    rooms: &[rooms::Model],
    which: Condition,
    made: &[Made],
) -> Result<HashMap<Uuid, Vec<KitHistory>>, StoreError> {
    let these = device_checks::Entity::find().select_only().column(device_checks::Column::Id).filter(which);
    let noted = checked_kits::Entity::find().filter(checked_kits::Column::CheckId.in_subquery(these.into_query()));
    let mut checks: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    for row in noted.all(db).await? {
        checks.entry(row.kit_id).or_default().insert(row.check_id);
    }
    let here = kits::Entity::find().filter(kits::Column::RoomId.is_in(rooms.iter().map(|room| room.id)));
    let mut history: HashMap<Uuid, Vec<KitHistory>> = HashMap::new();
    for kit in here.order_by_asc(kits::Column::Code).all(db).await? {
        let own = checks.remove(&kit.id).unwrap_or_default();
        let own: Vec<&Made> = made.iter().filter(|check| own.contains(&check.id)).collect();
        let mut before = Vec::new();
        for room in rooms.iter().filter(|room| room.id != kit.room_id) {
            if own.iter().any(|check| check.room == room.id) {
                before.push(reading::text(room.name.clone(), "room name")?);
            }
        }
        history.entry(kit.room_id).or_default().push(KitHistory {
            code: reading::text(kit.code, "kit code")?,
            description: reading::text(kit.description, "kit description")?,
            before,
            checks: own.into_iter().map(|check| KitPast::from(&check.past)).collect(),
        });
    }
    Ok(history)
}
