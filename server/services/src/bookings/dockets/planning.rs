//! Seeking a plan, after the answer was sent. What comes of it is kept only if the docket is still as it was.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use entity::{agencies, dockets};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType,
};
use shared::{
    docket::{Line, Stage, Standing, Why, hindrances, planning},
    error::Error,
    ids::{ClaimId, DocketId},
    plan::Effort,
    principal::Principal,
    schedule::Sitting,
};
use uuid::Uuid;

use super::{
    store::{Kept, Shelf},
    work::{PLANNERS, Shift, Work},
    world::World,
};
use crate::{
    db::{StoreError, transaction},
    exchange::{planned_before, planned_under},
    house::House,
};

/// A plan of few hearings is as good as it gets at once; one of many is sought for so long at most.
const LEAST: Duration = Duration::from_millis(400);
const MOST: Duration = Duration::from_secs(10);
const FOR_EACH: Duration = Duration::from_millis(40);
/// So many dockets of an agency are planned at once: plans and repairs of everybody wait behind each other.
const MOST_AT_ONCE: usize = 2;
/// Whoever asks for one more may try again after so many seconds, in which another one is usually done.
const AGAIN: u32 = 10;

/// Begins to plan the docket, if it is still at `seen`, or whatever it is now. Whoever asks again after the answer was lost
/// begins nothing anew: what they saw, or what they asked for under `claim`, is planned already.
pub(super) async fn begin(
    shelf: &Shelf<'_>,
    id: DocketId,
    seen: Option<i32>,
    claim: Option<ClaimId>,
) -> Result<(), StoreError> {
    let begun = transaction!(shelf.house, |txn| {
        // The claim is locked before the list, as where a list is kept.
        if planned_before(txn, claim).await? {
            return Ok(None);
        }
        if let Some(seen) = seen
            && shelf.locked(txn, id).await?.is_planning_of(seen)
        {
            return Ok(None);
        }
        let kept = shelf.changeable(txn, id).await?;
        if seen.is_some_and(|seen| seen != kept.row.version) {
            return Err(kept.stale());
        }
        let version = start(shelf, txn, kept).await?;
        planned_under(txn, claim, id).await?;
        Ok(Some(version))
    })?;
    if let Some(version) = begun {
        work_on(shelf, id, version);
    }
    Ok(())
}

/// Takes the planning of a docket up again, if it ended without a result; answers as [`start`]. What came of it stays, and
/// what was made of that since.
///
/// # Errors
/// As [`start`].
pub(super) async fn resume(
    shelf: &Shelf<'_>,
    txn: &DatabaseTransaction,
    id: DocketId,
) -> Result<Option<i32>, StoreError> {
    let mut kept = shelf.locked(txn, id).await?;
    // A booking that failed goes back to its plan: what is open and was given up was being planned.
    let failed = kept.stage == Stage::Open && kept.content.given_up;
    let silent = kept.stage == Stage::Planning && shelf.is_interrupted(&kept);
    if !failed && !silent {
        return Ok(None);
    }
    kept.content.given_up = false;
    start(shelf, txn, kept).await.map(Some)
}

/// Takes up the planning of a docket, if one more of the agency may be planned; answers the version to [`work_on`] as soon as
/// this is committed.
///
/// # Errors
/// As [`admit`].
pub(super) async fn start(shelf: &Shelf<'_>, txn: &DatabaseTransaction, mut kept: Kept) -> Result<i32, StoreError> {
    // Who plans for the same agency waits, so that nobody is counted too late; rows that refer to it may be written.
    agencies::Entity::find_by_id(shelf.agency.0).lock(LockType::NoKeyUpdate).one(txn).await?;
    admit(shelf, txn).await?;
    kept.content.planned_from = Some(kept.row.version);
    kept.keep(txn, shelf.house, Stage::Planning).await
}

/// Seeks the plan of that version, and does not wait for it.
pub(super) fn work_on(shelf: &Shelf<'_>, id: DocketId, version: i32) {
    let shift = shelf.work.begin(id);
    let (house, who, work) = (shelf.house.clone(), shelf.who.clone(), Arc::clone(shelf.work));
    tokio::spawn(async move {
        if let Err(error) = plan(&house, &who, &work, (id, version), shift).await {
            tracing::warn!(%error, docket = %id, "no plan was kept");
            give_up(&house, &who, &work, id, version).await;
        }
    });
}

