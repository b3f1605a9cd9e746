//! What a block hits, as far as the reader may know it.

use entity::{appointments, sites};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use shared::{
    appointment::{State, Summary},
    block::Hit,
    ids::{CentreId, RoomId},
    permission::UseCase,
    principal::Principal,
    schedule::Movement,
    time::{Instant, Period},
};

use crate::{
    db::StoreError,
    house::House,
    reach::Reach,
    summaries::{self, Reader},
};

/// The appointments that can still take place.
pub(super) fn open() -> Condition {
    let ended = State::ALL.iter().filter(|state| state.is_terminal()).map(|state| state.code());
    Condition::all().add(appointments::Column::State.is_not_in(ended))
}

/// Those of them that touch `period`.
pub(crate) fn during(period: Period) -> Condition {
    open().add(appointments::Column::StartsAt.lt(period.end().0)).add(appointments::Column::EndsAt.gt(period.start().0))
}

/// Those of them that touch `period` from the cell and back, if the way takes as long as `way`.
pub(super) fn on_the_way(period: Period, way: Movement) -> Condition {
    let until = period.end().plus_minutes(i64::from(way.before));
    let from = period.start().plus_minutes(-i64::from(way.after));
    open().add(appointments::Column::StartsAt.lt(until.0)).add(appointments::Column::EndsAt.gt(from.0))
}

/// Those that are not over at `now`.
pub(super) fn to_come(now: Instant) -> Condition {
    Condition::all().add(appointments::Column::EndsAt.gt(now.0))
}

/// Those that hold something in the centre, or only in `room`.
pub(super) fn at(centre: CentreId, room: Option<RoomId>) -> Condition {
    let mut there = sites::Entity::find()
        .select_only()
        .column(sites::Column::AppointmentId)
        .filter(sites::Column::CentreId.eq(centre.0));
    if let Some(room) = room {
        there = there.filter(sites::Column::RoomId.eq(room.0));
    }
    Condition::all().add(appointments::Column::Id.in_subquery(there.into_query()))
}

/// The appointments that fulfil `which` and that `who` may read, by start. Of a block in one centre, only its rooms there
/// and who is brought there are told.
pub(crate) async fn hits(
    house: &House,
    who: &Principal,
    which: Condition,
    centre: Option<CentreId>,
) -> Result<Vec<Hit>, StoreError> {
    let reach = Reach::of(who, UseCase::ReadAppointment)?;
    let lines =
        summaries::lines(&house.db, reach.condition().add(which), &Reader::from(who), house.clock.now()).await?;
    Ok(lines.into_iter().map(|line| hit(line.summary, centre)).collect())
}

fn hit(summary: Summary, centre: Option<CentreId>) -> Hit {
    let meant: Vec<_> =
        summary.sites.into_iter().filter(|site| centre.is_none_or(|centre| site.centre == centre)).collect();
    Hit {
        id: summary.id,
        kind: summary.kind,
        detainees: meant.iter().flat_map(|site| site.detainees.iter().map(|one| one.name.clone())).collect(),
        places: meant.into_iter().map(|site| (site.centre_name, site.room_name)).collect(),
        period: summary.period,
        zone: summary.zone,
    }
}
