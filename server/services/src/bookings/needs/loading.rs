//! Reading what an appointment needs: rooms and their hours, names, categories, the notice that is due.

use std::collections::HashMap;

use entity::{centres, detainees, device_checks, notice_periods, room_hours, rooms};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use shared::{
    appointment::{HearingType, Kind},
    check::Verdict,
    directory::RoomUse,
    ids::{CentreId, DetaineeId, RoomId},
    schedule::{Resource, STEADY_DAYS, Steadiness, fitting::Fitting, waiting::Category},
    text::{Code, Name},
    time::{Instant, Weekday, WeeklyWindow},
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    rules::{CATEGORY, category, equipped, fitting},
};

/// A room that serves, with what it offers and its hours.
pub(super) struct Room {
    pub(super) id: RoomId,
    pub(super) fitting: Fitting,
    pub(super) hours: Vec<WeeklyWindow>,
}

/// The hours of notice that people are due before a hearing of that type in the country of `centre`.
pub(super) async fn notice(
    db: &impl ConnectionTrait,
    centre: CentreId,
    hearing: HearingType,
) -> Result<Option<i64>, StoreError> {
    let Some(centre) = centres::Entity::find_by_id(centre.0).one(db).await? else { return Ok(None) };
    let due = notice_periods::Entity::find()
        .filter(notice_periods::Column::Country.eq(centre.country))
        .filter(notice_periods::Column::HearingType.eq(hearing.code()))
        .one(db)
        .await?;
    Ok(due.map(|due| i64::from(due.hours)))
}

/// The rooms of the centre that serve for `needed`, the steadiest first and of equals in their order; the names of all its
/// rooms, and the waiting areas of those that have one.
pub(super) async fn rooms_of(
    db: &impl ConnectionTrait,
    centre: CentreId,
    needed: RoomUse,
    now: Instant,
) -> Result<(Vec<Room>, HashMap<Resource, Name>, HashMap<RoomId, Code>), StoreError> {
    let all = rooms::Entity::find().filter(rooms::Column::CentreId.eq(centre.0)).order_by_asc(rooms::Column::Code);
    let hours = room_hours::Entity::find().filter(of_centre(room_hours::Column::RoomId, centre));
    let (all, hours, equipped, steadiness) = futures::try_join!(
        async { Ok(all.all(db).await?) },
        async { Ok(hours.all(db).await?) },
        equipped(db, centre),
        steadiness(db, centre, now),
    )?;
    let mut names = HashMap::new();
    let mut areas = HashMap::new();
    let mut serving = Vec::new();
    for room in all {
        let id = RoomId(room.id);
        if room.uses.split_whitespace().any(|code| code == needed.code()) {
            serving.push(Room { id, fitting: fitting(&room, &equipped), hours: Vec::new() });
        }
        names.insert(Resource::Room(id), reading::text(room.name, "room name")?);
        if let Some(area) = room.waiting_area {
            areas.insert(id, reading::text(area, "waiting area")?);
        }
    }
    // Stable: of equals the first stays first.
    serving.sort_by_key(|room| steadiness.get(&room.id).copied().unwrap_or_default());
    for hours in hours {
        if let Some(room) = serving.iter_mut().find(|room| room.id.0 == hours.room_id) {
            room.hours.extend(window(&hours));
        }
    }
    Ok((serving, names, areas))
}

/// How steadily the devices of the centre's rooms have worked, of those that were checked.
async fn steadiness(
    db: &impl ConnectionTrait,
    centre: CentreId,
    now: Instant,
) -> Result<HashMap<RoomId, Steadiness>, StoreError> {
    let checked: Vec<(Uuid, String, i64)> = device_checks::Entity::find()
        .select_only()
        .columns([device_checks::Column::RoomId, device_checks::Column::Verdict])
        .column_as(device_checks::Column::Id.count(), "checks")
        .filter(of_centre(device_checks::Column::RoomId, centre))
        .filter(device_checks::Column::MadeAt.gte(now.plus_minutes(-STEADY_DAYS * 24 * 60).0))
        .group_by(device_checks::Column::RoomId)
        .group_by(device_checks::Column::Verdict)
        .into_tuple()
        .all(db)
        .await?;
    let mut steadiness: HashMap<RoomId, Steadiness> = HashMap::new();
    for (room, verdict, checks) in checked {
        let checks = u32::try_from(checks).unwrap_or(u32::MAX);
        steadiness.entry(RoomId(room)).or_default().count(checks, verdict == Verdict::Fail.code());
    }
    Ok(steadiness)
}

/// The rows whose `room` is one of `centre`.
fn of_centre(room: impl ColumnTrait, centre: CentreId) -> Expr {
    let mut its = Query::select();
    its.column(rooms::Column::Id).from(rooms::Entity).and_where(rooms::Column::CentreId.eq(centre.0));
    room.in_subquery(its)
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

/// A detainee's id, name and category.
type HeldRow = (Uuid, String, Option<String>, Option<String>, Option<String>);

/// The names and categories of detainees.
pub(super) async fn held_by_name(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<DetaineeId, (Name, Category)>, StoreError> {
    let rows: Vec<HeldRow> = detainees::Entity::find()
        .select_only()
        .columns([detainees::Column::Id, detainees::Column::Name])
        .columns(CATEGORY)
        .filter(detainees::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, name, status, sex, age)| {
            let category = category(status.as_deref(), sex.as_deref(), age.as_deref())?;
            Ok((DetaineeId(id), (reading::text(name, "name")?, category)))
        })
        .collect()
}

pub(super) async fn named<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: sea_orm::Select<E>,
    id: E::Column,
    name: E::Column,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Name)>, StoreError> {
    let found: Vec<(Uuid, String)> =
        rows.select_only().columns([id, name]).filter(id.is_in(ids)).into_tuple().all(db).await?;
    found.into_iter().map(|(id, name)| Ok((id, reading::text(name, "name")?))).collect()
}
