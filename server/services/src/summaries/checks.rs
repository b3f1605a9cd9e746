//! The device checks that appointments show: the participants' for each and for the hearing that it belongs to, the rooms' of the
//! same civil day where the room is. Several that still count are shown as one.

use std::collections::HashMap;

use entity::{device_checks, participants, sites};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, sea_query::SelectStatement,
};
use shared::{
    check::{Browser, CheckResult, passing, standing::of_devices},
    ids::{DeviceCheckId, RoomId},
    time::{Instant, Period},
};
use uuid::Uuid;

use super::{Row, one_of, places::Place};
use crate::db::{StoreError, reading};

/// One check, or what several say together: then when and in which browser the newest was made, and
/// when the first of them says something else.
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
    /// By the hearing, or whatever else is no part of another, and the person; latest first.
    people: HashMap<(Uuid, Uuid), Vec<Check>>,
    /// Latest first.
    rooms: HashMap<Uuid, Vec<Check>>,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    appointment_id: Option<Uuid>,
    room_id: Option<Uuid>,
    device_id: Option<Uuid>,
    made_at: i64,
    expires_at: i64,
    browser: String,
    result: serde_json::Value,
}

/// A check of somebody's own devices.
#[derive(FromQueryResult)]
struct Own {
    #[sea_orm(nested)]
    found: Found,
    person_id: Uuid,
}

impl Checks {
    /// Those of the appointments in `which`, whose rows are `rows`, in `places`; the people's are kept with `mains`.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        (which, mains): (&SelectStatement, &SelectStatement),
        rows: &[Row],
        places: &HashMap<Uuid, Vec<Place>>,
    ) -> Result<Self, StoreError> {
        let mut checks = Self { people: HashMap::new(), rooms: HashMap::new() };
        // Two queries: over both conditions at once, no database would use its indexes.
        for Own { found, person_id } in own(mains).into_model::<Own>().all(db).await? {
            let Some(appointment) = found.appointment_id else { continue };
            checks.people.entry((appointment, person_id)).or_default().push(Check::of(found)?);
        }
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
            for found in latest_first(of_rooms).into_model::<Found>().all(db).await? {
                let Some(room) = found.room_id else { continue };
                checks.rooms.entry(room).or_default().push(Check::of(found)?);
            }
        }
        Ok(checks)
    }

    /// What a person's checks for `main`, and so for its private meetings, say that counted `at` this moment.
    pub(super) fn of_person(&self, main: Uuid, person: Uuid, at: Instant) -> Option<Check> {
        let own = self.people.get(&(main, person))?;
        Check::together(own.iter().filter(|check| check.made <= at && at < check.expires), at)
    }

    /// What the room's checks of `day` say that counted `at` this moment, a civil day of the room's own centre: a room is
    /// checked anew every day. One that had ended by then, before the day did, was of devices that were no longer there,
    /// and one made later says nothing of those that were.
    pub(super) fn of_room(&self, room: RoomId, day: Period, at: Instant) -> Option<Check> {
        let own = self.rooms.get(&room.0)?;
        let stood = |check: &Check| check.made <= at && (at < check.expires || day.end() <= check.expires);
        Check::together(own.iter().filter(|check| day.contains(check.made) && stood(check)), at)
    }
}

impl Check {
    fn of(found: Found) -> Result<Self, StoreError> {
        Ok(Self {
            id: DeviceCheckId(found.id),
            device: found.device_id,
            made: Instant(found.made_at),
            expires: Instant(found.expires_at),
            browser: reading::known(Browser::from_code(&found.browser), "browser")?,
            result: reading::structured(found.result)?,
        })
    }

    /// What `checks` say together `at` this moment, the newest first: those of each device by themselves.
    fn together<'checks>(checks: impl Iterator<Item = &'checks Self> + Clone, at: Instant) -> Option<Self> {
        let newest = checks.clone().next()?;
        let expires = checks.clone().map(|check| check.says_so_until(at)).min()?;
        let still: Vec<_> = checks.map(|check| (check.device, passing::still(&check.result, check.made, at))).collect();
        let result = of_devices(still.iter().map(|(device, result)| (*device, &**result)))?;
        let Self { id, device, made, browser, .. } = *newest;
        Some(Self { id, device, made, expires, browser, result })
    }

    /// Until when it says what it says `at` this moment.
    fn says_so_until(&self, at: Instant) -> Instant {
        let passes = passing::holds_until(&self.result, self.made).filter(|until| at < *until);
        passes.map_or(self.expires, |until| until.min(self.expires))
    }
}

/// The checks that people made of their own devices for `mains`, with who they are.
fn own(mains: &SelectStatement) -> Select<device_checks::Entity> {
    let participant = device_checks::Entity::belongs_to(participants::Entity)
        .from(device_checks::Column::ParticipantId)
        .to(participants::Column::Id);
    latest_first(one_of(device_checks::Column::AppointmentId, mains))
        .column_as(participants::Column::PersonId, "person_id")
        .join(JoinType::InnerJoin, participant.into())
}

/// The checks that `which` names.
fn latest_first(which: Condition) -> Select<device_checks::Entity> {
    device_checks::Entity::find()
        .select_only()
        .columns([
            device_checks::Column::Id,
            device_checks::Column::AppointmentId,
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
