//! What is booked against what a centre keeps to now, or would: it was booked before the rule, and somebody must look at
//! it.

use std::collections::{BTreeSet, HashMap};

use entity::{appointments, blocks};
use jiff::ToSpan;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::{
    centre::{
        Against, CentreRules, Contradiction,
        collisions::{Outing, collisions},
    },
    directory::Room,
    ids::{AppointmentId, CentreId},
    principal::Principal,
    schedule::Why,
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::{
    super::{hits, standing::Standing},
    outings,
};
use crate::{
    db::{StoreError, reading},
    house::House,
};

/// The most that are listed.
const LISTED: usize = 30;

/// What goes against which rules.
type Found = Vec<(AppointmentId, BTreeSet<Against>)>;

/// A centre as its rules are looked at.
pub(super) struct Ground<'a> {
    pub(super) centre: CentreId,
    pub(super) zone: &'a Zone,
    pub(super) rooms: &'a [Room],
}

/// What is booked from now on and goes against the rules, by start, and how many more there are.
pub(super) async fn of(
    house: &House,
    who: &Principal,
    ground: &Ground<'_>,
) -> Result<(Vec<Contradiction>, usize), StoreError> {
    let found = found(house, ground, None).await?;
    listed(house, who, ground.centre, found).await
}

/// What would go against `rules` if they stood, and does not go against those that stand.
pub(super) async fn under(
    house: &House,
    who: &Principal,
    ground: &Ground<'_>,
    rules: CentreRules,
) -> Result<(Vec<Contradiction>, usize), StoreError> {
    let now: HashMap<_, _> = found(house, ground, None).await?.into_iter().collect();
    let mut then = found(house, ground, Some(rules)).await?;
    for (id, against) in &mut then {
        if let Some(already) = now.get(id) {
            against.retain(|rule| !already.contains(rule));
        }
    }
    then.retain(|(_, against)| !against.is_empty());
    listed(house, who, ground.centre, then).await
}

async fn found(house: &House, ground: &Ground<'_>, rules: Option<CentreRules>) -> Result<Found, StoreError> {
    let (db, now, zone) = (&house.db, house.clock.now(), ground.zone);
    let standing = Standing::of(db, ground.centre).await?;
    let blocked = blocked(db, ground.centre, now).await?;
    let outings = outings::of(db, ground.centre, now).await?;
    let ruling = outings::ruling(db, ground.centre, &standing, rules, &outings).await?;
    let collided = collisions(&outings, &ruling);
    let mut found: Found = Vec::new();
    for (outing, mut against) in outings.iter().zip(collided) {
        against.extend(closed(ground, outing));
        let out = ruling.out(outing);
        let meant = |(over, period): &(Uuid, Period)| {
            (*over == outing.room.0 && period.overlaps(outing.held))
                || (*over == ground.centre.0 && period.overlaps(out))
        };
        if blocked.iter().any(meant) {
            against.insert(Against::Blocked);
        }
        let bars = standing.bars(zone, out).into_iter().filter(|bar| bar.period.overlaps(out));
        against.extend(bars.map(|bar| if bar.why == Why::Holiday { Against::Holiday } else { Against::Count }));
        if against.is_empty() {
            continue;
        }
        match found.iter_mut().find(|(id, _)| *id == outing.appointment) {
            Some((_, known)) => known.append(&mut against),
            None => found.push((outing.appointment, against)),
        }
    }
    Ok(found)
}

/// Whether its room is closed for a part of it.
fn closed(ground: &Ground<'_>, outing: &Outing) -> Option<Against> {
    let day = |at: Instant, days: i64| {
        let date = ground.zone.date(at);
        date.checked_add(days.days()).unwrap_or(date)
    };
    let room = ground.rooms.iter().find(|room| room.id == outing.room);
    let hours = room.map(|room| &room.hours[..]).unwrap_or_default();
    let open = ground.zone.windows(hours, day(outing.held.start(), -1), day(outing.held.end(), 1));
    (!open.iter().any(|open| open.covers(outing.held))).then_some(Against::Closed)
}

/// The first of `found` as `who` may read them.
async fn listed(
    house: &House,
    who: &Principal,
    centre: CentreId,
    mut found: Found,
) -> Result<(Vec<Contradiction>, usize), StoreError> {
    let more = found.len().saturating_sub(LISTED);
    found.truncate(LISTED);
    if found.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let which = hits::open().add(appointments::Column::Id.is_in(found.iter().map(|(id, _)| id.0)));
    let mut against: HashMap<AppointmentId, _> = found.into_iter().collect();
    let listed = hits::hits(house, who, which, Some(centre))
        .await?
        .into_iter()
        .map(|hit| Contradiction { against: against.remove(&hit.id).unwrap_or_default().into_iter().collect(), hit });
    Ok((listed.collect(), more))
}

/// The blocks of the centre and its rooms that are not over: what, and when.
async fn blocked(db: &impl ConnectionTrait, centre: CentreId, now: Instant) -> Result<Vec<(Uuid, Period)>, StoreError> {
    let rows = blocks::Entity::find()
        .filter(blocks::Column::CentreId.eq(centre.0))
        .filter(blocks::Column::EndsAt.gt(now.0))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.over_id, reading::period(row.starts_at, row.ends_at)?))).collect()
}
