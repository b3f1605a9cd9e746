//! The rules of a zone around one period, as a `VTIMEZONE` (RFC 5545 §3.6.5).
//!
//! A single appointment needs only what the clock does around it: the change that brought the offset in force at its
//! start, and the next one. That stays right whatever a government decides for later years, and is short.

use jiff::{Timestamp, ToSpan as _, civil::date, tz::Offset};
use shared::{time::Period, zone::Zone};

use super::{basic, lines::Lines};

/// Within how many days after the start the next change is told; every zone that changes at all does so in a year.
const AHEAD_DAYS: i64 = 400;

/// One offset and the moment from which it is in force.
struct Observance {
    from: Offset,
    to: Offset,
    /// When it comes into force; `None` where it always was.
    since: Option<Timestamp>,
    name: String,
    daylight: bool,
}

pub(super) fn write(lines: &mut Lines, zone: &Zone, period: Period) {
    lines.begin("VTIMEZONE");
    lines.put("TZID", &zone.name().0);
    for observance in around(zone, period) {
        let component = if observance.daylight { "DAYLIGHT" } else { "STANDARD" };
        // The onset is written in the time that was in force before it.
        let onset = observance.since.map_or(date(1970, 1, 1).at(0, 0, 0, 0), |at| observance.from.to_datetime(at));
        lines.begin(component);
        lines.put("DTSTART", &basic(onset));
        lines.put("TZOFFSETFROM", &written(observance.from));
        lines.put("TZOFFSETTO", &written(observance.to));
        lines.put("TZNAME", &observance.name);
        lines.end(component);
    }
    lines.end("VTIMEZONE");
}

/// What is in force at the start, and what follows within a year or before the end.
fn around(zone: &Zone, period: Period) -> Vec<Observance> {
    let rules = zone.rules();
    let start = Timestamp::from_second(period.start().0).unwrap_or(Timestamp::UNIX_EPOCH);
    // A change at the very second of the start is already in force.
    let after_start = start.checked_add(1.second()).unwrap_or(start);
    let now = rules.to_offset_info(start);
    let since = rules.preceding(after_start).next().map(|change| change.timestamp());
    let before = since.and_then(|since| since.checked_sub(1.second()).ok()).map(|before| rules.to_offset(before));
    let mut all = vec![Observance {
        from: before.unwrap_or(now.offset()),
        to: now.offset(),
        since,
        name: now.abbreviation().to_owned(),
        daylight: now.dst().is_dst(),
    }];
    let until = start.checked_add((24 * AHEAD_DAYS).hours()).unwrap_or(Timestamp::MAX);
    let mut from = now.offset();
    for change in rules.following(start).take(2).take_while(|change| change.timestamp() <= until) {
        all.push(Observance {
            from,
            to: change.offset(),
            since: Some(change.timestamp()),
            name: change.abbreviation().to_owned(),
            daylight: change.dst().is_dst(),
        });
        from = change.offset();
    }
    all
}

/// `-0600`, `+0530`; seconds only where there are any.
fn written(offset: Offset) -> String {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}
