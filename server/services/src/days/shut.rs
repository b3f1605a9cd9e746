//! When the rooms of a centre cannot be had although they are open.

use sea_orm::ConnectionTrait;
use shared::{
    day::Shut,
    ids::{CentreId, RoomId},
    schedule::{Bar, Over, Resource, Why},
    time::{LocalPeriod, Period},
    zone::Zone,
};

use crate::{
    db::StoreError,
    rules::{Standing, blocks},
};

/// What shuts a centre, or a room of it alone.
#[derive(Clone, Debug)]
pub(crate) struct Shutters {
    zone: Zone,
    /// By start.
    bars: Vec<Bar>,
}

impl Shutters {
    /// What shuts `centre`, whose clock is `zone`'s, and its `rooms` in `within`.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        centre: CentreId,
        rooms: &[RoomId],
        zone: &Zone,
        within: Period,
    ) -> Result<Self, StoreError> {
        let mut bars = Standing::of(db, centre).await?.bars(zone, within);
        bars.extend(blocks(db, centre, rooms.iter().copied(), std::iter::empty(), within).await?);
        bars.sort_by_key(|bar| bar.period);
        Ok(Self { zone: zone.clone(), bars })
    }

    /// What of `day` shuts the whole centre.
    pub(super) fn centre(&self, day: Period) -> Vec<(Shut, LocalPeriod)> {
        self.told(day, |over| over == Over::Centre)
    }

    /// What of `day` shuts `room` and no other.
    pub(super) fn room_alone(&self, room: RoomId, day: Period) -> Vec<(Shut, LocalPeriod)> {
        self.told(day, |over| over == Over::Resource(Resource::Room(room)))
    }

    /// When on `day` `room` cannot be had, alone or like the whole centre, and whether somebody blocked it.
    pub(crate) fn room(&self, room: RoomId, day: Period) -> Vec<(LocalPeriod, bool)> {
        let here = |over: Over| over == Over::Centre || over == Over::Resource(Resource::Room(room));
        self.told(day, here).into_iter().map(|(why, period)| (period, matches!(why, Shut::Blocked(_)))).collect()
    }

    fn told(&self, day: Period, is_meant: impl Fn(Over) -> bool) -> Vec<(Shut, LocalPeriod)> {
        let there = self.bars.iter().filter(|bar| is_meant(bar.over) && bar.period.overlaps(day));
        there.filter_map(|bar| Some((why(bar.why)?, self.zone.local_period(bar.period)))).collect()
    }
}

/// What of a bar concerns rooms.
const fn why(why: Why) -> Option<Shut> {
    match why {
        Why::Count(kind) => Some(Shut::Count(kind)),
        Why::Blocked(cause) => Some(Shut::Blocked(cause)),
        Why::Holiday => Some(Shut::Holiday),
        // Those that are about whom a room is wanted for, and not about a time.
        Why::Left(_) | Why::OffHours | Why::Incompatible | Why::Separated | Why::TooSmall { .. } | Why::Unequipped => {
            None
        }
    }
}
