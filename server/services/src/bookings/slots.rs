//! The week view of free slots, and what becomes of a wished start.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use shared::{
    draft::{SlotDay, SlotView, SlotWeek, WishForm, Wished, fields},
    error::{Error, Fault},
    ids::DraftId,
    schedule::{Request, Slot, finder::Finder},
    time::{Instant, Period},
};

use super::{
    directory,
    drafts::{self, Desk, slot_view, wrong},
    needs::{Needs, Shape, horizon},
};
use crate::db::StoreError;

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
            let start = needs.zone.instant(civil).ok_or_else(|| wrong("date", Fault::NotADate))?;
            Some(wished(desk, &needs, horizon, now, start).await?)
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
        Period::new(first.start().max(horizon.start()), last.end().min(horizon.end()))
    });
    let days = match bounds {
        Some(bounds) => {
            let request = needs.request(bounds, now);
            let busy = needs.busy(db, &request, &[]).await?;
            let finder = Finder::new(&request, &busy);
            let slots: Vec<_> = finder.slots().collect();
            let day = |date: &Date| day(&needs, &request, &finder, &slots, *date);
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
    let draft = drafts::read(&desk.row(db, draft, false).await?)?;
    let booking = drafts::without_slot(&draft)
        .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()))?;
    let Some((detainee, zone)) = directory::detainee(db, booking.detainee).await? else {
        return Err(wrong("detainee", Fault::UnknownChoice));
    };
    let shape = Shape {
        kind: booking.kind,
        duration: booking.duration,
        meeting: booking.meeting,
        detainees: vec![booking.detainee],
        people: booking.invitees.iter().map(|invitee| (invitee.person, invitee.role)).collect(),
    };
    Needs::load(db, detainee.centre, zone, shape).await
}

/// The date of the first free slot, or today.
async fn first_free(desk: &Desk<'_>, needs: &Needs, horizon: Period, now: Instant) -> Result<Date, StoreError> {
    let soon = Period::new(now, horizon.end().min(now.plus_minutes(LOOK_AHEAD_DAYS * 24 * 60))).unwrap_or(horizon);
    let request = needs.request(soon, now);
    let busy = needs.busy(&desk.house.db, &request, &[]).await?;
    let first = Finder::new(&request, &busy).slots().next();
    Ok(needs.zone.date(first.map_or(now, |slot| slot.start)))
}

async fn wished(
    desk: &Desk<'_>,
    needs: &Needs,
    horizon: Period,
    now: Instant,
    start: Instant,
) -> Result<Wished, StoreError> {
    let nearby = NEARBY_DAYS * 24 * 60;
    let middle = start.clamp(horizon.start(), horizon.end());
    let around =
        Period::new(middle.plus_minutes(-nearby).max(horizon.start()), middle.plus_minutes(nearby).min(horizon.end()));
    let request = needs.request(around.unwrap_or(horizon), now);
    let busy = needs.busy(&desk.house.db, &request, &[]).await?;
    let finder = Finder::new(&request, &busy);
    let shown = |slot: Slot| view(needs, slot);
    let nearest = finder.nearest(start, ALTERNATIVES + 1).into_iter().filter(|slot| slot.start != start);
    let nearest = nearest.take(ALTERNATIVES).map(shown).collect::<Result<_, _>>()?;
    let (slot, obstacles) = match finder.judge(start) {
        Ok(slot) => (Some(shown(slot)?), Vec::new()),
        Err(reasons) => (None, reasons.into_iter().map(|reason| needs.obstacle(reason)).collect()),
    };
    Ok(Wished { start: needs.zone.local(start), slot, obstacles, nearest })
}

/// A day of the view; `None` if every room is closed all day.
fn day(
    needs: &Needs,
    request: &Request,
    finder: &Finder<'_>,
    slots: &[Slot],
    date: Date,
) -> Option<Result<SlotDay, StoreError>> {
    let whole = needs.zone.day(date)?;
    let open = request.rooms.iter().any(|room| room.open.iter().any(|window| window.overlaps(whole)));
    if !open && !request.rooms.is_empty() {
        return None;
    }
    let slots = slots.iter().filter(|slot| whole.contains(slot.start)).map(|slot| view(needs, *slot));
    Some(slots.collect::<Result<Vec<_>, _>>().map(|slots| {
        let why_none = if slots.is_empty() { finder.why_none(whole) } else { None };
        SlotDay { date, slots, why_none: why_none.map(|reason| needs.obstacle(reason)) }
    }))
}

fn view(needs: &Needs, slot: Slot) -> Result<SlotView, StoreError> {
    let room = needs.room_name(slot.room)?.clone();
    Ok(slot_view(slot, room, (needs.shape.duration, needs.shape.meeting), &needs.zone))
}

fn monday_of(date: Date) -> Date {
    let past = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(past.days()).unwrap_or(date)
}

fn days(monday: Date) -> Vec<Date> {
    (0..7_i64).filter_map(|day| monday.checked_add(day.days()).ok()).collect()
}
