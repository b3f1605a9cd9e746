//! Days as courts, centres and people see them.

mod centre;
pub mod live;
mod rooms;
pub(crate) mod shut;

use async_trait::async_trait;
use entity::{agencies, appointments, centres, live_events, people};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect};
use shared::{
    appointment::Summary,
    day::{CentreDay, Day},
    error::{Error, Fault, Problem},
    ids::CentreId,
    permission::UseCase,
    ports::{Answer, Days},
    principal::Principal,
    text::Name,
    time::{Local, LocalPeriod},
    zone::Zone,
};

use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
    summaries::{self, Reader},
};

/// Nothing lasts longer: appointments that touch a day begin at most this long before it.
const LONGEST_MINUTES: i64 = 24 * 60;

/// Reading days.
pub struct DaysService {
    house: House,
}

impl DaysService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn read(&self, who: &Principal, date: Option<Date>) -> Result<Day, StoreError> {
        let reach = Reach::of(who, UseCase::ReadDay)?;
        let db = &self.house.db;
        let now = self.house.clock.now();
        // Before the rows: what changes while they are read arrives as an event again, rather than never.
        let sequence = newest_event(db).await?;
        let (zone, place) = place(&self.house, reach).await?;
        let today = zone.date(now);
        let date = date.unwrap_or(today);
        let Some(day) = zone.day(date) else {
            return Err(Error::Invalid(vec![Problem::new("date", Fault::NotADate)]).into());
        };
        let which = reach
            .condition()
            .add(appointments::Column::StartsAt.lt(day.end().0))
            .add(appointments::Column::StartsAt.gt(day.start().plus_minutes(-LONGEST_MINUTES).0))
            .add(appointments::Column::EndsAt.gt(day.start().0));
        let lines = summaries::lines(db, which, &Reader::from(who), now).await?;
        let mut appointments: Vec<_> = lines.into_iter().map(|line| line.summary).collect();
        let rooms = match reach {
            Reach::Centre(centre) => {
                for one in &mut appointments {
                    tell_by(&zone, one);
                }
                rooms::of(db, centre, &zone, (date, day), &appointments).await?.0
            }
            _ => Vec::new(),
        };
        Ok(Day { date, today, now: zone.local(now), zone: zone.name().clone(), place, appointments, rooms, sequence })
    }
}

/// Where the reader's day is: its zone, and the name of their court or centre.
pub(crate) async fn place(house: &House, reach: Reach) -> Result<(Zone, Option<Name>), StoreError> {
    let db = &house.db;
    let found = match reach {
        Reach::Agency(agency) => {
            agencies::Entity::find_by_id(agency.0).one(db).await?.map(|agency| (agency.name, agency.zone))
        }
        Reach::Centre(centre) => {
            centres::Entity::find_by_id(centre.0).one(db).await?.map(|centre| (centre.name, centre.zone))
        }
        Reach::Person(person) => {
            let agency =
                people::Entity::belongs_to(agencies::Entity).from(people::Column::AgencyId).to(agencies::Column::Id);
            people::Entity::find_by_id(person.0)
                .select_only()
                .column(agencies::Column::Name)
                .column(agencies::Column::Zone)
                .join(sea_orm::JoinType::InnerJoin, agency.into())
                .into_tuple()
                .one(db)
                .await?
        }
        Reach::Everything | Reach::Invitation(_) | Reach::Room(_) | Reach::Nothing => None,
    };
    match found {
        Some((name, zone)) => Ok((reading::zone(&zone)?, Some(reading::text(name, "name")?))),
        None => Ok((house.settings.zone.clone(), None)),
    }
}

#[async_trait]
impl Days for DaysService {
    async fn day(&self, who: &Principal, date: Option<Date>) -> Answer<Day> {
        Ok(self.read(who, date).await?)
    }

    async fn rooms(&self, who: &Principal, centre: Option<CentreId>, date: Option<Date>) -> Answer<Option<CentreDay>> {
        Ok(centre::of(&self.house, who, centre, date).await?)
    }
}

/// Tells every time of `summary` by the clock of `zone`: who brings people to a room reads it off the wall there, even
/// where the appointment goes by the clock of another of its centres.
fn tell_by(zone: &Zone, summary: &mut Summary) {
    let tell = |at: &mut Local| *at = zone.local(at.at);
    let LocalPeriod { start, end } = &mut summary.period;
    tell(start);
    tell(end);
    for person in &mut summary.participants {
        for at in person.proposed.iter_mut().chain(&mut person.answered) {
            tell(at);
        }
        if let Some(check) = &mut person.check {
            tell(&mut check.at);
        }
    }
    for check in summary.room_checks.iter_mut().flatten() {
        tell(&mut check.at);
    }
    summary.zone = zone.name().clone();
}

/// The number of the newest live event; 0 before the first.
pub(crate) async fn newest_event(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let newest: Option<Option<i64>> = live_events::Entity::find()
        .select_only()
        .column_as(live_events::Column::Id.max(), "newest")
        .into_tuple()
        .one(db)
        .await?;
    Ok(newest.flatten().unwrap_or(0))
}
