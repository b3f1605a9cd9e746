//! What a centre keeps to, and what stands against a room, a person or a detainee for a while.

use std::{num::NonZeroU16, sync::Arc};

use entity::{agencies, blocks, centre_rules, centres, counts, holidays, people};
use jiff::{ToSpan, civil::Date};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    sea_query::LockType,
};
use shared::{
    civil::read_date,
    ids::{CentreId, PersonId, RoomId},
    schedule::{Bar, BlockCause, CountKind, Movement, Over, Resource, ResourceKind, Why},
    time::{Period, Weekday, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    facts::{Detainee, Person},
};

/// What a centre keeps to for every appointment. A centre of which nothing is stored keeps to nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    pub(crate) movement: Movement,
    pub(crate) turnover: u16,
    pub(crate) teams: Option<NonZeroU16>,
    counts: Vec<(CountKind, WeeklyWindow)>,
    holidays: Vec<Date>,
}

impl Standing {
    pub(crate) async fn of(db: &impl ConnectionTrait, centre: CentreId) -> Result<Self, StoreError> {
        let mut standing = Self::default();
        let (rules, counts, holidays) = futures::try_join!(
            centre_rules::Entity::find_by_id(centre.0).one(db),
            counts::Entity::find().filter(counts::Column::CentreId.eq(centre.0)).all(db),
            holidays::Entity::find().filter(holidays::Column::CentreId.eq(centre.0)).all(db),
        )?;
        if let Some(row) = rules {
            let minutes = |value: i16| reading::known(u16::try_from(value).ok(), "minutes");
            standing.movement = Movement { before: minutes(row.move_before)?, after: minutes(row.move_after)? };
            standing.turnover = minutes(row.turnover)?;
            standing.teams = reading::limit(row.teams, "teams")?;
        }
        for row in counts {
            let kind = reading::known(CountKind::from_code(&row.kind), "count")?;
            standing.counts.push((kind, weekly(row.weekday, row.from_minute, row.to_minute)?));
        }
        for row in holidays {
            standing.holidays.push(reading::known(read_date(&row.date), "holiday")?);
        }
        Ok(standing)
    }

    /// How many bytes of memory its lists take.
    pub(crate) fn bytes(&self) -> usize {
        self.counts.len() * size_of::<(CountKind, WeeklyWindow)>() + self.holidays.len() * size_of::<Date>()
    }

    /// The counts and holidays of `within`.
    pub(crate) fn bars(&self, zone: &Zone, within: Period) -> Vec<Bar> {
        let (first, last) = (zone.date(within.start()), zone.date(within.end()));
        let mut bars = Vec::new();
        for kind in CountKind::ALL {
            let hours: Vec<_> = self.counts.iter().filter(|(of, _)| of == kind).map(|(_, hours)| *hours).collect();
            let periods = zone.windows(&hours, first, last);
            bars.extend(periods.into_iter().map(|period| bar(Over::Centre, period, Why::Count(*kind))));
        }
        let days = self.holidays.iter().filter(|date| first <= **date && **date <= last);
        bars.extend(days.filter_map(|date| Some(bar(Over::Centre, zone.day(*date)?, Why::Holiday))));
        bars
    }
}

/// Makes those who book in a centre wait for each other until the transaction ends: what they share without a row of its
/// own, such as escorts, is counted and must not be counted twice at once.
pub(crate) async fn queue(txn: &DatabaseTransaction, centre: CentreId) -> Result<(), StoreError> {
    // Rows that refer to the centre may be written meanwhile.
    centres::Entity::find_by_id(centre.0).lock(LockType::NoKeyUpdate).one(txn).await?;
    Ok(())
}

/// The blocks of the centre, of `rooms` and of `people` within `within`.
pub(crate) async fn blocks(
    db: &impl ConnectionTrait,
    centre: CentreId,
    rooms: impl Iterator<Item = RoomId>,
    people: impl Iterator<Item = PersonId>,
    within: Period,
) -> Result<Vec<Bar>, StoreError> {
    let rows = blocks::Entity::find().filter(blocked(centre, rooms, people, within)).all(db).await?;
    rows.iter().map(|row| block(&row.over_kind, row.over_id, &row.cause, (row.starts_at, row.ends_at))).collect()
}

/// The rows of the blocks of the centre, of `rooms` and of `people` within `within`.
pub(crate) fn blocked(
    centre: CentreId,
    rooms: impl Iterator<Item = RoomId>,
    people: impl Iterator<Item = PersonId>,
    within: Period,
) -> Condition {
    let ids = rooms.map(|id| id.0).chain(people.map(|id| id.0)).chain([centre.0]);
    Condition::all()
        .add(blocks::Column::OverId.is_in(ids))
        .add(blocks::Column::StartsAt.lt(within.end().0))
        .add(blocks::Column::EndsAt.gt(within.start().0))
}

