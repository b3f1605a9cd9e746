//! The week view of free slots, and what becomes of a wished start.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use shared::{
    draft::{GRID_MINUTES, HeldStarts, SlotDay, SlotView, SlotWeek, WishForm, Wished, fields},
    error::Error,
    ids::{AppointmentId, DraftId, RoomId},
    schedule::{
        Request, Slot,
        finder::{HeldStart, Joint, held_starts},
    },
    time::{Instant, Period},
};

use super::{
    drafts::{self, Desk, slot_view, wrong},
    needs::{Among, Needs, Rooms, horizon, needs_of},
};
use crate::{db::StoreError, house::House};

/// Without a date, the week of the first free slot of these many days is shown.
const LOOK_AHEAD_DAYS: i64 = 28;
/// Alternatives are sought this many days before and after a wished start.
const NEARBY_DAYS: i64 = 14;
/// How many alternatives are offered.
const ALTERNATIVES: usize = 3;

pub(super) async fn week(
    desk: &Desk<'_>,
    draft: DraftId,
    date: Option<Date>,
    wish: &WishForm,
) -> Result<SlotWeek, StoreError> {
    let db = &desk.house.db;
    let needs = needs(desk, draft).await?;
    let wish = fields::wish(wish).map_err(Error::Invalid)?;
    let now = desk.house.clock.now();
    let horizon = horizon(now)?;
    let wished = match wish {
        Some(civil) => {
            let start = needs.zone.typed(civil).map_err(|fault| wrong("time", fault))?;
            let wish = Wish { start, room: None, beside: &[], now_in: None, horizon, not_before: now, except: &[] };
            Some(wished(desk.house, &needs, wish).await?)
        }
        None => None,
    };
    let asked = date.or(wish.map(DateTime::date));
    let shown = match asked {
        Some(date) => date.clamp(needs.zone.date(now), needs.zone.date(horizon.end())),
        None => first_free(desk, &needs, horizon, now).await?,
    };
    let monday = monday_of(shown);
    let days = days(monday);
    let bounds = days.first().zip(days.last()).and_then(|(first, last)| {
        let (first, last) = (needs.zone.day(*first)?, needs.zone.day(*last)?);
        // What begins on the last day may end after it.
        let reach = last.end().plus_minutes(i64::from(needs.shape.duration.get()));
        Period::new(first.start().max(horizon.start()), reach.min(horizon.end()))
    });
    let days = match bounds {
        Some(bounds) => {
            let sought = needs.sought(db, (bounds, now), Rooms::ANY, &[]).await?;
            let finder = sought.finder();
            let held = held_starts(&sought.first, &sought.beside, bounds);
            let day = |date: &Date| day(&needs, &sought.first.request, (&finder, held.as_slice()), *date);
            days.iter().filter_map(day).collect::<Result<_, _>>()?
        }
        None => Vec::new(),
    };
    let begins = |monday: Date| needs.zone.day(monday).map(Period::start);
    let before = monday.checked_sub(7.days()).ok().filter(|_| begins(monday).is_some_and(|start| start > now));
    let after = monday.checked_add(7.days()).ok();
    let after = after.filter(|monday| begins(*monday).is_some_and(|start| start < horizon.end()));
    Ok(SlotWeek { zone: needs.zone.name().clone(), days, previous: before, next: after, wished })
}

/// What the draft needs, as far as its first two steps are sound.
async fn needs(desk: &Desk<'_>, draft: DraftId) -> Result<Needs, StoreError> {
    let db = &desk.house.db;
    let row = desk.row(db, draft, false).await?;
    let draft = drafts::read(&row)?;
    let booking = drafts::without_slot(&draft)
        .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()))?;
    let facts = desk.house.facts.seen(db).await?;
    needs_of(db, &facts, (desk.house.clock.now(), row.id), &booking).await
}

/// The date of the first free slot, or today.
async fn first_free(desk: &Desk<'_>, needs: &Needs, horizon: Period, now: Instant) -> Result<Date, StoreError> {
    let soon = Period::new(now, horizon.end().min(now.plus_minutes(LOOK_AHEAD_DAYS * 24 * 60))).unwrap_or(horizon);
    let sought = needs.sought(&desk.house.db, (soon, now), Rooms::ANY, &[]).await?;
    let first = sought.finder().slots().next();
    Ok(needs.zone.date(first.map_or(now, |slot| slot.start)))
}

