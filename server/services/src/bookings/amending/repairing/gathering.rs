//! What a repair looks at: those that may be broken, each judged, and some sound ones near them that could make place.

use std::collections::BTreeSet;

use entity::{appointments, participants, sites};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use shared::{appointment::State, repair::Piece};
use uuid::Uuid;

use super::judging::{Seen, judged, pieces};
use crate::{db::StoreError, house::House, rules::AsIf};

/// So many that are broken are mended at once.
pub(super) const MOST_BROKEN: usize = 400;
/// So many that may be broken are judged.
const MOST_JUDGED: usize = 1_000;
/// So many others may make place.
const MOST_HELPERS: usize = 30;
/// So many of those nearest are judged to find them.
const MOST_WEIGHED: usize = 60;
/// So many are asked for at once.
const PAGE: usize = 100;

/// The broken ones, then those that could make place for them.
pub(super) struct Gathered {
    pub(super) all: Vec<Seen>,
    /// The same as the search takes them.
    pub(super) pieces: Vec<Piece>,
    /// How many may be broken too and were not judged.
    pub(super) not_judged: usize,
}

/// Those of `suspects` that are broken, up to `most` of them, and of `nearby` who could make place for them. `trim` takes away of
/// what stands against one what is not meant. All of it as if the block stood, if one is supposed: nothing is written for that,
/// so nobody waits.
pub(super) async fn gathered(
    house: &House,
    as_if: Option<&AsIf>,
    (suspects, nearby): (&[Uuid], &Condition),
    most: usize,
    trim: impl Fn(&mut Seen),
) -> Result<Gathered, StoreError> {
    let mut broken: Vec<Seen> = Vec::new();
    let mut rest = suspects;
    while !rest.is_empty() && broken.len() < most && suspects.len() - rest.len() < MOST_JUDGED {
        let (some, later) = rest.split_at(rest.len().min(PAGE).min(most - broken.len()));
        let mut found = judged(house, as_if, rows(house, some).await?).await?;
        found.iter_mut().for_each(&trim);
        found.retain(|one| !one.why.is_empty());
        broken.extend(found);
        rest = later;
    }
    let not_judged = rest.len();
    if broken.is_empty() {
        return Ok(Gathered { all: broken, pieces: Vec::new(), not_judged });
    }
    let helpers = helpers(house, as_if, &broken, nearby).await?;
    let mut all = broken;
    all.extend(helpers);
    let pieces = pieces(house, as_if, &all).await?;
    Ok(Gathered { all, pieces, not_judged })
}

/// Sound ones of `nearby` that share a centre or a person with a broken one: those nearest to one of them, nearest first.
async fn helpers(
    house: &House,
    as_if: Option<&AsIf>,
    broken: &[Seen],
    nearby: &Condition,
) -> Result<Vec<Seen>, StoreError> {
    let centres: BTreeSet<Uuid> = broken.iter().flat_map(Seen::centres).map(|id| id.0).collect();
    let people: BTreeSet<Uuid> = broken.iter().flat_map(Seen::people).map(|id| id.0).collect();
    let there = sites::Entity::find()
        .select_only()
        .column(sites::Column::AppointmentId)
        .filter(sites::Column::CentreId.is_in(centres));
    let with_them = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::PersonId.is_in(people));
    let shares = Condition::any()
        .add(appointments::Column::Id.in_subquery(there.into_query()))
        .add(appointments::Column::Id.in_subquery(with_them.into_query()));
    let mut near: Vec<(i64, Uuid)> = movable(house, nearby)
        .filter(shares)
        .select_only()
        .columns([appointments::Column::StartsAt, appointments::Column::Id])
        .into_tuple()
        .all(&house.db)
        .await?;
    near.retain(|(_, id)| broken.iter().all(|one| one.target.id.0 != *id));
    let away = |start: i64| broken.iter().map(|one| one.now.start.0.abs_diff(start)).min();
    near.sort_by_cached_key(|(start, id)| (away(*start), *start, *id));
    near.truncate(MOST_WEIGHED);
    let near: Vec<Uuid> = near.into_iter().map(|(_, id)| id).collect();
    let mut found: Vec<Seen> = Vec::new();
    for some in near.chunks(MOST_HELPERS) {
        let mut sound = judged(house, as_if, rows(house, some).await?).await?;
        sound.retain(|one| one.why.is_empty());
        found.extend(sound);
        if found.len() >= MOST_HELPERS {
            break;
        }
    }
    found.sort_by_cached_key(|one| (away(one.now.start.0), one.now.start, one.target.id));
    found.truncate(MOST_HELPERS);
    Ok(found)
}

async fn rows(house: &House, ids: &[Uuid]) -> Result<Vec<appointments::Model>, StoreError> {
    let which = appointments::Column::Id.is_in(ids.iter().copied());
    let rows = appointments::Entity::find().filter(which);
    let rows = rows.order_by_asc(appointments::Column::StartsAt).order_by_asc(appointments::Column::Id);
    Ok(rows.all(&house.db).await?)
}

/// Those of `which` that are to come and can be moved.
fn movable(house: &House, which: &Condition) -> Select<appointments::Entity> {
    let states = [State::Booked, State::Confirmed].map(State::code);
    appointments::Entity::find()
        .filter(which.clone())
        .filter(appointments::Column::MainId.is_null())
        .filter(appointments::Column::State.is_in(states))
        .filter(appointments::Column::StartsAt.gt(house.clock.now().0))
}

/// Those with these identifiers that can be moved, by start.
pub(super) async fn in_order(house: &House, which: &Condition, ids: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    let mut found: Vec<(i64, Uuid)> = Vec::with_capacity(ids.len());
    for some in ids.chunks(1000) {
        let known: Vec<(i64, Uuid)> = movable(house, which)
            .filter(appointments::Column::Id.is_in(some.iter().copied()))
            .select_only()
            .columns([appointments::Column::StartsAt, appointments::Column::Id])
            .into_tuple()
            .all(&house.db)
            .await?;
        found.extend(known);
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
