//! When an event is repeated (RFC 5545, 3.3.10). The rule is unrolled by `rrule` in civil time, as if every place were
//! UTC: an event at nine is at nine also after the clocks have changed.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use rrule::RRuleSet;
use shared::absence::CalendarFault;

use super::times::{Moment, clock_time, date};

/// What a whole file may ask of us: so many turns of its rules, from the first to the last day looked at.
pub(super) const MOST_TURNS: i64 = 300_000;

/// Which days are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: DateTime,
    pub(super) until: DateTime,
}

/// The starts within `window` of what begins at `first` and is repeated by `rule`. It takes from `turns`.
pub(super) fn starts(
    rule: &str,
    first: &Moment,
    window: Window,
    turns: &mut i64,
) -> Result<Vec<DateTime>, CalendarFault> {
    let mut parts = parts(rule)?;
    let number = |text: Option<String>, usual: i64| match text {
        Some(text) => text.parse().ok().filter(|number| (1..=100_000).contains(number)).ok_or(CalendarFault::Rule),
        None => Ok(usual),
    };
    let interval = number(parts.get("INTERVAL").cloned(), 1)?;
    let count = match parts.remove("COUNT") {
        Some(text) => Some(number(Some(text), 1)?),
        None => None,
    };
    let until = match parts.remove("UNTIL") {
        Some(text) => until(&text, first)?.min(window.until),
        None => window.until,
    };
    let days = match parts.get("FREQ").map(String::as_str) {
        Some("DAILY") => 1,
        Some("WEEKLY") => 7,
        Some("MONTHLY") => 28,
        Some("YEARLY") => 365,
        _ => return Err(CalendarFault::Rule),
    };
    let mut from = first.civil;
    // What has been going on for years need not be counted from its first day, unless it ends after so many times.
    if days <= 7 && count.is_none() && from < window.from {
        let passed = i64::from(window.from.date().since(from.date()).map_err(|_| CalendarFault::Time)?.get_days());
        let whole = (passed / (days * interval) - 1).max(0);
        from = from.checked_add((whole * days * interval).days()).map_err(|_| CalendarFault::Time)?;
    }
    if until < from {
        return Ok(Vec::new());
    }
    let reach = i64::from(until.date().since(from.date()).map_err(|_| CalendarFault::Time)?.get_days());
    *turns -= reach / (days * interval) + 1;
    if *turns < 0 {
        return Err(CalendarFault::TooMany);
    }
    parts.insert("UNTIL".to_owned(), format!("{}Z", until.strftime("%Y%m%dT%H%M%S")));
    let rule: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let text = format!("DTSTART:{}Z\nRRULE:{}", from.strftime("%Y%m%dT%H%M%S"), rule.join(";"));
    let rule: RRuleSet = text.parse().map_err(|_| CalendarFault::Rule)?;
    let mut starts = Vec::new();
    for (place, start) in (1_i64..).zip(&rule.limit()) {
        let civil = civil(start.timestamp()).ok_or(CalendarFault::Time)?;
        if civil >= window.until || count.is_some_and(|count| place > count) {
            break;
        }
        if civil >= window.from {
            starts.push(civil);
        }
    }
    Ok(starts)
}

/// The parts of a rule. Nothing of it can end the line in which it is handed on.
fn parts(rule: &str) -> Result<BTreeMap<String, String>, CalendarFault> {
    let sound = |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || b",+-".contains(&it));
    let mut parts = BTreeMap::new();
    for part in rule.trim().to_ascii_uppercase().split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or(CalendarFault::Rule)?;
        // Finer than days is nobody's absence; that a rule says so twice is a mistake.
        let finer = ["BYHOUR", "BYMINUTE", "BYSECOND"].contains(&name);
        if finer || !sound(name) || !sound(value) || parts.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(CalendarFault::Rule);
        }
    }
    Ok(parts)
}

/// The last moment of a rule, as the clock of the event shows it: a date counts whole.
fn until(text: &str, first: &Moment) -> Result<DateTime, CalendarFault> {
    if let Some(day) = date(text) {
        return Ok(day.at(23, 59, 59, 0));
    }
    match text.strip_suffix('Z') {
        Some(clock) => {
            let at = clock_time(clock).and_then(|civil| Offset::UTC.to_timestamp(civil).ok());
            let at = at.ok_or(CalendarFault::Rule)?;
            Ok(first.place.civil(shared::time::Instant(at.as_second())))
        }
        None => clock_time(text).ok_or(CalendarFault::Rule),
    }
}

fn civil(seconds: i64) -> Option<DateTime> {
    Timestamp::from_second(seconds).ok().map(|at| TimeZone::UTC.to_datetime(at))
}
