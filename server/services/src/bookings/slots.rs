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
        Obstacle, Request, Slot,
        finder::{HeldStart, Joint, held_starts},
    },
    time::{Instant, Period},
};

use super::{
    drafts::{self, Desk, slot_view, wrong},
    needs::{Among, Needs, Rooms, Sought, horizon, needs_of},
    pieces::pieces,
};
use crate::{db::StoreError, house::House};

/// Alternatives are sought first this many days before and after a wished start, then in twice as many, and so on.
const NEARBY_DAYS: i64 = 14;
/// How many alternatives are offered.
pub(super) const ALTERNATIVES: usize = 3;

pub(super) async fn week(
    desk: &Desk<'_>,
    draft: DraftId,
    date: Option<Date>,
    wish: &WishForm,
) -> Result<SlotWeek, StoreError> {
    let needs = needs(desk, draft).await?;
    let wish = fields::wish(wish).map_err(Error::Invalid)?;
    let now = desk.house.clock.now();
    let horizon = horizon(now)?;
    let wished = match wish {
        Some(civil) => {
            let start = needs.zone.typed(civil).map_err(|fault| wrong("time", fault))?;
            let wish = Wish { start, room: None, beside: &[], now_in: None, horizon, not_before: now, except: &[] };
            Some(wished(desk.house, &needs, &wish).await?)
        }
        None => None,
    };
    let asked = date.or(wish.map(DateTime::date));
    let first = match asked {
        Some(_) => None,
        None => first_free(desk, &needs, horizon, now).await?,
    };
    let today = needs.zone.date(now);
    let shown = asked.map(|date| date.clamp(today, needs.zone.date(horizon.end()))).or(first).unwrap_or(today);
    let monday = monday_of(shown);
    let days = week_from(desk, &needs, monday, (horizon, now)).await?;
    let empty = days.iter().all(|day| day.slots.is_empty());
    // Who asked for a date may have come upon the only empty week.
    let nothing =
        empty && first.is_none() && (asked.is_none() || first_free(desk, &needs, horizon, now).await?.is_none());
    let nothing_until = nothing.then(|| last_date(&needs, horizon));
    let begins = |monday: Date| needs.zone.day(monday).map(Period::start);
    let before = monday.checked_sub(7.days()).ok().filter(|_| begins(monday).is_some_and(|start| start > now));
    let after = monday.checked_add(7.days()).ok();
    let after = after.filter(|monday| begins(*monday).is_some_and(|start| start < horizon.end()));
    Ok(SlotWeek { zone: needs.zone.name().clone(), days, previous: before, next: after, nothing_until, wished })
}

