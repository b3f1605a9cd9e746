//! What the scheduler says of single hearings of a list: left out, kept where it is proposed, kept elsewhere.

use jiff::{ToSpan, civil::Date};
use shared::{
    docket::{Adjustment, Line, Places, Stage, Standing, Typed, Why, planning},
    error::{Error, Fault},
    ids::DocketId,
    schedule::{Sitting, Slot, finder::Joint},
    time::Period,
};

use super::{
    super::{drafts::wrong, slots},
    resolving::Resolver,
    store::{Kept, Shelf},
    viewing,
    world::World,
};
use crate::db::{StoreError, transaction};

/// So many free slots are shown at once.
const MOST_SLOTS: usize = 60;
/// In so many days.
const MOST_DAYS: i64 = 7;

pub(super) async fn adjust(shelf: &Shelf<'_>, id: DocketId, change: Adjustment) -> Result<(), StoreError> {
    // It takes a while to see what is free; what changed until it is written is found when it is booked.
    let fixed = match change {
        Adjustment::Fix(number, slot) => Some(free(shelf, id, number, slot).await?),
        _ => None,
    };
    transaction!(shelf.house, |txn| {
        let mut kept = shelf.changeable(txn, id).await?;
        let place = place(&kept, change.line())?;
        let line = &mut kept.content.lines[place];
        if !line.mistakes.is_empty() {
            return Err(Error::NotFound.into());
        }
        match (change, &fixed) {
            (Adjustment::Drop(_), _) => leave_out(line),
            (Adjustment::Want(_), _) => line.standing = Standing::Wanted,
            (Adjustment::Keep(_), _) if line.draft.slot.is_some() => line.standing = Standing::Fixed,
            (Adjustment::Fix(..), Some(sitting)) => fix(line, sitting),
            (Adjustment::Keep(_) | Adjustment::Fix(..), _) => return Err(wrong("slot", Fault::Missing)),
        }
        let stage = stage(&kept);
        kept.keep(txn, shelf.house, stage).await.map(drop)
    })
}

/// Types a line otherwise.
pub(super) async fn correct(shelf: &Shelf<'_>, id: DocketId, number: u32, typed: Typed) -> Result<bool, StoreError> {
    let kept = shelf.kept(&shelf.house.db, id).await?;
    place(&kept, number)?;
    let mut resolver = Resolver::new(shelf.house);
    kept.content.lines.iter().filter(|line| line.number != number).for_each(|line| resolver.saw(line));
    let line = resolver.line(number, typed, false).await?;
    let sound = line.mistakes.is_empty();
    transaction!(shelf.house, |txn| {
        let mut kept = shelf.changeable(txn, id).await?;
        let place = place(&kept, number)?;
        if kept.content.lines[place].typed == line.typed {
            return Ok(());
        }
        kept.content.lines[place].clone_from(&line);
        let stage = stage(&kept);
        kept.keep(txn, shelf.house, stage).await.map(drop)
    })?;
    Ok(sound)
}

/// How far a docket has come that somebody changed.
fn stage(kept: &Kept) -> Stage {
    let proposed = kept.content.lines.iter().any(|line| line.draft.slot.is_some());
    if proposed { Stage::Planned } else { Stage::Open }
}

fn leave_out(line: &mut Line) {
    line.standing = Standing::Dropped;
    line.draft.slot = None;
    line.draft.beside.clear();
    line.why = Why::default();
    line.refused.clear();
}

fn fix(line: &mut Line, sitting: &Sitting) {
    line.standing = Standing::Fixed;
    line.draft.slot = Some(sitting.slot);
    line.draft.beside.clone_from(&sitting.beside);
    line.why = Why::default();
    line.refused.clear();
}

fn place(kept: &Kept, number: u32) -> Result<usize, StoreError> {
    let found = kept.content.lines.iter().position(|line| line.number == number);
    found.ok_or(StoreError::Refused(Error::NotFound))
}

/// The sitting in a slot beside the rest of the list; refuses one that is not free, with everything that is against it.
async fn free(shelf: &Shelf<'_>, id: DocketId, number: u32, slot: Slot) -> Result<Sitting, StoreError> {
    let kept = shelf.kept(&shelf.house.db, id).await?;
    let world = World::of(shelf, &kept, None).await?;
    let at = world.at(place(&kept, number)?).ok_or(StoreError::Refused(Error::NotFound))?;
    let (mut first, others) = planning::beside(&world.wanted, &world.sittings(&kept), at);
    first.request.rooms.retain(|option| option.room == slot.room);
    let judged = Joint::new(&first, &others).judge(slot.start);
    judged.map_err(|reasons| Error::Refused(world.needs[at].obstacles(&reasons)).into())
}

/// Where a hearing could be beside the others, from a day on.
pub(super) async fn places(
    shelf: &Shelf<'_>,
    id: DocketId,
    number: u32,
    from: Option<Date>,
) -> Result<Places, StoreError> {
    let kept = shelf.kept(&shelf.house.db, id).await?;
    let place = place(&kept, number)?;
    let view = viewing::line(shelf, &kept.content.lines[place]).await?;
    let world = World::of(shelf, &kept, None).await?;
    let Some(at) = world.at(place) else { return Err(StoreError::Refused(Error::NotFound)) };
    let needs = &world.needs[at];
    let (mut site, mut others) = planning::beside(&world.wanted, &world.sittings(&kept), at);
    let horizon = site.request.horizon;
    let (first, last) = (needs.zone.date(horizon.start()), needs.zone.date(horizon.end()));
    let from = from.unwrap_or(first).clamp(first, last);
    let until = from.checked_add(MOST_DAYS.days()).unwrap_or(from);
    let bounds = needs.zone.day(from).zip(needs.zone.day(until)).and_then(|(first, next)| {
        let start = first.start().max(horizon.start());
        Period::new(start, next.start().min(horizon.end()))
    });
    let mut found = Vec::new();
    if let Some(bounds) = bounds {
        for site in std::iter::once(&mut site).chain(&mut others) {
            site.request.horizon = bounds;
        }
        let joint = Joint::new(&site, &others);
        for slot in joint.slots().take(MOST_SLOTS) {
            found.push(slots::view(needs, &joint, slot)?);
        }
    }
    // The last day may be cut short by the number of slots.
    let cut = found.len() == MOST_SLOTS;
    let shown = found.last().map(|slot| slot.period.start.civil.date());
    let next = if cut { shown.filter(|shown| *shown > from) } else { Some(until) };
    Ok(Places {
        id,
        version: kept.row.version,
        line: view,
        zone: needs.zone.name().clone(),
        slots: found,
        from,
        next: next.filter(|next| *next <= last),
    })
}
