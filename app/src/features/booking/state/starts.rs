//! Free starts as people read them, and why there are none.

use locales::{dates, texts};
use shared::{
    directory::Language,
    draft::{HeldStarts, SlotView},
    schedule::{Obstacle, ResourceKind, Slot},
};

use crate::words::obstacles::obstacle;

/// A slot as one value of a form.
pub fn slot_code(slot: Slot) -> String {
    format!("{}_{}", slot.start.0, slot.room)
}

/// The slot that a form's value codes for.
#[cfg(any(feature = "ssr", test))]
pub fn slot_from(code: &str) -> Option<Slot> {
    let (start, room) = code.split_once('_')?;
    Some(Slot { start: shared::time::Instant(start.parse().ok()?), room: room.parse().ok()? })
}

/// Hours in which courts sit; of a day with free starts at any other time too, these are seen at once.
const COURT_HOURS: std::ops::RangeInclusive<i8> = 7..=16;

/// The starts of a day to see at once, the first free one of every hour, and those behind "more".
pub fn by_hour(slots: Vec<SlotView>) -> (Vec<SlotView>, Vec<SlotView>) {
    let hour = |slot: &SlotView| slot.period.start.civil.hour();
    let court = slots.iter().any(|slot| COURT_HOURS.contains(&hour(slot)));
    let mut hours = std::collections::BTreeSet::new();
    slots.into_iter().partition(|slot| (!court || COURT_HOURS.contains(&hour(slot))) && hours.insert(hour(slot)))
}

/// `mar 12 ene, 08:45`.
pub fn short_start(language: Language, slot: &SlotView) -> String {
    let civil = slot.period.start.civil;
    format!("{} {}", dates::weekday_short(language, civil.date()), dates::short_moment(language, civil))
}

/// `Sala 1`, and the rooms at the other centres after it: `Sala 1 · La Esperanza: Sala 3`.
pub fn rooms(slot: &SlotView) -> String {
    let beside = slot.beside.iter().map(|(centre, room)| format!(" · {centre}: {room}"));
    std::iter::once(slot.room.to_string()).chain(beside).collect()
}

/// `martes 12 de enero de 2027, 08:45–09:30`.
pub fn full_period(language: Language, slot: &SlotView) -> String {
    let (start, end) = (slot.period.start.civil, slot.period.end.civil);
    format!("{}, {}–{}", dates::full_date(language, start.date()), dates::time(start), dates::time(end))
}

/// `09:30–10:30`, from the first start to the last, or `09:30` for one alone.
pub fn held_times(held: &HeldStarts) -> String {
    let (first, last) = (dates::time(held.first.civil), dates::time(held.last.civil));
    if held.first == held.last { first } else { format!("{first}–{last}") }
}

/// Why a whole day has no free start, in a few words.
pub fn why_none(language: Language, why: Option<&Obstacle>) -> String {
    let t = &texts(language).booking;
    match why {
        // Starts off the grid are never offered, so that they are off it is no reason for a day.
        None | Some(Obstacle::OffGrid { .. }) => t.none.to_owned(),
        Some(Obstacle::TooEarly { .. }) => t.none_too_early.to_owned(),
        Some(Obstacle::OutsideHorizon) => t.none_too_late.to_owned(),
        Some(Obstacle::NoRoom) => t.none_no_room.to_owned(),
        Some(Obstacle::Closed { .. }) => t.none_closed.to_owned(),
        Some(Obstacle::Taken(clash)) => match clash.kind {
            ResourceKind::Room => t.none_rooms_taken.to_owned(),
            ResourceKind::Detainee | ResourceKind::Person => t.none_person_taken(&clash.name),
        },
        Some(Obstacle::At { centre, what }) => format!("{centre}: {}", why_none(language, Some(what))),
        Some(other) => obstacle(language, other),
    }
}

/// Obstacles as a person counts them: what holds the same thing without a break (an appointment and the private meeting
/// just before it) is one.
pub fn joined(obstacles: Vec<Obstacle>) -> Vec<Obstacle> {
    let mut all: Vec<Obstacle> = Vec::new();
    for obstacle in obstacles {
        let Obstacle::Taken(next) = obstacle else {
            // One hold is one, however many parts of it are in the way.
            let same = |known: &Obstacle| match (known, &obstacle) {
                (Obstacle::Held { what: one, .. }, Obstacle::Held { what: other, .. }) => {
                    (one.kind, &one.name) == (other.kind, &other.name)
                }
                (known, obstacle) => known == obstacle,
            };
            if !all.iter().any(same) {
                all.push(obstacle);
            }
            continue;
        };
        let known = all.iter_mut().find_map(|known| match known {
            Obstacle::Taken(known)
                if (known.kind, &known.name) == (next.kind, &next.name)
                    && known.period.start.at <= next.period.end.at
                    && next.period.start.at <= known.period.end.at =>
            {
                Some(known)
            }
            _ => None,
        });
        match known {
            Some(known) => {
                known.period.start = known.period.start.min(next.period.start);
                known.period.end = known.period.end.max(next.period.end);
            }
            None => all.push(Obstacle::Taken(next)),
        }
    }
    all
}
