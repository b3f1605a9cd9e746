//! The checks of rooms over the last weeks.

use std::collections::HashMap;

use entity::{centres, device_checks, kits, rooms};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    check::{
        CheckResult, Measurements, Verdict,
        history::{Numbers, Past, RoomHistory, found, since},
    },
    ids::{CentreId, RoomId},
    time::Instant,
    zone::Zone,
};
use uuid::Uuid;

use crate::db::{StoreError, reading};

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
        let ids: Vec<Uuid> = here.iter().map(|room| room.id).collect();
        let mut kits = kits_of(db, &ids).await?;
        let mut checks = checks_of(db, &ids, &zone, now).await?;
        for room in here {
            let (checks, stands) = checks.remove(&room.id).unwrap_or_default();
            history.push(RoomHistory {
                room: RoomId(room.id),
                name: reading::text(room.name, "room name")?,
                centre: reading::text(place.name.clone(), "centre name")?,
                kit: kits.remove(&room.id).unwrap_or_default(),
                stands,
                checks,
            });
        }
    }
    Ok(history)
}

async fn kits_of(db: &impl ConnectionTrait, rooms: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, StoreError> {
    let mut kits: HashMap<Uuid, Vec<String>> = HashMap::new();
    let here = kits::Entity::find().filter(kits::Column::RoomId.is_in(rooms.iter().copied()));
    for kit in here.order_by_asc(kits::Column::Code).all(db).await? {
        kits.entry(kit.room_id).or_default().push(format!("{}: {}", kit.code, kit.description));
    }
    Ok(kits)
}

/// The checks of each room, the oldest first, and whether one stands for today.
async fn checks_of(
    db: &impl ConnectionTrait,
    rooms: &[Uuid],
    zone: &Zone,
    now: Instant,
) -> Result<HashMap<Uuid, (Vec<Past>, bool)>, StoreError> {
    let today = zone.day(zone.date(now));
    let made = device_checks::Entity::find()
        .filter(device_checks::Column::RoomId.is_in(rooms.iter().copied()))
        .filter(device_checks::Column::MadeAt.gte(since(now).0))
        .order_by_asc(device_checks::Column::MadeAt)
        .order_by_asc(device_checks::Column::Id);
    let mut checks: HashMap<Uuid, (Vec<Past>, bool)> = HashMap::new();
    for row in made.all(db).await? {
        let Some(room) = row.room_id else { continue };
        let result: CheckResult = reading::structured(row.result)?;
        // What an older version measured may be read otherwise now; its verdict stands.
        let measured: Option<Measurements> = serde_json::from_value(row.measured).ok();
        let entry = checks.entry(room).or_default();
        entry.1 |= today.is_some_and(|day| day.contains(Instant(row.made_at)) && row.expires_at >= day.end().0);
        entry.0.push(Past {
            made: zone.local(Instant(row.made_at)),
            verdict: reading::known(Verdict::from_code(&row.verdict), "verdict")?,
            findings: found(&result),
            attended: measured.as_ref().is_none_or(|measured| measured.attended),
            numbers: measured.as_ref().map(Numbers::of).unwrap_or_default(),
        });
    }
    Ok(checks)
}
