//! Carrying live events from the store to the screens of this server.
//!
//! Every server reads the same table, so a change made on one shows on the boards of all. The store gives out numbers in
//! the order of commits (SQLite has one writer; `PostgreSQL` numbers under a lock that lasts until the commit), so whoever
//! has seen a number has seen every smaller one, and reading on from the last is enough.

use std::time::Duration;

use entity::live_events;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    day::LiveEvent,
    ids::{AgencyId, AppointmentId},
};
use tokio::sync::watch;

use super::go_on;
use crate::{db::StoreError, house::House};

/// How often the table is looked at without being woken: how late another server's change may show here.
const PAUSE: Duration = Duration::from_secs(2);
/// How many are read at once.
const BATCH: u64 = 500;

/// Publishes events as they are committed, until the end.
pub(super) async fn carry(house: &House, mut ended: watch::Receiver<bool>) {
    let mut work = house.hub.work();
    let mut last = None;
    loop {
        let outcome = match last {
            Some(number) => publish_after(house, number).await,
            None => settled(house).await,
        };
        match outcome {
            Ok(number) if last.is_none() => {
                last = Some(number);
                continue;
            }
            Ok(number) => last = Some(number),
            Err(error) => tracing::warn!(%error, "live events wait for the store"),
        }
        if !go_on(PAUSE, &mut work, &mut ended).await {
            return;
        }
    }
}

/// Where a server that starts begins: what is older is not news, for a board that connects asks for what it missed. The
/// last minute is told again, so that nothing falls between a board's question and this beginning; boards know by the
/// number what they were told.
async fn settled(house: &House) -> Result<i64, StoreError> {
    let before = house.clock.now().plus_minutes(-1);
    let newest = live_events::Entity::find()
        .select_only()
        .column(live_events::Column::Id)
        .filter(live_events::Column::At.lt(before.0))
        .order_by_desc(live_events::Column::Id)
        .into_tuple::<i64>()
        .one(&house.db)
        .await?;
    Ok(newest.unwrap_or_default())
}

/// Publishes everything after `last`; answers the number of the last one published.
async fn publish_after(house: &House, mut last: i64) -> Result<i64, StoreError> {
    loop {
        let rows = live_events::Entity::find()
            .filter(live_events::Column::Id.gt(last))
            .order_by_asc(live_events::Column::Id)
            .limit(BATCH)
            .all(&house.db)
            .await?;
        if rows.is_empty() {
            return Ok(last);
        }
        for row in rows {
            last = row.id;
            match event(row) {
                Ok(event) => house.hub.publish(event),
                Err(error) => tracing::error!(%error, number = last, "a live event cannot be read"),
            }
        }
    }
}

fn event(row: live_events::Model) -> Result<LiveEvent, StoreError> {
    Ok(LiveEvent {
        sequence: row.id,
        appointment: AppointmentId(row.appointment_id),
        agency: Some(AgencyId(row.agency_id)),
        centres: serde_json::from_value(row.centres)?,
        people: serde_json::from_value(row.people)?,
    })
}
