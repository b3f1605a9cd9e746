//! Pages of appointments.

use entity::appointments;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    exchange::{Listing, Mark, Page},
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    time::Instant,
};
use uuid::Uuid;

use crate::{
    db::StoreError,
    house::House,
    reach::Reach,
    summaries::{self, Reader},
};

/// The appointments after the mark. A page begins behind the last one that was seen, not at a count, so that an
/// appointment that comes or goes meanwhile shifts nothing.
pub(super) async fn page(house: &House, who: &Principal, which: Listing) -> Result<Page, StoreError> {
    use appointments::Column as C;
    let Listing { from, to, state, kind, after, limit } = which;
    let mut wanted = Reach::of(who, UseCase::ReadAppointment)?.condition();
    if let Some(from) = from {
        wanted = wanted.add(C::StartsAt.gte(from.0));
    }
    if let Some(to) = to {
        wanted = wanted.add(C::StartsAt.lt(to.0));
    }
    if let Some(state) = state {
        wanted = wanted.add(C::State.eq(state.code()));
    }
    if let Some(kind) = kind {
        wanted = wanted.add(C::Kind.eq(kind.code()));
    }
    if let Some(Mark { start, id }) = after {
        let same = Condition::all().add(C::StartsAt.eq(start.0)).add(C::Id.gt(id.0));
        wanted = wanted.add(Condition::any().add(C::StartsAt.gt(start.0)).add(same));
    }
    // One more than is answered tells whether there is a next page.
    let mut marks: Vec<(i64, Uuid)> = appointments::Entity::find()
        .select_only()
        .columns([C::StartsAt, C::Id])
        .filter(wanted)
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .limit(u64::from(limit) + 1)
        .into_tuple()
        .all(&house.db)
        .await?;
    let more = marks.len() > usize::from(limit);
    marks.truncate(usize::from(limit));
    let last = marks.last().map(|(start, id)| Mark { start: Instant(*start), id: AppointmentId(*id) });
    let these = Condition::all().add(C::Id.is_in(marks.iter().map(|(_, id)| *id)));
    let lines = summaries::lines(&house.db, these, &Reader::from(who), house.clock.now()).await?;
    Ok(Page { items: lines.into_iter().map(|line| line.summary).collect(), next: last.filter(|_| more) })
}
