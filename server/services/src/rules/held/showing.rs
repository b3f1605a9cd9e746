//! Those who are held in a centre, and what their leaving would hit.

use std::collections::HashMap;

use entity::{appointments, centres, departures, detainees, site_detainees, sites};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use shared::{
    block::Hit,
    error::{Error, Fault},
    held::{HeldLine, HeldList, HeldView, Leaving, LeavingForm},
    ids::{CentreId, DetaineeId},
    principal::Principal,
    schedule::Departure,
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::super::{blocking::wrong, hits, waiting::category};
use crate::{
    db::{StoreError, reading},
    house::House,
    search::begins_words,
};

/// The most that are listed at once.
const LISTED: u64 = 50;
/// So many days after they left people are still listed as leaving.
const OF_LATE_DAYS: i64 = 30;

/// Those of the centre whom `text` finds, and those who leave.
pub(super) async fn list(house: &House, centre: centres::Model, text: &str) -> Result<HeldList, StoreError> {
    let (db, zone) = (&house.db, reading::zone(&centre.zone)?);
    let sought = || begins_words(detainees::Column::Search, text).add(detainees::Column::CentreId.eq(centre.id));
    let found = detainees::Entity::find()
        .filter(sought())
        .order_by_asc(detainees::Column::Name)
        .order_by_asc(detainees::Column::Id)
        .limit(LISTED)
        .all(db)
        .await?;
    let count = detainees::Entity::find().filter(sought()).count(db).await?;
    let left = departures_of(db, centre.id, found.iter().map(|row| row.id)).await?;
    let more = count.saturating_sub(LISTED);
    let (leaving, leaving_more) = leaving(house, centre.id, &zone).await?;
    let found = found.into_iter().map(|row| {
        let leaving = left.get(&row.id);
        line(row, leaving, &zone)
    });
    Ok(HeldList {
        centre: CentreId(centre.id),
        found: found.collect::<Result<_, _>>()?,
        more,
        leaving,
        leaving_more,
        name: reading::text(centre.name, "centre name")?,
    })
}

/// Those held in the centre who leave it, or have left it of late, and how many more there are. The last are first: who is
/// still to leave is listed before who has left.
async fn leaving(house: &House, centre: Uuid, zone: &Zone) -> Result<(Vec<HeldLine>, u64), StoreError> {
    let (db, since) = (&house.db, house.clock.now().plus_minutes(-OF_LATE_DAYS * 24 * 60));
    let here = detainees::Entity::find()
        .select_only()
        .column(detainees::Column::Id)
        .filter(detainees::Column::CentreId.eq(centre));
    let leaving = departures::Entity::find()
        .filter(departures::Column::CentreId.eq(centre))
        .filter(departures::Column::FromAt.gte(since.0))
        .filter(departures::Column::DetaineeId.in_subquery(here.into_query()));
    let count = leaving.clone().count(db).await?;
    let rows = leaving
        .order_by_desc(departures::Column::FromAt)
        .order_by_asc(departures::Column::DetaineeId)
        .limit(LISTED)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.detainee_id);
    let people = detainees::Entity::find().filter(detainees::Column::Id.is_in(ids)).all(db).await?;
    let mut people: HashMap<Uuid, detainees::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(person) = people.remove(&row.detainee_id) {
            lines.push(line(person, Some(row), zone)?);
        }
    }
    Ok((lines, count.saturating_sub(LISTED)))
}

/// The departures of `people` from the centre.
async fn departures_of(
    db: &impl ConnectionTrait,
    centre: Uuid,
    people: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, departures::Model>, StoreError> {
    let rows = departures::Entity::find()
        .filter(departures::Column::CentreId.eq(centre))
        .filter(departures::Column::DetaineeId.is_in(people))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.detainee_id, row)).collect())
}

/// The departure of `row`, in the centre's civil time.
pub(super) fn departure(row: &departures::Model, zone: &Zone) -> Result<Leaving, StoreError> {
    let why = reading::known(Departure::from_code(&row.why), "departure")?;
    Ok(Leaving { why, from: zone.date(Instant(row.from_at)) })
}

fn line(row: detainees::Model, leaving: Option<&departures::Model>, zone: &Zone) -> Result<HeldLine, StoreError> {
    Ok(HeldLine {
        id: DetaineeId(row.id),
        category: category(row.legal_status.as_deref(), row.sex.as_deref(), row.age_group.as_deref())?,
        code: reading::text(row.code, "code")?,
        name: reading::text(row.name, "name")?,
        module: reading::text_or_none(row.module, "module")?,
        leaving: leaving.map(|row| departure(row, zone)).transpose()?,
    })
}

/// Somebody who is held in the centre.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) async fn held(
    db: &impl ConnectionTrait,
    centre: Uuid,
    detainee: DetaineeId,
) -> Result<detainees::Model, StoreError> {
    let found =
        detainees::Entity::find_by_id(detainee.0).filter(detainees::Column::CentreId.eq(centre)).one(db).await?;
    found.ok_or(StoreError::Refused(Error::NotFound))
}

/// One of the centre.
pub(super) async fn one(house: &House, centre: centres::Model, detainee: DetaineeId) -> Result<HeldView, StoreError> {
    let (db, zone) = (&house.db, reading::zone(&centre.zone)?);
    let row = held(db, centre.id, detainee).await?;
    let left = departures_of(db, centre.id, std::iter::once(row.id)).await?;
    let leaving = left.get(&row.id);
    Ok(HeldView {
        centre: CentreId(centre.id),
        centre_name: reading::text(centre.name, "centre name")?,
        zone: zone.name().clone(),
        today: zone.date(house.clock.now()),
        held: line(row, leaving, &zone)?,
    })
}

/// The moment from which on somebody is not there who leaves as `leaving` says.
pub(super) fn begin(zone: &Zone, leaving: Leaving) -> Result<Instant, StoreError> {
    zone.day(leaving.from).map(Period::start).ok_or_else(|| wrong("from", Fault::NotADate))
}

/// What is booked in the centre for somebody who would then no longer be there.
pub(super) async fn weigh(
    house: &House,
    who: &Principal,
    centre: &centres::Model,
    detainee: DetaineeId,
    form: &LeavingForm,
) -> Result<Vec<Hit>, StoreError> {
    held(&house.db, centre.id, detainee).await?;
    let leaving = form.read().map_err(Error::Invalid)?;
    let from = begin(&reading::zone(&centre.zone)?, leaving)?.max(house.clock.now());
    let here =
        sites::Entity::find().select_only().column(sites::Column::Id).filter(sites::Column::CentreId.eq(centre.id));
    let theirs = site_detainees::Entity::find()
        .select_only()
        .column(site_detainees::Column::AppointmentId)
        .filter(site_detainees::Column::DetaineeId.eq(detainee.0))
        .filter(site_detainees::Column::SiteId.in_subquery(here.into_query()));
    let which: Condition = hits::open()
        .add(appointments::Column::EndsAt.gt(from.0))
        .add(appointments::Column::Id.in_subquery(theirs.into_query()));
    hits::hits(house, who, which, Some(CentreId(centre.id))).await
}