/// Whether one more docket of the agency may be planned now.
///
/// # Errors
/// [`Error::TooMany`] if as many are planned as may be at once.
pub(super) async fn admit(shelf: &Shelf<'_>, db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let planned: Vec<(Uuid, i64)> = dockets::Entity::find()
        .select_only()
        .columns([dockets::Column::Id, dockets::Column::UpdatedAt])
        .filter(dockets::Column::AgencyId.eq(shelf.agency.0))
        .filter(dockets::Column::Stage.eq(Stage::Planning.code()))
        .into_tuple()
        .all(db)
        .await?;
    let going_on = planned.into_iter().filter(|(id, changed_at)| !shelf.is_silent(DocketId(*id), *changed_at));
    if going_on.count() < MOST_AT_ONCE { Ok(()) } else { Err(Error::TooMany { seconds: AGAIN }.into()) }
}

async fn plan(
    house: &House,
    who: &Principal,
    work: &Arc<Work>,
    (id, version): (DocketId, i32),
    shift: Shift,
) -> Result<(), StoreError> {
    let shelf = Shelf::of(house, who, work)?;
    // Closed only when the server ends. Those who wait keep nothing of the world in memory.
    let turn = PLANNERS.acquire().await.map_err(|_| StoreError::Unavailable)?;
    let kept = shelf.kept(&house.db, id).await?;
    let world = World::of(&shelf, &kept, Some(&shift)).await?;
    let shift = Arc::new(shift);
    let counted = Arc::clone(&shift);
    let found = tokio::task::spawn_blocking(move || seek(world, &counted)).await;
    drop(turn);
    let found = found.map_err(|error| StoreError::Fault(error.to_string()))?;
    transaction!(house, |txn| {
        let mut kept = shelf.locked(txn, id).await?;
        if kept.row.version != version || kept.stage != Stage::Planning {
            return Err(kept.stale());
        }
        for (place, slot, why) in &found {
            if let Some(line) = kept.content.lines.get_mut(*place) {
                put(line, slot.as_ref(), why.clone());
            }
        }
        kept.keep(txn, house, Stage::Planned).await
    })?;
    drop(shift);
    Ok(())
}

/// What was found for the lines at these places.
type Found = Vec<(usize, Option<Sitting>, Why)>;

/// The best plan for `world`, and why it is not better.
fn seek(world: World, shift: &Shift) -> Found {
    let count = u32::try_from(world.wanted.len()).unwrap_or(u32::MAX);
    let time = FOR_EACH.saturating_mul(count).clamp(LEAST, MOST);
    let (begun, percent) = (Instant::now(), shift.percent());
    let passed = || {
        let share = begun.elapsed().as_secs_f64() / time.as_secs_f64();
        let shown = (0..60_u8).take_while(|step| f64::from(*step) / 60.0 < share).count();
        percent.store(30 + u8::try_from(shown).unwrap_or(60), Ordering::Relaxed);
        share
    };
    let slots = planning::propose(&world.days, &world.wanted, Effort::While(&passed, 1), 1);
    let mut found: Found = world.hopeless.into_iter().map(|(place, why)| (place, None, why)).collect();
    for (at, (place, slot)) in world.places.iter().zip(&slots).enumerate() {
        shift.reach((90, 99), at, slots.len());
        let why = if slot.is_some() {
            Why::default()
        } else {
            let (first, beside) = planning::beside(&world.wanted, &slots, at);
            let (alone, others) = world.wanted[at].alone();
            let name = |resource| world.needs[at].name(resource).cloned();
            hindrances((alone, &others), (&first, &beside), name)
        };
        found.push((*place, slot.clone(), why));
    }
    found
}

/// Puts a line where the plan has it.
fn put(line: &mut Line, sitting: Option<&Sitting>, why: Why) {
    let slot = sitting.map(|sitting| sitting.slot);
    if line.standing == Standing::Fixed && slot != line.draft.slot {
        // It can no longer be where it was fixed.
        line.standing = Standing::Wanted;
    }
    line.draft.slot = slot;
    line.draft.beside = sitting.map(|sitting| sitting.beside.clone()).unwrap_or_default();
    line.why = why;
    line.refused.clear();
}

/// Leaves the docket open again, so that it can be tried anew.
pub(super) async fn give_up(house: &House, who: &Principal, work: &Arc<Work>, id: DocketId, version: i32) {
    let Ok(shelf) = Shelf::of(house, who, work) else { return };
    let left: Result<(), StoreError> = transaction!(house, |txn| {
        let mut kept = shelf.locked(txn, id).await?;
        if kept.row.version != version || !kept.stage.is_busy() {
            return Ok(());
        }
        kept.content.given_up = true;
        let stage = back(&kept);
        kept.keep(txn, house, stage).await.map(drop)
    });
    if let Err(error) = left {
        tracing::warn!(error = %Error::from(error), docket = %id, "the docket stays as it is until somebody tries again");
    }
}

/// Where a docket stands on which work was given up.
fn back(kept: &Kept) -> Stage {
    let proposed = kept.content.lines.iter().any(|line| line.draft.slot.is_some());
    if proposed { Stage::Planned } else { Stage::Open }
}
