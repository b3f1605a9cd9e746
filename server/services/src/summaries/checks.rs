//! The device checks that appointments show: the participants' for each, the rooms' of the same civil day where the room
//! is. Several that still count are shown as one.

use std::collections::HashMap;

use entity::{device_checks, sites};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::SelectStatement,
};
use shared::{
    check::{Browser, CheckResult, standing::of_devices},
    ids::{DeviceCheckId, ParticipantId, RoomId},
    time::{Instant, Period},
};
use uuid::Uuid;

use super::{Row, one_of, places::Place};
use crate::db::{StoreError, reading};

/// One check, or what several say together: then when and in which browser the newest was made.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) id: DeviceCheckId,
    /// The device that stays in the room, if it was made at one.
    device: Option<Uuid>,
    pub(super) made: Instant,
    pub(super) expires: Instant,
    pub(super) browser: Browser,
    pub(super) result: CheckResult,
}

/// The checks that some appointments may show.
#[derive(Debug)]
pub(super) struct Checks {
    /// Latest first.
    participants: HashMap<(Uuid, Uuid), Vec<Check>>,
    /// Latest first.
    rooms: HashMap<Uuid, Vec<Check>>,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    appointment_id: Option<Uuid>,
    participant_id: Option<Uuid>,
    room_id: Option<Uuid>,
    device_id: Option<Uuid>,
    made_at: i64,
    expires_at: i64,
    browser: String,
    result: serde_json::Value,
}

impl Checks {
    /// Those of the appointments in `which`, whose rows are `rows`, in `places`.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        which: &SelectStatement,
        rows: &[Row],
        places: &HashMap<Uuid, Vec<Place>>,
    ) -> Result<Self, StoreError> {
        let mut found = Vec::new();
        // Two queries: over both conditions at once, no database would use its indexes.
        let theirs = one_of(device_checks::Column::AppointmentId, which);
        found.extend(latest_first(db, theirs.add(device_checks::Column::ParticipantId.is_not_null())).await?);
        if let Some(days) = days_of(rows, places) {
            let rooms = sites::Entity::find()
                .select_only()
                .column(sites::Column::RoomId)
                .filter(one_of(sites::Column::AppointmentId, which))
                .into_query();
            let of_rooms = Condition::all()
                .add(device_checks::Column::RoomId.in_subquery(rooms))
                .add(device_checks::Column::MadeAt.gte(days.start().0))
                .add(device_checks::Column::MadeAt.lt(days.end().0));
            found.extend(latest_first(db, of_rooms).await?);
        }
        let mut checks = Self { participants: HashMap::new(), rooms: HashMap::new() };
        for found in found {
            let check = Check {
                id: DeviceCheckId(found.id),
                device: found.device_id,
                made: Instant(found.made_at),
                expires: Instant(found.expires_at),
                browser: reading::known(Browser::from_code(&found.browser), "browser")?,
                result: reading::structured(found.result)?,
            };
            match (found.appointment_id, found.participant_id, found.room_id) {
                (Some(appointment), Some(participant), _) => {
                    checks.participants.entry((appointment, participant)).or_default().push(check);
                }
                (_, _, Some(room)) => checks.rooms.entry(room).or_default().push(check),
                _ => {}
            }
        }
        Ok(checks)
    }

    /// What the participant's checks for this appointment say that counted `at` this moment.
    pub(super) fn of_participant(&self, appointment: Uuid, participant: ParticipantId, at: Instant) -> Option<Check> {
        let own = self.participants.get(&(appointment, participant.0))?;
        Check::together(own.iter().filter(|check| at < check.expires))
    }

    /// What the room's checks of `day` say that counted `at` this moment, a civil day of the room's own centre: a room is
    /// checked anew every day. One that had ended by then, before the day did, was of devices that were no longer there,
    /// and one made later says nothing of those that were.
    pub(super) fn of_room(&self, room: RoomId, day: Period, at: Instant) -> Option<Check> {
        let own = self.rooms.get(&room.0)?;
        let stood = |check: &Check| check.made <= at && (at < check.expires || day.end() <= check.expires);
        Check::together(own.iter().filter(|check| day.contains(check.made) && stood(check)))
    }
}

impl Check {
    /// What `checks` say together, the newest first: those of each device by themselves.
    fn together<'checks>(checks: impl Iterator<Item = &'checks Self> + Clone) -> Option<Self> {
        let newest = checks.clone().next()?;
        let result = of_devices(checks.map(|check| (check.device, &check.result)))?;
        let Self { id, device, made, expires, browser, .. } = *newest;
        Some(Self { id, device, made, expires, browser, result })
    }
}

async fn latest_first(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Found>, StoreError> {
    Ok(device_checks::Entity::find()
        .select_only()
        .columns([
            device_checks::Column::Id,
            device_checks::Column::AppointmentId,
            device_checks::Column::ParticipantId,
            device_checks::Column::RoomId,
            device_checks::Column::DeviceId,
            device_checks::Column::MadeAt,
            device_checks::Column::ExpiresAt,
            device_checks::Column::Browser,
            device_checks::Column::Result,
        ])
        .filter(which)
        .order_by_desc(device_checks::Column::MadeAt)
        .order_by_desc(device_checks::Column::Id)
        .into_model::<Found>()
        .all(db)
        .await?)
}

/// From the first civil day of `rows`, wherever they have a room, to the last; days of different zones overlap, so this is a
/// bound, not a match.
fn days_of(rows: &[Row], places: &HashMap<Uuid, Vec<Place>>) -> Option<Period> {
    let days = rows.iter().flat_map(|row| {
        let start = Instant(row.appointment.starts_at);
        let here = places.get(&row.appointment.id).into_iter().flatten();
        here.filter_map(move |place| place.day(start))
    });
    days.reduce(|all, day| Period::new(all.start().min(day.start()), all.end().max(day.end())).unwrap_or(all))
}