/// The days of the week from `monday` on.
async fn week_from(
    desk: &Desk<'_>,
    needs: &Needs,
    monday: Date,
    (horizon, now): (Period, Instant),
) -> Result<Vec<SlotDay>, StoreError> {
    let days = days(monday);
    let bounds = days.first().zip(days.last()).and_then(|(first, last)| {
        let (first, last) = (needs.zone.day(*first)?, needs.zone.day(*last)?);
        // What begins on the last day may end after it.
        let reach = last.end().plus_minutes(i64::from(needs.shape.duration.get()));
        Period::new(first.start().max(horizon.start()), reach.min(horizon.end()))
    });
    let Some(bounds) = bounds else { return Ok(Vec::new()) };
    let sought = needs.sought(&desk.house.db, (bounds, now), Rooms::ANY, &[]).await?;
    let finder = sought.finder();
    let held = held_starts(&sought.first, &sought.beside, bounds);
    let day = |date: &Date| day(needs, &sought.first.request, (&finder, held.as_slice()), *date);
    days.iter().filter_map(day).collect()
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

/// The date of the first free slot; `None` if there is none.
async fn first_free(desk: &Desk<'_>, needs: &Needs, horizon: Period, now: Instant) -> Result<Option<Date>, StoreError> {
    for (starts, looked_at) in pieces(horizon, needs.shape.duration) {
        let sought = needs.sought(&desk.house.db, (looked_at, now), Rooms::ANY, &[]).await?;
        let first = sought.finder().during(starts).next();
        if let Some(slot) = first {
            return Ok(Some(needs.zone.date(slot.start)));
        }
        if sought.first.request.rules.deadline.is_some_and(|deadline| deadline <= starts.end()) {
            break;
        }
    }
    Ok(None)
}

/// The last date on which it may be held.
fn last_date(needs: &Needs, horizon: Period) -> Date {
    let last = needs.zone.date(horizon.end());
    needs.shape.terms.deadline.map_or(last, |deadline| deadline.min(last))
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

impl Wish<'_> {
    /// What is looked at for starts up to `days` away from the wished one.
    fn around(&self, needs: &Needs, days: i64) -> Period {
        let (horizon, away) = (self.horizon, days * 24 * 60);
        let middle = self.start.clamp(horizon.start(), horizon.end());
        // What begins at the end of it may end after it, so that later starts are sought as far away as earlier ones.
        let end = middle.plus_minutes(away + i64::from(needs.shape.duration.get())).min(horizon.end());
        Period::new(middle.plus_minutes(-away).max(horizon.start()), end).unwrap_or(horizon)
    }

    /// What others hold in `within` of what it needs.
    async fn look(&self, house: &House, needs: &Needs, within: Period) -> Result<Sought, StoreError> {
        let rooms = Rooms { first: Among::Rather(self.room), beside: self.beside };
        needs.sought(&house.db, (within, self.not_before), rooms, self.except).await
    }

    /// Whether nothing of `request` can lie outside `within`.
    fn is_all(&self, within: Period, request: &Request) -> bool {
        let (notice, deadline) = (request.rules.notice, request.rules.deadline);
        let start = notice.map_or(self.horizon.start(), |notice| notice.max(self.horizon.start()));
        let end = deadline.map_or(self.horizon.end(), |deadline| deadline.min(self.horizon.end()));
        Period::new(start, end).is_none_or(|allowed| within.covers(allowed))
    }
}

/// What becomes of a wish: the slot, or everything against it; and the nearest other slots, in the same room if it is
/// free, wherever they lie.
pub(super) async fn wished(house: &House, needs: &Needs, wish: &Wish<'_>) -> Result<Wished, StoreError> {
    let mut days = NEARBY_DAYS;
    let mut within = wish.around(needs, days);
    let near = wish.look(house, needs, within).await?;
    let mut nearest = alternatives(needs, &near, wish)?;
    let mut all = wish.is_all(within, &near.first.request);
    let (slot, obstacles) = judged(needs, near, wish)?;
    // After a long block they are far. What is nearer is nearer in a wider look, too.
    while nearest.len() < ALTERNATIVES && !all {
        days *= 2;
        within = wish.around(needs, days);
        let wider = wish.look(house, needs, within).await?;
        nearest = alternatives(needs, &wider, wish)?;
        all = wish.is_all(within, &wider.first.request);
    }
    Ok(Wished { start: needs.zone.local(wish.start), slot, obstacles, nearest })
}

/// The slot at the wished start, or everything against it.
pub(super) async fn possible(
    house: &House,
    needs: &Needs,
    wish: &Wish<'_>,
) -> Result<(Option<SlotView>, Vec<Obstacle>), StoreError> {
    let there = wish.look(house, needs, wish.around(needs, 0)).await?;
    judged(needs, there, wish)
}

/// The nearest other slots of what was looked at.
fn alternatives(needs: &Needs, sought: &Sought, wish: &Wish<'_>) -> Result<Vec<SlotView>, StoreError> {
    let Wish { start, room, now_in, .. } = *wish;
    let finder = sought.finder();
    let other =
        |slot: &Slot| (slot.start != start || room.is_some_and(|room| slot.room != room)) && Some(*slot) != now_in;
    // One more of each: what is wished for itself, and what is given up for it.
    let nearest = finder.nearest(start, ALTERNATIVES + 2).into_iter().filter(other).take(ALTERNATIVES);
    nearest.map(|slot| view(needs, &finder, slot)).collect()
}

/// The slot at the wished start in the wished room, or everything against it, by a look that has it in it.
fn judged(needs: &Needs, mut sought: Sought, wish: &Wish<'_>) -> Result<(Option<SlotView>, Vec<Obstacle>), StoreError> {
    if let Some(room) = wish.room {
        sought.first.request.rooms.retain(|option| option.room == room);
    }
    let finder = sought.finder();
    match finder.judge(wish.start) {
        Ok(sitting) => Ok((Some(view(needs, &finder, sitting.slot)?), Vec::new())),
        Err(reasons) => Ok((None, needs.obstacles(&reasons))),
    }
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
