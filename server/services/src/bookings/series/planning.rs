//! Proposing a slot for each further day: what is asked for is read, the rules and reservations are loaded once, and the
//! pure part chooses.

use std::collections::BTreeSet;

use entity::{appointments, sites};
use jiff::{
    ToSpan,
    civil::{Date, Weekday as Civil},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    civil::{read_date, written_date},
    error::{Fault, Problem},
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    schedule::{Slot, finder::Joint},
    series::{self, ProposedDay, SeriesForm, SeriesPlan, SeriesQuery, SeriesWish, Wanted},
    time::{Instant, Local, Period, Weekday},
};
use uuid::Uuid;

use super::{
    super::{
        changing::Target,
        detail,
        needs::{Among, Needs, Rooms, horizon, needs_of},
        slots::view,
    },
    agency, day, days, draft, goes_on, series_of,
};
use crate::{
    db::{StoreError, reading},
    house::House,
};

/// How many days a plan begins with.
const USUAL_COUNT: &str = "3";

/// A plan for the further days of a hearing.
pub(super) async fn plan(
    house: &House,
    who: &Principal,
    id: AppointmentId,
    asked: &SeriesQuery,
) -> Result<SeriesPlan, StoreError> {
    agency(who)?;
    let db = &house.db;
    let target = Target::seen(db, who, UseCase::Amend, id).await?;
    goes_on(&target)?;
    let zone = reading::zone(&target.row.zone)?;
    let now = house.clock.now();
    let today = zone.date(now);
    let taken = taken(db, &target).await?;
    let form = match &asked.form {
        Some(form) => form.clone(),
        None => beginning(&target, &taken, today)?,
    };
    let detail = detail::appointment(house, who, id).await?;
    let mut plan =
        SeriesPlan { detail, form, problems: Vec::new(), wanted: 0, days: Vec::new(), notice_until: None, today };
    if asked.form.is_none() {
        return Ok(plan);
    }
    match plan.form.read(today) {
        Ok(wish) => {
            plan.wanted = wish.count;
            match proposed(house, &target, &wish, &taken, asked).await? {
                Some((days, notice)) => (plan.days, plan.notice_until) = (days, notice),
                None => plan.problems.push(Problem::new("from", Fault::TooFarAhead)),
            }
        }
        Err(problems) => plan.problems = problems,
    }
    Ok(plan)
}

/// The dates on which the trial is held already.
async fn taken(db: &impl ConnectionTrait, target: &Target) -> Result<BTreeSet<Date>, StoreError> {
    let date = |row: &appointments::Model| Ok::<_, StoreError>(reading::zone(&row.zone)?.date(Instant(row.starts_at)));
    let mut dates = BTreeSet::from([date(&target.row)?]);
    if let Some(series) = series_of(db, target.id).await? {
        for row in days(db, series).await? {
            let state = reading::known(shared::appointment::State::from_code(&row.state), "state")?;
            if state.is_live() {
                dates.insert(date(&row)?);
            }
        }
    }
    Ok(dates)
}

/// The form as it begins: working days after the last one, as long as the hearing.
fn beginning(target: &Target, taken: &BTreeSet<Date>, today: Date) -> Result<SeriesForm, StoreError> {
    let last = taken.last().copied().unwrap_or(today).max(today);
    let mut from = last.checked_add(1.day()).unwrap_or(last);
    while matches!(from.weekday(), Civil::Saturday | Civil::Sunday) {
        from = from.checked_add(1.day()).map_err(|_| StoreError::Unreadable("date"))?;
    }
    let weekdays = Weekday::ALL[..5].iter().map(|day| day.code().to_owned()).collect();
    let minutes = reading::period(target.row.starts_at, target.row.ends_at)?.minutes();
    Ok(SeriesForm {
        count: USUAL_COUNT.to_owned(),
        weekdays,
        duration: minutes.to_string(),
        from: written_date(from),
        short: false,
    })
}

/// The days, and before when the notice that is due leaves none; `None` if they lie further ahead than can be booked.
async fn proposed(
    house: &House,
    target: &Target,
    wish: &SeriesWish,
    taken: &BTreeSet<Date>,
    asked: &SeriesQuery,
) -> Result<Option<(Vec<ProposedDay>, Option<Local>)>, StoreError> {
    let (db, now) = (&house.db, house.clock.now());
    // Whatever the slot, the day needs the same.
    let any = Slot { start: Instant(target.row.starts_at), room: room(db, target).await? };
    let booking = day(&draft(db, target).await?, wish.duration, any)?;
    let facts = house.facts.seen(db).await?;
    let mut needs = needs_of(db, &facts, (now, Uuid::nil()), &booking).await?;
    if wish.short {
        // Whoever books says why.
        needs.notice = None;
    }
    let first = needs.zone.day(wish.from).map_or(now, Period::start).max(now);
    let Some(bounds) = Period::new(first, horizon(now)?.end()) else { return Ok(None) };
    let rooms = Rooms { first: Among::Rather(Some(any.room)), ..Rooms::ANY };
    let sought = needs.sought(db, (bounds, now), rooms, &[]).await?;
    let finder = sought.finder();
    let wanted = Wanted {
        count: usize::from(wish.count),
        weekdays: &wish.weekdays,
        from: wish.from,
        except: taken,
        usual: needs.zone.local(any.start).civil.time(),
        picks: &asked.picks,
    };
    let open = read_date(&asked.open);
    let found = series::plan(&sought.first, &sought.beside, &needs.zone, &wanted);
    let days = found.into_iter().map(|found| {
        Ok(ProposedDay {
            date: found.date,
            slot: found.slot.map(|slot| view(&needs, &finder, slot)).transpose()?,
            against: needs.obstacles(&found.against),
            dropped: asked.dropped.contains(&written_date(found.date)),
            others: if open == Some(found.date) { free(&needs, &finder, found.date)? } else { Vec::new() },
        })
    });
    let days = days.collect::<Result<_, StoreError>>()?;
    let notice = needs.notice.filter(|notice| *notice > first);
    Ok(Some((days, notice.map(|notice| needs.zone.local(notice)))))
}

/// The room in which the hearing is held.
async fn room(db: &impl ConnectionTrait, target: &Target) -> Result<shared::ids::RoomId, StoreError> {
    let site = sites::Entity::find()
        .filter(sites::Column::AppointmentId.eq(target.id.0))
        .order_by_asc(sites::Column::Id)
        .one(db)
        .await?;
    Ok(shared::ids::RoomId(reading::known(site, "site")?.room_id))
}

/// The free starts of a day.
fn free(needs: &Needs, finder: &Joint<'_>, date: Date) -> Result<Vec<shared::draft::SlotView>, StoreError> {
    let Some(whole) = needs.zone.day(date) else { return Ok(Vec::new()) };
    finder.during(whole).map(|slot| view(needs, finder, slot)).collect()
}
