//! Clearing away what has served: old live events, ended sessions, keys of room devices that ended, lapsed holds,
//! answers kept for programs, calendars that nobody took, bookings that somebody began and left, links of those who left an appointment
//! that is long over, personal links in messages that never went out.

use std::time::Duration;

use entity::{calendars, claims, drafts, live_events, room_devices, sessions};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::watch;

use super::links;
use crate::{db::StoreError, exchange::KEPT_MINUTES, house::House, rules::WAITS_MINUTES};

/// How often.
const PAUSE: Duration = Duration::from_mins(15);
/// Minutes for which live events are remembered: a board that was away for longer fetches everything again.
const REMEMBERED_MINUTES: i64 = 24 * 60;
/// Minutes after which a draft is forgotten that nobody changed: thirty days.
const FORGOTTEN_MINUTES: i64 = 30 * 24 * 60;

/// Clears away until the end.
pub(super) async fn carry(house: &House, mut ended: watch::Receiver<bool>) {
    loop {
        if let Err(error) = clear(house).await {
            tracing::warn!(%error, "clearing away waits for the store");
        }
        tokio::select! {
            _ = ended.wait_for(|over| *over) => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Clears away once.
async fn clear(house: &House) -> Result<(), StoreError> {
    let now = house.clock.now();
    // The newest stays, whatever its age: its number is where readers begin.
    let newest = live_events::Entity::find()
        .select_only()
        .column(live_events::Column::Id)
        .order_by_desc(live_events::Column::Id)
        .into_tuple::<i64>()
        .one(&house.db)
        .await?
        .unwrap_or_default();
    // Numbers follow the commits, times what was written before: nothing goes that comes after something that stays.
    let remembered = now.plus_minutes(-REMEMBERED_MINUTES).0;
    let oldest = live_events::Entity::find()
        .select_only()
        .column(live_events::Column::Id)
        .filter(live_events::Column::At.gte(remembered))
        .order_by_asc(live_events::Column::Id)
        .into_tuple::<i64>()
        .one(&house.db)
        .await?;
    live_events::Entity::delete_many()
        .filter(live_events::Column::Id.lt(oldest.unwrap_or(newest).min(newest)))
        .exec(&house.db)
        .await?;
    crate::holds::clear(&house.db, now).await?;
    sessions::Entity::delete_many().filter(sessions::Column::ExpiresAt.lte(now.0)).exec(&house.db).await?;
    room_devices::Entity::delete_many().filter(room_devices::Column::ExpiresAt.lte(now.0)).exec(&house.db).await?;
    claims::Entity::delete_many()
        .filter(claims::Column::CreatedAt.lte(now.plus_minutes(-KEPT_MINUTES).0))
        .exec(&house.db)
        .await?;
    calendars::Entity::delete_many()
        .filter(calendars::Column::CreatedAt.lte(now.plus_minutes(-WAITS_MINUTES).0))
        .exec(&house.db)
        .await?;
    // One that was booked stays: whoever asks for it again is led to its appointment.
    drafts::Entity::delete_many()
        .filter(drafts::Column::AppointmentId.is_null())
        .filter(drafts::Column::UpdatedAt.lte(now.plus_minutes(-FORGOTTEN_MINUTES).0))
        .exec(&house.db)
        .await?;
    crate::accounts::links::forget_released(&house.db, now).await?;
    links::forget_ended(house, now).await
}
