//! Reading what an appointment needs beside what is remembered: how steadily the devices of rooms work.

use std::collections::HashMap;

use entity::{device_checks, room_hours};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    appointment::Kind,
    check::Verdict,
    directory::RoomUse,
    ids::{CentreId, RoomId},
    schedule::{STEADY_DAYS, Steadiness},
    time::{Instant, Weekday, WeeklyWindow},
};
use uuid::Uuid;

use crate::{db::StoreError, facts::of_centre};

/// How steadily the devices of the centre's rooms have worked, of those that were checked.
pub(super) async fn steadiness(
    db: &impl ConnectionTrait,
    centre: CentreId,
    now: Instant,
) -> Result<HashMap<RoomId, Steadiness>, StoreError> {
    let rows: Vec<(Uuid, String, i64)> = device_checks::Entity::find()
        .select_only()
        .columns([device_checks::Column::RoomId, device_checks::Column::Verdict])
        .column_as(device_checks::Column::Id.count(), "checks")
        .filter(lately(centre, now))
        .group_by(device_checks::Column::RoomId)
        .group_by(device_checks::Column::Verdict)
        .into_tuple()
        .all(db)
        .await?;
    let mut steadiness = HashMap::new();
    for (room, verdict, checks) in rows {
        count(&mut steadiness, room, &verdict, checks);
    }
    Ok(steadiness)
}

/// The checks of the centre's rooms that say how steady they are.
pub(super) fn lately(centre: CentreId, now: Instant) -> Condition {
    Condition::all()
        .add(of_centre(device_checks::Column::RoomId, centre))
        .add(device_checks::Column::MadeAt.gte(now.plus_minutes(-STEADY_DAYS * 24 * 60).0))
}

/// Counts so many checks of a room with that verdict.
pub(super) fn count(steadiness: &mut HashMap<RoomId, Steadiness>, room: Uuid, verdict: &str, checks: i64) {
    let checks = u32::try_from(checks).unwrap_or(u32::MAX);
    steadiness.entry(RoomId(room)).or_default().count(checks, verdict == Verdict::Fail.code());
}

/// What a room must be fitted for.
pub(super) const fn use_for(kind: Kind) -> RoomUse {
    match kind {
        Kind::Hearing | Kind::Training => RoomUse::Hearing,
        Kind::Teleconsultation => RoomUse::Clinic,
        Kind::LegalMeeting | Kind::MonitoringInterview | Kind::OfficialVisit => RoomUse::Consultation,
    }
}

/// The opening window of a row.
pub(crate) fn window(row: &room_hours::Model) -> Option<WeeklyWindow> {
    let weekday = Weekday::ALL.get(usize::try_from(row.weekday).ok()?)?;
    Some(WeeklyWindow {
        weekday: *weekday,
        from: u16::try_from(row.from_minute).ok()?,
        to: u16::try_from(row.to_minute).ok()?,
    })
}