/// What a row blocks.
pub(crate) fn block(kind: &str, id: Uuid, cause: &str, (from, until): (i64, i64)) -> Result<Bar, StoreError> {
    let cause = reading::known(BlockCause::from_code(cause), "block cause")?;
    let over = match ResourceKind::from_code(kind) {
        Some(ResourceKind::Room) => Over::Resource(Resource::Room(RoomId(id))),
        Some(ResourceKind::Person) => Over::Resource(Resource::Person(PersonId(id))),
        Some(ResourceKind::Detainee) | None => Over::Centre,
    };
    Ok(bar(over, reading::period(from, until)?, Why::Blocked(cause)))
}

/// A block that nobody has recorded, to be judged by as if it stood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsIf {
    /// What is blocked; for a whole centre, which.
    over: Uuid,
    bar: Bar,
}

impl AsIf {
    /// A block over what has this kind and identifier, as they are stored.
    pub(crate) fn of((kind, id): (&str, Uuid), period: Period) -> Result<Self, StoreError> {
        let bar = block(kind, id, BlockCause::Other.code(), (period.start().0, period.end().0))?;
        Ok(Self { over: id, bar })
    }

    /// What it is to who asks for the blocks of the centre and of `resources` within `within`: its row would be one of
    /// those that [`blocked`] finds.
    pub(crate) fn bar(&self, centre: CentreId, resources: &[Resource], within: Period) -> Option<Bar> {
        let meant = match self.bar.over {
            Over::Centre => self.over == centre.0,
            Over::Resource(resource) => resources.contains(&resource),
        };
        (meant && self.bar.period.overlaps(within)).then_some(self.bar)
    }
}

/// When `detainees` have left the centre, and when `people` do not work.
pub(crate) fn absences(
    centre: CentreId,
    zone: &Zone,
    detainees: &[Arc<Detainee>],
    people: &[Arc<Person>],
    within: Period,
) -> Vec<Bar> {
    let mut bars = Vec::new();
    for one in detainees {
        for (_, why, from) in one.left.iter().filter(|(from_where, ..)| *from_where == centre) {
            // To the end of what is asked for; on the far side of it nobody asks.
            if let Some(gone) = Period::new(*from, within.end()) {
                bars.push(bar(Over::Resource(Resource::Detainee(one.summary.id)), gone, Why::Left(*why)));
            }
        }
    }
    bars.extend(off_hours(zone, people, within));
    bars
}

/// When `people` do not work; those who keep no hours always do.
pub(crate) fn off_hours(zone: &Zone, people: &[Arc<Person>], within: Period) -> Vec<Bar> {
    let mut bars = Vec::new();
    for person in people.iter().filter(|person| !person.hours.is_empty()) {
        let zone = person.zone.as_ref().unwrap_or(zone);
        // A day more on either side: the person's date may be another.
        let day = |date: Date, days: i64| date.checked_add(days.days()).unwrap_or(date);
        let windows = zone.windows(&person.hours, day(zone.date(within.start()), -1), day(zone.date(within.end()), 1));
        let over = Over::Resource(Resource::Person(person.summary.id));
        bars.extend(gaps(&windows, within).map(|gap| bar(over, gap, Why::OffHours)));
    }
    bars
}

/// The zone of the agency that a person works for.
pub(crate) async fn zone_of(db: &impl ConnectionTrait, person: Uuid) -> Result<Option<Zone>, StoreError> {
    let person = people::Entity::find_by_id(person).one(db).await?;
    let Some(agency) = person.and_then(|person| person.agency_id) else { return Ok(None) };
    let agency = agencies::Entity::find_by_id(agency).one(db).await?;
    agency.map(|agency| reading::zone(&agency.zone)).transpose()
}

/// What of `within` lies between `windows`, which are sorted and disjoint.
fn gaps(windows: &[Period], within: Period) -> impl Iterator<Item = Period> {
    let starts = std::iter::once(within.start()).chain(windows.iter().map(|window| window.end()));
    let ends = windows.iter().map(|window| window.start()).chain([within.end()]);
    starts.zip(ends).filter_map(|(start, end)| Period::new(start, end)).filter(move |gap| gap.overlaps(within))
}

pub(crate) fn weekly(weekday: i16, from: i16, to: i16) -> Result<WeeklyWindow, StoreError> {
    let weekday = usize::try_from(weekday).ok().and_then(|place| Weekday::ALL.get(place)).copied();
    let minutes = u16::try_from(from).ok().zip(u16::try_from(to).ok());
    let window = weekday.zip(minutes).map(|(weekday, (from, to))| WeeklyWindow { weekday, from, to });
    reading::known(window, "hours")
}

const fn bar(over: Over, period: Period, why: Why) -> Bar {
    Bar { over, period, why }
}
