//! A centre with everything it keeps to.

use std::collections::HashMap;

use entity::{blocks, centre_rules, centres, counts, holidays, rooms};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    centre::{CentreLine, CentreRules, CentreView, Contradiction, Holiday, RulesForm},
    civil::{read_date, written_date},
    error::Error,
    hours::sorted,
    ids::CentreId,
    principal::Principal,
    schedule::{CountKind, Movement},
    time::WeeklyWindow,
};
use uuid::Uuid;

use super::{
    super::{keeping::kept, standing::weekly},
    contradictions::{self, Ground},
};
use crate::{
    db::{StoreError, reading},
    exchange::places,
    house::House,
};

/// The centres that `who` keeps, in a line each.
pub(super) async fn lines(house: &House, who: &Principal) -> Result<Vec<CentreLine>, StoreError> {
    let (db, now) = (&house.db, house.clock.now());
    let rows = kept(house, who).await?;
    let ids = || rows.iter().map(|row| row.id);
    let rooms: Vec<Uuid> = rooms::Entity::find()
        .select_only()
        .column(rooms::Column::CentreId)
        .filter(rooms::Column::CentreId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let blocks: Vec<Option<Uuid>> = blocks::Entity::find()
        .select_only()
        .column(blocks::Column::CentreId)
        .filter(blocks::Column::CentreId.is_in(ids()))
        .filter(blocks::Column::EndsAt.gt(now.0))
        .into_tuple()
        .all(db)
        .await?;
    let mut counted: HashMap<Uuid, (usize, usize)> = HashMap::new();
    for centre in rooms {
        counted.entry(centre).or_default().0 += 1;
    }
    for centre in blocks.into_iter().flatten() {
        counted.entry(centre).or_default().1 += 1;
    }
    rows.into_iter()
        .map(|row| {
            let (rooms, blocks) = counted.get(&row.id).copied().unwrap_or_default();
            Ok(CentreLine {
                id: CentreId(row.id),
                code: reading::text(row.code, "centre code")?,
                name: reading::text(row.name, "centre name")?,
                capacity: row.capacity.and_then(|places| u32::try_from(places).ok()),
                rooms,
                blocks,
            })
        })
        .collect()
}

/// The centre of `row` as `who`, who keeps it, sees it.
pub(super) async fn view(house: &House, who: &Principal, row: centres::Model) -> Result<CentreView, StoreError> {
    let db = &house.db;
    let zone = reading::zone(&row.zone)?;
    let today = zone.date(house.clock.now());
    let centre = CentreId(row.id);
    let rooms = places::rooms(db, &[row.id]).await?;
    let mut counts = Vec::new();
    for kind in CountKind::ALL {
        counts.push((*kind, hours_of(db, centre, *kind).await?));
    }
    let coming = holidays::Entity::find()
        .filter(holidays::Column::CentreId.eq(row.id))
        // Dates are written so that they sort as they follow each other.
        .filter(holidays::Column::Date.gte(written_date(today)))
        .order_by_asc(holidays::Column::Date)
        .all(db)
        .await?;
    let holidays = coming.into_iter().map(|row| {
        let date = reading::known(read_date(&row.date), "holiday")?;
        Ok(Holiday { date, name: reading::text(row.name, "holiday")? })
    });
    let ground = Ground { centre, zone: &zone, rooms: &rooms };
    let (contradictions, more_contradictions) = contradictions::of(house, who, &ground).await?;
    Ok(CentreView {
        id: centre,
        code: reading::text(row.code, "centre code")?,
        name: reading::text(row.name, "centre name")?,
        zone: zone.name().clone(),
        capacity: row.capacity.and_then(|places| u32::try_from(places).ok()),
        today,
        rules: rules_of(db, centre).await?,
        counts,
        holidays: holidays.collect::<Result<_, StoreError>>()?,
        contradictions,
        more_contradictions,
        rooms,
    })
}

/// What is booked in the centre of `row` and would go against the rules of `form`.
pub(super) async fn under(
    house: &House,
    who: &Principal,
    row: &centres::Model,
    form: &RulesForm,
) -> Result<(Vec<Contradiction>, usize), StoreError> {
    let rules = form.read().map_err(Error::Invalid)?;
    let (zone, rooms) = (reading::zone(&row.zone)?, places::rooms(&house.db, &[row.id]).await?);
    let ground = Ground { centre: CentreId(row.id), zone: &zone, rooms: &rooms };
    contradictions::under(house, who, &ground, rules).await
}

/// Movement, turnover and escorts.
pub(super) async fn rules_of(db: &impl ConnectionTrait, centre: CentreId) -> Result<CentreRules, StoreError> {
    let Some(row) = centre_rules::Entity::find_by_id(centre.0).one(db).await? else {
        return Ok(CentreRules::default());
    };
    let minutes = |value: i16| reading::known(u16::try_from(value).ok(), "minutes");
    Ok(CentreRules {
        movement: Movement { before: minutes(row.move_before)?, after: minutes(row.move_after)? },
        turnover: minutes(row.turnover)?,
        teams: reading::limit(row.teams, "teams")?,
    })
}

/// The hours of `kind` in which nobody moves.
pub(super) async fn hours_of(
    db: &impl ConnectionTrait,
    centre: CentreId,
    kind: CountKind,
) -> Result<Vec<WeeklyWindow>, StoreError> {
    let rows = counts::Entity::find()
        .filter(counts::Column::CentreId.eq(centre.0))
        .filter(counts::Column::Kind.eq(kind.code()))
        .all(db)
        .await?;
    let hours = rows.into_iter().map(|row| weekly(row.weekday, row.from_minute, row.to_minute));
    Ok(sorted(&hours.collect::<Result<Vec<_>, _>>()?))
}