/// A start that somebody wishes for.
pub(super) struct Wish<'a> {
    pub(super) start: Instant,
    /// The room it is to be in; `None` for any that serves.
    pub(super) room: Option<RoomId>,
    /// The rooms of the other sites.
    pub(super) beside: &'a [Among<Option<RoomId>>],
    /// The slot that is given up for it, which is no alternative.
    pub(super) now_in: Option<Slot>,
    /// Where it may lie.
    pub(super) horizon: Period,
    /// Before this nothing of it may begin.
    pub(super) not_before: Instant,
    /// Whose reservations do not count: they are given up for it.
    pub(super) except: &'a [AppointmentId],
}

/// What becomes of a wish: the slot, or everything against it; and the nearest other slots, in the same room if it is
/// free.
pub(super) async fn wished(house: &House, needs: &Needs, wish: Wish<'_>) -> Result<Wished, StoreError> {
    let Wish { start, room, beside, now_in, horizon, not_before, except } = wish;
    let nearby = NEARBY_DAYS * 24 * 60;
    let middle = start.clamp(horizon.start(), horizon.end());
    let around =
        Period::new(middle.plus_minutes(-nearby).max(horizon.start()), middle.plus_minutes(nearby).min(horizon.end()));
    let rooms = Rooms { first: Among::Rather(room), beside };
    let mut sought = needs.sought(&house.db, (around.unwrap_or(horizon), not_before), rooms, except).await?;
    let finder = sought.finder();
    let other =
        |slot: &Slot| (slot.start != start || room.is_some_and(|room| slot.room != room)) && Some(*slot) != now_in;
    // One more of each: what is wished for itself, and what is given up for it.
    let nearest = finder.nearest(start, ALTERNATIVES + 2).into_iter().filter(other).take(ALTERNATIVES);
    let nearest = nearest.map(|slot| view(needs, &finder, slot)).collect::<Result<_, _>>()?;
    if let Some(room) = room {
        sought.first.request.rooms.retain(|option| option.room == room);
    }
    let finder = sought.finder();
    let (slot, obstacles) = match finder.judge(start) {
        Ok(sitting) => (Some(view(needs, &finder, sitting.slot)?), Vec::new()),
        Err(reasons) => (None, needs.obstacles(&reasons)),
    };
    Ok(Wished { start: needs.zone.local(start), slot, obstacles, nearest })
}

/// A day of the view; `None` if every room is closed all day.
fn day(
    needs: &Needs,
    request: &Request,
    (finder, held): (&Joint<'_>, &[HeldStart]),
    date: Date,
) -> Option<Result<SlotDay, StoreError>> {
    let whole = needs.zone.day(date)?;
    let open = request.rooms.iter().any(|room| room.open.iter().any(|window| window.overlaps(whole)));
    if !open && !request.rooms.is_empty() {
        return None;
    }
    let slots = finder.during(whole).map(|slot| view(needs, finder, slot));
    let held = runs(needs, held.iter().filter(|one| whole.contains(one.start)));
    Some(slots.collect::<Result<Vec<_>, _>>().map(|slots| {
        let why_none = if slots.is_empty() { finder.why_none(whole) } else { None };
        SlotDay { date, slots, held, why_none: why_none.map(|reason| needs.obstacle_at(reason)) }
    }))
}

/// Held starts as people read them: those that follow each other on the grid and are free again at once, together.
fn runs<'a>(needs: &Needs, held: impl Iterator<Item = &'a HeldStart>) -> Vec<HeldStarts> {
    let mut runs: Vec<HeldStarts> = Vec::new();
    for one in held {
        let here = needs.zone.local(one.start);
        match runs.last_mut() {
            Some(run)
                if run.until.at == one.until && run.last.at.plus_minutes(i64::from(GRID_MINUTES)) == one.start =>
            {
                run.last = here;
            }
            _ => runs.push(HeldStarts { first: here, last: here, until: needs.zone.local(one.until) }),
        }
    }
    runs
}

/// A slot as people read it, with the rooms that the other sites would have.
pub(super) fn view(needs: &Needs, finder: &Joint<'_>, slot: Slot) -> Result<SlotView, StoreError> {
    let room = needs.room_name(slot.room)?.clone();
    let mut view = slot_view(slot, room, (needs.shape.duration, needs.shape.meetings), &needs.zone);
    view.beside = needs.beside_names(&finder.beside(slot.start).unwrap_or_default())?;
    Ok(view)
}

fn monday_of(date: Date) -> Date {
    let past = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(past.days()).unwrap_or(date)
}

fn days(monday: Date) -> Vec<Date> {
    (0..7_i64).filter_map(|day| monday.checked_add(day.days()).ok()).collect()
}
